"""Losses in a row: the rows of calendar months in which an account lost."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.base.days import Day
from engine.analysis.returns import Days, month_ends


class Streak(NamedTuple):
    """Months in a row, by the place of the first and how many, and what they lost together, a share >= 0."""

    first: int
    months: int
    lost: float


class LosingMonths(NamedTuple):
    """Months of the row (0 where none lost), what it lost in all (a decimal >= 0), and its last session."""

    months: int
    loss: float
    last: Day


def month_levels(days: Days, equity: Floats) -> tuple[NDArray[np.int64], Floats]:
    """(rows of the last session of each calendar month after the first session, (m,); equity of the first session and
    at these, (m + 1,)) of an account, both (n,), n >= 1. Months that the first and last session break count as they
    are.
    """
    ends = month_ends(days[1:]) + 1
    return ends, np.concatenate([equity[:1], equity[ends]])


def streaks(levels: Floats) -> list[Streak]:
    """Rows of losing months, in their order, from equity before and after each month, shape (m + 1,); a row that begins
    without equity loses no share of it.

    >>> streaks(np.array([100.0, 101.0, 100.0, 99.0, 102.0, 51.0]))[1]
    Streak(first=4, months=1, lost=0.5)
    """
    losing = np.concatenate([[False], levels[1:] < levels[:-1], [False]])
    edges = np.flatnonzero(losing[1:] != losing[:-1]).reshape(-1, 2)
    return [
        Streak(first, end - first, float(1.0 - levels[end] / levels[first]) if levels[first] > 0.0 else 0.0)
        for first, end in edges.tolist()
    ]


def losing_months(days: Days, equity: Floats) -> LosingMonths:
    """The longest row of losing months, of equals the one that lost most. Day numbers and equity in account currency,
    both (n,), n >= 1.

    >>> losing_months(np.array([0, 31, 59, 90], dtype=np.int32), np.array([100.0, 90.0, 81.0, 90.0]))
    LosingMonths(months=2, loss=0.19, last=59)
    """
    ends, levels = month_levels(days, equity)
    found = (
        LosingMonths(one.months, round(one.lost, 12), int(days[ends[one.first + one.months - 1]]))
        for one in streaks(levels)
    )
    return max(found, default=LosingMonths(0, 0.0, int(days[0])))
