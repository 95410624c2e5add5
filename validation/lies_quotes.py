"""Good files of futures and of options, from the models of the program with the noise of quotes."""

from functools import cache
from math import inf

import numpy as np

from data.base.days import Day, date_of
from data.contracts.calendars import QUARTERS, expiry, xnys
from data.contracts.contracts import FutureContract, OptionContract, future_spec, option_spec
from data.curves.futures_curve import FuturesCurve
from data.curves.option_curve import OptionCurve
from data.market.embedded import embedded_market
from data.pricing.option_spread import OptionSpreads
from data.pricing.surface import surface
from validation.lies_table import Table, as_day

Rng = np.random.Generator
FIRST_FUTURE, FIRST_CHAIN = 10_500, 12_800
"""Days from which files begin: after the first ES contract (October 1998), and 2005."""
_BP = 1e-4


@cache
def curves() -> tuple[FuturesCurve, OptionCurve]:
    """Prices of any contract on any session."""
    market = embedded_market()
    curve = FuturesCurve(market, 0.003)
    return curve, OptionCurve(market, curve, surface("fitted"), OptionSpreads(inf))


def _window(rng: Rng, first: Day, rows: int, at: Day | None) -> range:
    days = embedded_market().days
    earliest = int(np.searchsorted(days, at or first))
    begin = earliest if at else int(rng.integers(earliest, len(days) - rows - 70))
    return range(begin, begin + rows)


def _expiries(day: Day, months: tuple[int, ...], most: int) -> list[Day]:
    year = date_of(day).year
    known = [expiry(one, month, xnys()) for one in (year, year + 1) for month in months]
    return [one for one in known if one > day][:most]


def futures(rng: Rng, rows: int | None = None, noise: float = 2.0, at: Day | None = None) -> Table:
    """Settlements of the two nearest ES contracts, to a quarter of a point; `noise` in basis points; from a day `at`,
    or at random.
    """
    spec, curve, market = future_spec("ES"), curves()[0], embedded_market()
    days, cells = list[Day](), list[tuple[str, str]]()
    index = list[float]()
    for place in _window(rng, FIRST_FUTURE, rows or int(rng.choice([40, 80, 160])), at):
        day = market.days[place]
        for settles in _expiries(day, QUARTERS, 2):
            price = curve.price(FutureContract(spec, settles), place) * (1.0 + noise * _BP * rng.standard_normal())
            days.append(day)
            cells.append((as_day(settles), f"{round(4.0 * price) / 4.0:.2f}"))
            index.append(curve.closes[place])
    told = {"root": ["ES"] * len(days), "expiry": [one for one, _ in cells], "settlement": [one for _, one in cells]}
    return Table("futures", "futures", np.array(days), told, {"settlement": "relative"}, index=np.array(index))


def chains(rng: Rng, rows: int | None = None, noise: float = 0.5, at: Day | None = None) -> Table:
    """Bids and offers of SPX series of the two next months, out of the money; `noise` in halves of the spread; from a
    day `at`, or at random.
    """
    spec, (curve, options), market = option_spec("SPX"), curves(), embedded_market()
    kept = list[tuple[Day, Day, float, str, float, float, float]]()
    strikes = dict[Day, list[tuple[float, str]]]()
    for place in _window(rng, FIRST_CHAIN, rows or int(rng.choice([15, 30, 45])), at):
        day, close = market.days[place], curve.closes[place]
        for settles in _expiries(day, tuple(range(1, 13)), 2):
            for strike, right in strikes.setdefault(settles, _strikes(close)):
                mark = options.at_close(OptionContract(spec, settles, strike, right), place)  # type: ignore[arg-type]
                mid = mark.mid + noise * mark.half_spread * float(np.clip(rng.standard_normal(), -1.5, 1.5))
                bid = max(round(20.0 * (mid - mark.half_spread)) / 20.0, 0.0)
                kept.append(
                    (
                        day,
                        settles,
                        strike,
                        right,
                        bid,
                        max(round(20.0 * (mid + mark.half_spread)) / 20.0, bid + 0.05),
                        close,
                    )
                )
    days, expiries, levels, rights, bids, asks, index = zip(*kept, strict=True)
    cells = {
        "root": ["SPX"] * len(kept), "expiry": [as_day(one) for one in expiries],
        "strike": [f"{one:.1f}" for one in levels], "right": list(rights),
        "bid": [f"{one:.2f}" for one in bids], "ask": [f"{one:.2f}" for one in asks],
    }  # fmt: skip
    return Table("chains", "chains", np.array(days), cells, {"bid": "index", "ask": "index"}, index=np.array(index))


def _strikes(close: float) -> list[tuple[float, str]]:
    shares = ((0.90, "P"), (0.95, "P"), (1.0, "P"), (1.0, "C"), (1.04, "C"))
    return [(5.0 * round(close * share / 5.0), right) for share, right in shares]


def nearest(table: Table) -> Table:
    """The first contract of each day."""
    return table.taken(np.flatnonzero(np.diff(table.days, prepend=-1)))


def by_contract(table: Table) -> Table:
    """One contract after the other, as vendors who sell files by contract have them."""
    return table.taken(np.concatenate(table.series()))
