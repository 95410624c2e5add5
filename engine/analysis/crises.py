"""What a series did over each named crisis, from the close of its first day to that of its last."""

from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.days import Day
from data.market.periods import NamedPeriod, named_periods
from engine.analysis.drawdowns import max_drawdown
from engine.analysis.returns import Days


class Over(NamedTuple):
    """A crisis and what became of a series over it: its return, and its deepest fall from a high within it (<= 0),
    decimals; None for both where nothing was left when it began.
    """

    crisis: NamedPeriod
    gained: float | None
    fall: float | None


def over_crises(days: Days, worth: Floats) -> list[Over]:
    """Those crises whose days all lie within the sessions, in order of time. Day numbers and worth (any unit), shape
    (n,), n >= 1.
    """
    covered = crises_within(int(days[0]), int(days[-1]))
    return [_over(one, worth[slice(*np.searchsorted(days, [one.first, one.last + 1]))]) for one in covered]


def crises_within(first: Day, last: Day) -> list[NamedPeriod]:
    """Those crises whose days all lie between two days, both included, in order of time."""
    return [one for one in named_periods("crisis") if first <= one.first and one.last <= last]


def crises_outside(first: Day, last: Day) -> list[NamedPeriod]:
    """Those crises that an account did not live through from their first day to their last, in order of time."""
    lived = crises_within(first, last)
    return [one for one in named_periods("crisis") if one not in lived]


def _over(crisis: NamedPeriod, path: Floats) -> Over:
    if not len(path) or path[0] <= 0.0:
        return Over(crisis, None, None)
    return Over(crisis, float(path[-1] / path[0] - 1.0), max_drawdown(path))
