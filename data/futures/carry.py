"""Settlement prices of futures beside the index of their day: how far each stands from the index with its carry."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from data.base.arrays import Flags, Floats, Ints
from data.base.finding import Finding
from data.base.saying import UNSAID, Saying, said
from data.futures.table import FutureRows, future_finding
from data.sessions.market_days import MarketDays

NEAR = 5
"""Rows of a contract before and after one, whose median distance from the index is the contract's usual one."""
SHUT = 7
"""Calendar days that an exchange is shut at a stretch (New York after 2001-09-11)."""
FEWEST = 5
"""Rows of a contract that have a usual distance; with fewer it is that of all contracts on the days around, and each
row's own where those are as few."""


@dataclass(frozen=True)
class Carried:
    """Rows of a market's span, ordered by contract and day, each array of shape (rows,).

    `session` is the row of `market`, of an evening or holiday the one before (`on` tells them apart); `fair` the index
    with bill yields less dividend yields to expiry, index points. `gap` is the log of settlement over fair value,
    positive above it, `own` what it differs from the contract's usual gap. `low` and `high` are logs of the lowest and
    highest index from the close before to the session after, over the close, so 0 or less and 0 or more: prices of
    other hours of the day stand within them.
    """

    rows: FutureRows
    market: MarketDays
    session: Ints
    on: Flags
    years: Floats
    fair: Floats
    gap: Floats
    own: Floats
    low: Floats
    high: Floats

    @property
    def width(self) -> Floats:
        """Log range of the index around the session, 0 or more, shape (rows,)."""
        return np.asarray(self.high - self.low)

    def take(self, kept: Flags) -> "Carried":
        """Some of the rows."""
        names = ("session", "on", "years", "fair", "gap", "own", "low", "high")
        return Carried(self.rows.take(kept), self.market, **{name: getattr(self, name)[kept] for name in names})

    @property
    def noise(self) -> float:
        """Median log distance of the file's prices from their contracts' usual one, 0 or more."""
        return float(np.median(np.abs(self.own))) if len(self.own) else 0.0

    def outside(self, distance: Floats) -> Floats:
        """How far a log distance of either sign lies outside the range of the index around its
        session, shape (rows,); 0 within.
        """
        return np.maximum(np.maximum(distance - self.high, self.low - distance), 0.0)

    def around(self, row: int) -> Saying:
        """What stands beside a row: its contract's settlements, and the index."""
        close = float(self.market.close[self.session[row]])
        told = self.rows.beside(row)
        closed = said("futures.index_closed", close=close)
        return said("futures.around", settled=told, closed=closed) if told else closed

    def finding(self, check: str, row: int, problem: Saying, cause: Saying = UNSAID) -> Finding:
        """A finding about the settlement of a row, with what stands beside it."""
        return future_finding(check, self.rows, row, "settlement", problem, beside=self.around(row), cause=cause)


def carried(rows: FutureRows, market: MarketDays) -> Carried:
    """Rows of futures on the market's index that have a price and are within its days, beside it; of evenings and
    holidays no more than `SHUT` days after a session.
    """
    place = np.searchsorted(market.days, rows.day, side="right") - 1
    near = (place >= 0) & (rows.day <= market.days[-1]) & (rows.day - market.days[place] <= SHUT)
    priced = np.isfinite(rows.settlement) & (rows.settlement > 0.0)
    usable = np.flatnonzero(near & priced & rows.tradable_on(market.index))
    order = usable[np.lexsort((rows.day[usable], rows.contract[usable]))]
    rows, place = rows.take(order), place[order]
    years = (rows.expiry - rows.day) / 365.0
    fair = market.close[place] * np.exp((market.bill_yield[place] - market.dividend_yield[place]) * years)
    gap = np.log(rows.settlement / fair)
    low, high = _range(market, place)
    return Carried(
        rows, market, place, market.days[place] == rows.day, years, fair, gap, gap - _usual(rows, gap), low, high
    )


def _range(market: MarketDays, place: Ints) -> tuple[Floats, Floats]:
    before, after = np.maximum(place - 1, 0), np.minimum(place + 1, len(market.days) - 1)
    close = market.close[place]
    lowest = np.minimum.reduce([market.low[place], market.low[after], market.close[before]])
    highest = np.maximum.reduce([market.high[place], market.high[after], market.close[before]])
    return np.log(np.minimum(lowest / close, 1.0)), np.log(np.maximum(highest / close, 1.0))


def _usual(rows: FutureRows, gap: Floats) -> Floats:
    """The usual gap of each row's contract around it."""
    if len(gap) < FEWEST:
        return gap
    by_day = np.lexsort((rows.contract, rows.day))
    usual = np.empty_like(gap)
    usual[by_day] = _medians(gap[by_day])
    for one in np.split(np.arange(len(gap)), np.flatnonzero(np.diff(rows.contract)) + 1):
        if len(one) >= FEWEST:
            usual[one] = _medians(gap[one])
    return usual


def _medians(values: Floats) -> Floats:
    """The median of each value and `NEAR` before and after it, fewer at the ends."""
    if not len(values):
        return values
    padded: Any = np.pad(values, NEAR, constant_values=np.nan)
    return np.asarray(np.nanmedian(sliding_window_view(padded, 2 * NEAR + 1), axis=1))
