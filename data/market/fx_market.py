"""The market of an account in yen that holds a currency on margin: its pair is the index, yen its money."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats, Ints
from data.base.arrow import to_array, to_column
from data.base.days import Day, iso
from data.base.errors import DataError
from data.contracts.contracts import family_on, future_spec
from data.contracts.fx_contracts import PAIR
from data.contracts.fx_pairs import FxPair, fx_pair
from data.contracts.underlying import SYNTHETIC
from data.facts import facts
from data.market.market import Market
from data.market.reference_rates import cross
from data.market.stored_market import MADE_UP_BY
from data.pricing.money_market import knows_overnight, overnight_rates, overnight_spreads
from data.sessions.market_table import SCHEMA

LONGEST_GAP = 10
"""Days after which a rate that was not renewed is not known any more."""


@dataclass(frozen=True, slots=True)
class PairRates:
    """Rates of a pair from a file of somebody's own: quote currency per unit of the base on ascending `days`, and,
    where the file tells it, what the base currency earns overnight (annual decimals, act/365), shape (days,) each;
    `digest` is that of the file.
    """

    file: str
    digest: str
    days: Ints = field(compare=False)
    rates: Floats = field(compare=False)
    base_rates: Floats | None = field(compare=False)


class SecuritiesPath(NamedTuple):
    """Shares of an index by session: yen for one point of it, and dividends a year as a share of that (a decimal)."""

    values: list[float]
    dividend_yields: list[float]


class FxMarket(Market):
    """A market table read from the yen side of a pair.

    | column | is |
    |---|---|
    | `open`, `close` | yen per unit of the base currency: the fixing of the session before, and that of the session |
    | `high`, `low` | the higher and the lower of the two: between fixings nothing is known of the rate |
    | `open_is_real` | never: a fixing is no opening price |
    | `bill_yield` | what yen earn overnight: the call rate |
    | `dividend_yield` | what the base currency earns overnight; of dollars bills and the spread over them |
    | `bill_carried` | whether what bills earn is carried forward |
    | `vix` | still that of the S&P 500: fear there widens spreads here |

    `securities` is what the index that was there before is worth in yen, and what it pays a year as a share of that.
    """

    securities: SecuritiesPath = SecuritiesPath([], [])


@lru_cache(maxsize=16)
def fx_market(market: Market, pair: str = PAIR, own: PairRates | None = None) -> FxMarket:
    """The sessions on which yen are known with a pair as the index; an `FxMarket` of it is what it is already.

    USD/JPY is the market's own; other pairs are crosses of reference rates of the European Central Bank, the last one
    known at each close; `own` goes before both.

    Raises `DataError` where there are no such sessions, where one is missing between two, all of them are before there
    were accounts for it, or the market is no history, of which the program's rates could not be.
    """
    if isinstance(market, FxMarket):
        if market.index != pair:
            raise DataError(f"the market is that of {market.index}, not of {pair}; give the one that it was made of")
        return market
    of = fx_pair(pair)
    table = _known(market, of, own)
    days, close = table["date"].cast(pa.int32()).to_pylist(), _rates(market, table, of, own)
    before = np.concatenate([close[:1], close[:-1]])
    securities = _in_yen(table, market.index)
    changed = {
        "open": before,
        "high": np.maximum(before, close),
        "low": np.minimum(before, close),
        "close": close,
        "open_is_real": np.zeros(len(close), dtype=bool),
        "bill_yield": to_array(table["jpy_rate"]),
        "dividend_yield": _earned(market, table, of, own),
    }
    for name, values in changed.items():
        table = table.set_column(
            table.column_names.index(name), SCHEMA.field(name), to_column(values, SCHEMA.field(name).type)
        )
    about: dict[str, Any] = {"origin": market.origin, "index": pair, "bill_months": market.bill_months}
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


def pair_rates(market: Market, pair: FxPair, own: PairRates | None = None) -> Floats:
    """The last rate of a pair known at the close of each session, quote currency per unit of the base, shape
    (sessions,); NaN where none is. Raises `DataError` for a pair of which a market that is no history has none.
    """
    if own is None and pair.name == PAIR:
        return market.floats("usdjpy")
    if own is None and _made_up(market):
        raise DataError(f"a made-up market knows {PAIR} alone; name rates of {pair.shown} with fx.rates_file")
    days, rates = cross(pair) if own is None else (own.days, own.rates)
    return _on(market.days, days, rates)


def _made_up(market: Market) -> bool:
    return market.index == SYNTHETIC or market.origin.get("made_by") == MADE_UP_BY


def _on(sessions: list[Day], days: Ints, values: Floats) -> Floats:
    """The last value known on each session; NaN before the first and after the last, and where it is too old."""
    asked = np.array(sessions, dtype=np.int64)
    place = np.searchsorted(days, asked, side="right") - 1
    age = asked - days[np.maximum(place, 0)]
    usable = (place >= 0) & (age <= LONGEST_GAP) & (asked <= days[-1])
    return np.where(usable, values[np.maximum(place, 0)], np.nan)


def _rates(market: Market, table: pa.Table, pair: FxPair, own: PairRates | None) -> Floats:
    first = market.row_of(table["date"].cast(pa.int32())[0].as_py())
    return pair_rates(market, pair, own)[first : first + len(table)]


def _earned(market: Market, table: pa.Table, pair: FxPair, own: PairRates | None) -> Floats:
    """What the base currency earns overnight on each session of a table, annual decimals, act/365."""
    days = table["date"].cast(pa.int32()).to_pylist()
    if own is not None and own.base_rates is not None:
        return _on(days, own.days, own.base_rates)
    if pair.name == PAIR:
        earned: Floats = to_array(table["bill_yield"]) + np.array(overnight_spreads(days, market.bill_months))
        return earned
    if not knows_overnight(pair.base):
        raise DataError(
            f"no overnight rate of {pair.base} is known; name a file with fx.rates_file that has a column base_rate"
        )
    return np.array(overnight_rates(pair.base, days))


def _known(market: Market, pair: FxPair, own: PairRates | None) -> pa.Table:
    """The rows from the first to the last on which the pair and yen are known; none between them may be missing."""
    rates = pair_rates(market, pair, own)
    known = np.flatnonzero(np.isfinite(rates) & np.isfinite(market.floats("jpy_rate")))
    first, last = (int(known[0]), int(known[-1])) if len(known) else (0, len(market) - 1)
    if own is None and pair.name == PAIR:
        market.require("usdjpy", market.days[first], market.days[last], "foreign exchange on margin")
    market.require("jpy_rate", market.days[first], market.days[last], "foreign exchange on margin")
    missing = np.flatnonzero(np.isnan(rates[first : last + 1]))
    if len(missing):
        where = "the program's rates" if own is None else own.file
        raise DataError(
            f"{where}: no rate of {pair.shown} is known on {iso(market.days[first + int(missing[0])])}, a session of "
            "the market; name a file of rates with fx.rates_file that has it, or choose another market"
        )
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
