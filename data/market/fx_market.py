"""The market of an account in yen that holds dollars on margin: USD/JPY is its index, yen its money."""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from data.base.arrow import to_array, to_column
from data.base.days import Day, iso
from data.base.errors import DataError
from data.contracts.contracts import family_on, future_spec
from data.contracts.fx_contracts import PAIR
from data.facts import facts
from data.market.market import Market
from data.pricing.money_market import overnight_spreads
from data.sessions.market_table import SCHEMA


class SecuritiesPath(NamedTuple):
    """Shares of an index by session: yen for one point of it, and dividends a year as a share of that (a decimal)."""

    values: list[float]
    dividend_yields: list[float]


class FxMarket(Market):
    """A market table read from the yen side.

    | column | is |
    |---|---|
    | `open`, `close` | yen per dollar: the fixing of the session before, and that of the session |
    | `high`, `low` | the higher and the lower of the two: between fixings nothing is known of the rate |
    | `open_is_real` | never: a fixing is no opening price |
    | `bill_yield` | what yen earn overnight: the call rate |
    | `dividend_yield` | what dollars earn overnight: bills and the spread over them (`data.pricing.money_market`) |
    | `bill_carried` | whether what bills earn is carried forward |
    | `vix` | still that of the S&P 500: fear there widens spreads here |

    `securities` is what the index that was there before is worth in yen, and what it pays a year as a share of that.
    """

    securities: SecuritiesPath = SecuritiesPath([], [])


@lru_cache(maxsize=4)
def fx_market(market: Market) -> FxMarket:
    """The sessions on which yen are known with USD/JPY as the index; an `FxMarket` is what it is already.

    Raises `DataError` where there are none, where one is missing between two, or all of them are
    before there were accounts for it.
    """
    if isinstance(market, FxMarket):
        return market
    table = _with_yen(market)
    days, close = table["date"].cast(pa.int32()).to_pylist(), to_array(table["usdjpy"])
    before = np.concatenate([close[:1], close[:-1]])
    securities = _in_yen(table, market.index)
    changed = {
        "open": before,
        "high": np.maximum(before, close),
        "low": np.minimum(before, close),
        "close": close,
        "open_is_real": np.zeros(len(close), dtype=bool),
        "bill_yield": to_array(table["jpy_rate"]),
        "dividend_yield": to_array(table["bill_yield"]) + overnight_spreads(days, market.bill_months),
    }
    for name, values in changed.items():
        table = table.set_column(
            table.column_names.index(name), SCHEMA.field(name), to_column(values, SCHEMA.field(name).type)
        )
    about: dict[str, Any] = {"origin": market.origin, "index": PAIR, "bill_months": market.bill_months}
    starts = max(market.starts, days[0], first_contract())
    if starts > days[-1]:
        raise DataError(
            "foreign exchange on margin begins with the first accounts for it, on "
            f"{iso(first_contract())}, and the market ends on "
            f"{iso(days[-1])}; choose another market"
        )
    seen = FxMarket(table, market.calendar, **about, starts=starts, hypothetical_until=market.hypothetical_until)
    seen.securities = securities
    return seen


def _with_yen(market: Market) -> pa.Table:
    """The rows from the first to the last on which yen are known; none between them may be missing."""
    known = np.flatnonzero(np.isfinite(market.floats("usdjpy")) & np.isfinite(market.floats("jpy_rate")))
    first, last = (int(known[0]), int(known[-1])) if len(known) else (0, len(market) - 1)
    for column in ("usdjpy", "jpy_rate"):
        market.require(column, market.days[first], market.days[last], "foreign exchange on margin")
    return market.table.slice(first, last + 1 - first)


def _in_yen(table: pa.Table, index: str) -> SecuritiesPath:
    """The index as shares of it in yen; of one in dollars at the rate of the day."""
    in_dollars = future_spec(family_on(index)).currency == "USD"
    rates = to_array(table["usdjpy"]) if in_dollars else np.ones(len(table))
    return SecuritiesPath((to_array(table["close"]) * rates).tolist(), to_array(table["dividend_yield"]).tolist())


def first_contract() -> Day:
    """The day from which anybody could hold currencies on margin at a Japanese broker:
    the first of the table `fx`.
    """
    return min(fact.valid_from for fact in facts("fx"))
