"""A feed's closes beside the market's index: the same, a session off, or gaining its dividends."""

from math import inf, log
from typing import Any, NamedTuple

import backtrader as bt
import numpy as np

from data.base.days import day_of
from data.market.market import Market

_SAME = 1e-4
"""How near closes of the index are to the market's, as a share: rounding. Of the front S&P 500 future of 1990 to 2020
no year had more than 15 % of its settlements that near.
"""
_SOME = 5
"""Bars from which on most of them say that a feed is a session off."""
_YEAR = 365.0
_LONG = 3.0
"""Years from which on the basis of a future at either end says little."""
_NEAR = 1 / 3
"""How near a gain must be to the dividends, as a share of what tells it from other feeds."""


class Beside(NamedTuple):
    """A bar beside the index: row of the market, and the bar's close over the index's."""

    row: int
    ratio: float


class BesideIndex:
    """Compares each bar of a feed once, preloaded ones all together."""

    def __init__(self, market: Market, bars: Any) -> None:
        self._market, self._bars = market, bars
        self._seen = self._same = self._years = 0
        self._off = {-1: 0, 1: 0}
        self._ends: list[Beside] = []

    @property
    def same(self) -> bool:
        """Whether most bars closed where the index did."""
        return 2 * self._same > self._seen

    @property
    def sessions_off(self) -> int:
        """-1 where most bars closed where the index had the session before, 1 where it would the session after; 0
        elsewhere, and where they are the index or few.
        """
        if self.same or self._seen < _SOME:
            return 0
        return next((off for off, found in self._off.items() if 2 * found > self._seen), 0)

    def look(self) -> None:
        """Count the bars that have not been looked at."""
        bars = len(self._bars)
        for bar in range(self._seen, max(bars, self._bars.buflen())):
            self._count(bar + 1 - bars)
            self._seen = bar + 1

    def _count(self, ago: int) -> None:
        """Count a bar (0: today's), where the market has its day."""
        market, day = self._market, day_of(self._bars.datetime.date(ago))
        row, index, close = (
            market.row_from(day),
            market.values("close"),
            bt.LineBuffer.__getitem__(self._bars.close, ago),
        )
        if row == len(market) or market.days[row] != day:
            return
        self._same += _is_near(close, index[row])
        for off in self._off:
            if 0 <= row + off < len(index):
                self._off[off] += _is_near(close, index[row + off])
        self._ends = [*self._ends[:1], Beside(row, close / index[row])]

    def gained(self, *, may_be_future: bool) -> float | None:
        """What the feed gained a year on the index where its dividends say why, looked at once a year of bars; else
        None.
        """
        days, (first, *_, last) = self._market.days, self._ends * 2
        years = int((days[last.row] - days[first.row]) / _YEAR)
        if years == self._years or self.same:
            return None
        self._years = years
        return dividends_within(self._market, first, last, may_be_future=may_be_future)


def _is_near(close: float, index: float) -> bool:
    return abs(close / index - 1.0) <= _SAME


def gained_by_dividends(gained: float, dividends: float, told_apart_by: float) -> bool:
    """Whether a feed that gained so much a year on the index did so by its dividends; all annual decimals.

    The index gains nothing, a future whose rolls are adjusted the dividends less `told_apart_by`, the bill yield;
    infinity where it cannot be a future.

    >>> gained_by_dividends(0.019, 0.02, 0.05), gained_by_dividends(0.019, 0.02, 0.001)
    (True, False)
    """
    return abs(gained - dividends) < _NEAR * min(dividends, told_apart_by)


def dividends_within(market: Market, first: Beside, last: Beside, *, may_be_future: bool) -> float | None:
    """What a feed gained a year on the index between two bars, where its dividends say why; None where they do not, or
    the bars are too near to tell.
    """
    years = (market.days[last.row] - market.days[first.row]) / _YEAR
    if years < _LONG:
        return None
    within = slice(first.row, last.row)
    bills, dividends = (float(np.mean(market.floats(name)[within])) for name in ("bill_yield", "dividend_yield"))
    gained = log(last.ratio / first.ratio) / years
    return gained if gained_by_dividends(gained, dividends, bills if may_be_future else inf) else None
