"""A crisis and the way back from it: what a plan made of either."""

from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.days import Day
from engine.analysis.crises import crises_within
from engine.analysis.drawdowns import max_drawdown
from engine.analysis.returns import Days

A_YEAR = 365
"""Calendar days after which the way back from a crisis ends in any case."""


class Episode(NamedTuple):
    """A crisis by name, the rows of its first and last session, and that of the last session of the way back: the first
    on which the index closed where it had fallen from, or the last of a year, or of all, where it did not by then.
    """

    name: str
    first: int
    last: int
    back: int


class Lived(NamedTuple):
    """What a plan made of an episode, decimals: its return over the crisis, its deepest fall within it (<= 0), and its
    return on the way back; None from where nothing was left.
    """

    gained: float | None
    fall: float | None
    gained_back: float | None


def episodes_of(days: Days, index: Floats) -> list[Episode]:
    """The crises whose days all lie within sessions, in order of time. Day numbers and closes of the index, (n,)."""
    found = []
    for crisis in crises_within(int(days[0]), int(days[-1])):
        first, after = (int(row) for row in np.searchsorted(days, [crisis.first, crisis.last + 1]))
        found.append(Episode(crisis.name, first, after - 1, _back(days, index, (first, after - 1), crisis.last)))
    return found


def _back(days: Days, index: Floats, rows: tuple[int, int], ended: Day) -> int:
    first, last = rows
    within = int(np.searchsorted(days, ended + A_YEAR, side="right")) - 1
    high = np.flatnonzero(index[last : within + 1] >= index[first])
    return last + int(high[0]) if len(high) else within


def lived(equity: Floats, one: Episode) -> Lived:
    """What became of equity, as far as there was any, (m,) with m <= n."""
    crisis, back = equity[one.first : one.last + 1], equity[one.last : one.back + 1]
    if len(crisis) <= one.last - one.first or crisis[-1] <= 0.0:
        return Lived(None, None, None)
    whole = len(back) == one.back - one.last + 1 > 1
    return Lived(_gained(crisis), max_drawdown(crisis), _gained(back) if whole else None)


def _gained(path: Floats) -> float:
    return float(path[-1] / path[0] - 1.0)
