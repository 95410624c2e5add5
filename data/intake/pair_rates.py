"""Rates of a currency pair in a file of somebody's own: a rate for each date, and what the base currency earns."""

from pathlib import Path

import numpy as np

from data.base.arrays import Floats
from data.base.days import iso
from data.base.errors import ConfigError, DataError
from data.contracts.fx_pairs import FxPair
from data.intake.dated_tables import read_dated, refuse
from data.intake.reading.fields import Fields, WantedColumn
from data.market.fx_market import PairRates

RATE = ("close", "price", "value", "last", "mid", "fixing", "終値", "レート", "仲値")
BASE = ("baseovernight", "overnight", "shortrate", "overnightrate", "policyrate", "短期金利", "政策金利")
"""What the columns are called besides `rate` (or the pair's own name) and `base_rate`, in plain form."""
HIGHEST = 1.0
"""A year's rate from which on per cent are meant."""


def own_rates(file: Path | str, pair: FxPair) -> PairRates:
    """The rates of `FILE[:mdy|dmy][:point|comma]` with the columns date and rate, quote currency per unit of the base,
    and perhaps base_rate, what the base currency earns overnight (annual decimals, act/365).

    Raises `Refused` for what cannot be read, `DataError` for a rate that the pair cannot have had, that is missing, or
    for per cent.
    """
    wanted = (
        WantedColumn("rate", "number", (pair.name.lower(), *RATE)),
        WantedColumn("base_rate", "number", BASE, optional=True),
    )
    fields = read_dated(file, wanted)
    refuse(fields)
    rates, earned = fields.numbers["rate"], fields.numbers.get("base_rate")
    _whole(fields, "rate", rates)
    for row in {int(rates.argmin()), int(rates.argmax())}:
        try:
            pair.check_price(float(rates[row]))
        except ConfigError as error:
            raise DataError(f"{fields.file}, {iso(int(fields.dates['date'][row]))}: {error}") from None
    if earned is not None:
        _whole(fields, "base_rate", earned)
        _decimals(fields, earned)
    return PairRates(str(file), fields.sha256, fields.dates["date"], rates, earned)


def _whole(fields: Fields, column: str, values: Floats) -> None:
    missing = np.flatnonzero(~np.isfinite(values))
    if len(missing):
        raise DataError(
            f"{fields.file}, line {int(fields.lines[missing[0]])}: {column} is missing; leave out the row or the column"
        )


def _decimals(fields: Fields, earned: Floats) -> None:
    row = int(np.abs(earned).argmax())
    if abs(earned[row]) >= HIGHEST:
        raise DataError(
            f"{fields.file}, line {int(fields.lines[row])}: base_rate {earned[row]:g} looks like per cent; "
            "give decimals, 0.0425 for 4.25 % a year"
        )
