"""The market of an account in yen that holds dollars on margin: USD/JPY is its index, yen its money."""

from functools import lru_cache
from typing import Any

import numpy as np

from data.arrow import to_array, to_column
from data.days import Day
from data.facts import facts
from data.fx_contracts import PAIR
from data.market import Market
from data.market_table import SCHEMA
from data.money_market import overnight_spreads


class FxMarket(Market):
    """A market table read from the yen side.

    | column | is |
    |---|---|
    | `open`, `close` | yen per dollar: the fixing of the session before, and that of the session |
    | `high`, `low` | the higher and the lower of the two: between fixings nothing is known of the rate |
    | `open_is_real` | never: a fixing is no opening price |
    | `bill_yield` | what yen earn overnight: the call rate |
    | `dividend_yield` | what dollars earn overnight: bills and the spread over them (`data.money_market`) |
    | `bill_carried` | whether what bills earn is carried forward |
    | `vix` | still that of the S&P 500: fear there widens spreads here |
    """


@lru_cache(maxsize=4)
def fx_market(market: Market) -> FxMarket:
    """The same sessions with USD/JPY as the index; an `FxMarket` is what it is already."""
    if isinstance(market, FxMarket):
        return market
    close = to_array(market.table["usdjpy"])
    before = np.concatenate([close[:1], close[:-1]])
    changed = {
        "open": before,
        "high": np.maximum(before, close),
        "low": np.minimum(before, close),
        "close": close,
        "open_is_real": np.zeros(len(close), dtype=bool),
        "bill_yield": to_array(market.table["jpy_rate"]),
        "dividend_yield": to_array(market.table["bill_yield"]) + overnight_spreads(market.days, market.bill_months),
    }
    table = market.table
    for name, values in changed.items():
        table = table.set_column(
            table.column_names.index(name), SCHEMA.field(name), to_column(values, SCHEMA.field(name).type)
        )
    about: dict[str, Any] = {"origin": market.origin, "index": PAIR, "bill_months": market.bill_months}
    starts = min(max(market.starts, first_contract()), market.days[-1])
    return FxMarket(table, market.calendar, **about, starts=starts, hypothetical_until=market.hypothetical_until)


def first_contract() -> Day:
    """The day from which anybody could hold currencies on margin at a Japanese broker: the first of `data/facts/fx.csv`."""
    return min(fact.valid_from for fact in facts("fx"))
