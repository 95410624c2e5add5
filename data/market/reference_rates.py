"""Euro reference rates of the European Central Bank, shipped with the program, and the pairs that follow from them."""

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from data.base.arrays import Floats, Ints
from data.base.arrow import to_array
from data.base.bounded_parquet import read_parquet
from data.base.cache import content_hash
from data.base.errors import ConfigError, DataError
from data.contracts.fx_pairs import FxPair

FILE = Path(__file__).parents[1] / "history" / "reference_rates.parquet"
RECORD, CONTENT = b"origin", b"content_sha256"
EURO = "EUR"


class ReferenceRates(NamedTuple):
    """Units of each currency for one euro, shape (days,) each, NaN where there is none, on `days` since 1970-01-01 in
    ascending order; `record` says where the file comes from.
    """

    days: Ints
    rates: dict[str, Floats]
    record: dict[str, Any]


@cache
def reference_rates() -> ReferenceRates:
    """The rates of `data/history/reference_rates.parquet`. Raises `DataError` where that is damaged."""
    try:
        table = read_parquet(FILE)
    except (OSError, ValueError) as error:
        raise DataError(f"{FILE.name}: cannot be read ({error}); install the program again") from None
    metadata = table.schema.metadata or {}
    if metadata.get(CONTENT, b"").decode() != content_hash(table):
        raise DataError(f"{FILE.name}: is not what was written; install the program again")
    days = to_array(table["date"].cast("int32")).astype(np.int64)
    rates = {name: to_array(table[name]) for name in table.column_names if name != "date"}
    return ReferenceRates(days, rates, json.loads(metadata[RECORD]))


def cross(pair: FxPair) -> tuple[Ints, Floats]:
    """(days since 1970-01-01, quote currency for one of the base) of the days on which both have a reference rate,
    shape (days,) each. Raises `ConfigError` for a currency that the file does not have, `DataError` where that
    is damaged.
    """
    days, rates, _ = reference_rates()
    per_euro = {**rates, EURO: np.ones(len(days))}
    for currency in (pair.base, pair.quote):
        if currency not in per_euro:
            raise ConfigError(
                f"the program has no rates of {currency} for {pair.shown}; it has {', '.join(sorted(per_euro))}"
            )
    values = per_euro[pair.quote] / per_euro[pair.base]
    known = np.isfinite(values)
    return days[known], values[known]
