"""Which option series to hold: on fixed dates, at a listed strike."""

from bisect import bisect_right
from collections.abc import Callable
from math import floor
from typing import NamedTuple

from data.base.days import Day
from data.contracts.calendars import SessionCalendar
from data.contracts.points import StrikeSteps, listed
from data.contracts.rolls import option_schedule

_MARGIN_DAYS = 100
PRUDENT_BUDGET = 0.01
"""Highest premium a month, a share of equity, that needs no acknowledgement (the source design
asks for 0.005 to 0.01).
"""


class OptionDates:
    """Fixed dates on which one series is left for the next, `sessions_before` its expiry (0: on it); series expire so
    many `months` apart.
    """

    def __init__(
        self, first: Day, last: Day, calendar: SessionCalendar, sessions_before: int, *, months: int = 1
    ) -> None:
        around = first - _MARGIN_DAYS, last + _MARGIN_DAYS
        self._rolls = option_schedule(*around, calendar, sessions_before, months=months)
        self._days = frozenset(roll.day for roll in self._rolls)

    def __contains__(self, day: Day) -> bool:
        return day in self._days

    def series(self, day: Day) -> Day:
        """Expiry of the series to hold at the close of a day."""
        place = bisect_right(self._rolls, day, key=lambda roll: roll.day)
        return self._rolls[place - 1].next_expiry if place else self._rolls[0].expiry


class StrikeChoice(NamedTuple):
    """How far out of the money, as a share of the index (negative: in the money), or at which
    delta (unsigned) instead.
    """

    out_of_the_money: float
    delta: float | None = None


def strike_by_distance(
    steps: StrikeSteps,
    underlying: float,
    distance: float,
    call: bool,  # noqa: FBT001  (keyword-only is not to be compiled)
) -> float:
    """Listed strike, in points of the underlying, so far out of the money (a share, negative: in it): for a call the
    nearest (the higher of two as near), for a put the highest not above it; the lowest of all strikes is one step.
    """
    target = underlying * (1.0 + distance if call else 1.0 - distance) / listed(steps, 1)
    # a put at exactly a listed strike must not fall to the next, whatever the last bit of the quotient
    return listed(steps, max(floor(target + 0.5) if call else floor(target + 1e-9), 1))


def strike_by_delta(
    steps: StrikeSteps, underlying: float, wanted: float, delta: Callable[[float], float], *, call: bool
) -> float:
    """Listed strike, in points of the underlying, whose delta (unsigned; `delta` gives it by strike) is
    nearest to the one wanted.
    """
    low, high = first_bracket(steps, underlying)
    while high - low > 1:
        low, high = narrowed(low, high, delta(listed(steps, between(low, high))), wanted, call)
    lower, higher = listed(steps, low), listed(steps, high)
    return lower if nearer(delta(lower), delta(higher), wanted) else higher


def first_bracket(steps: StrikeSteps, underlying: float) -> tuple[int, int]:
    """Lowest and highest strike that may be chosen, in steps from zero: half and twice the underlying. Between them the
    delta of a call falls with its strike and that of a put rises.
    """
    step = listed(steps, 1)
    return max(floor(0.5 * underlying / step), 1), max(floor(2.0 * underlying / step), 1)


def between(low: int, high: int) -> int:
    """The strike whose delta is looked at next, in steps from zero."""
    return (low + high) // 2


def narrowed(low: int, high: int, delta: float, wanted: float, call: bool) -> tuple[int, int]:  # noqa: FBT001
    """The half of a bracket, in steps from zero, in which a delta is the one wanted (unsigned), by the `delta` (of any
    sign) of the strike `between`.
    """
    middle = between(low, high)
    return (middle, high) if (abs(delta) > wanted) == call else (low, middle)


def nearer(low_delta: float, high_delta: float, wanted: float) -> bool:
    """Whether of two strikes the lower is as near to the delta wanted (unsigned), or nearer; their deltas may have any
    sign.
    """
    return not abs(abs(high_delta) - wanted) < abs(abs(low_delta) - wanted)
