"""Which option series to hold: on fixed dates, at a listed strike."""

from bisect import bisect_right
from collections.abc import Callable
from math import floor
from typing import NamedTuple

from data.base.days import Day
from data.base.right import Right
from data.contracts.calendars import SessionCalendar, option_schedule
from data.contracts.contracts import OptionSpec

_MARGIN_DAYS = 100
PRUDENT_BUDGET = 0.01
"""Highest premium a month, a share of equity, that needs no acknowledgement (the source design
asks for 0.005 to 0.01).
"""


class OptionDates:
    """Fixed monthly dates on which one series is left for the next, `sessions_before` its expiry (0: on it)."""

    def __init__(self, first: Day, last: Day, calendar: SessionCalendar, sessions_before: int) -> None:
        self._rolls = option_schedule(first - _MARGIN_DAYS, last + _MARGIN_DAYS, calendar, sessions_before)
        self._days = frozenset(roll.day for roll in self._rolls)

    def __contains__(self, day: Day) -> bool:
        return day in self._days

    def series(self, day: Day) -> Day:
        """Expiry of the series to hold at the close of a day."""
        return self._rolls[bisect_right(self._rolls, day, key=lambda roll: roll.day) - 1].next_expiry


class StrikeChoice(NamedTuple):
    """How far out of the money, as a share of the index (negative: in the money), or at which
    delta (unsigned) instead.
    """

    out_of_the_money: float
    delta: float | None = None


def strike_by_distance(
    spec: OptionSpec, right: Right, underlying: float, distance: float, *, size: float = 1.0
) -> float:
    """Listed strike, in points of the underlying, so far out of the money (a share, negative: in it): for a call the
    nearest (the higher of two as near), for a put the highest not above it.

    `size` is that of points (see `data.market.market.Market.scale`).
    """
    target = underlying * (1.0 + distance if right == "C" else 1.0 - distance) / spec.strike(1, size)
    # a put at exactly a listed strike must not fall to the next, whatever the last bit of the quotient
    return spec.strike(floor(target + 0.5) if right == "C" else floor(target + 1e-9), size)


def strike_by_delta(
    spec: OptionSpec,
    right: Right,
    underlying: float,
    wanted: float,
    delta: Callable[[float], float],
    *,
    size: float = 1.0,
) -> float:
    """Listed strike, in points of the underlying, whose delta (unsigned; `delta` gives it by strike) is
    nearest to the one wanted.

    Between half and twice the underlying, the delta of a call falls with its strike and that of a put rises.
    """
    step = spec.strike(1, size)
    low, high = floor(0.5 * underlying / step), floor(2.0 * underlying / step)
    falls = right == "C"
    while high - low > 1:
        middle = (low + high) // 2
        if (abs(delta(spec.strike(middle, size))) > wanted) == falls:
            low = middle
        else:
            high = middle
    strikes = (spec.strike(low, size), spec.strike(high, size))
    return min(strikes, key=lambda strike: abs(abs(delta(strike)) - wanted))
