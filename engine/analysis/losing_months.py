"""Losses in a row: the longest row of calendar months in which an account lost."""

from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.days import Day
from engine.analysis.returns import Days, month_ends


class LosingMonths(NamedTuple):
    """Months of the row (0 where none lost), what it lost in all (a decimal >= 0), and its last session."""

    months: int
    loss: float
    last: Day


def losing_months(days: Days, equity: Floats) -> LosingMonths:
    """The longest row of losing months, of equals the one that lost most. Day numbers and equity in account currency,
    both (n,), n >= 1; months that the first and last session break count as they are, and the first session begins
    the first of them.

    >>> losing_months(np.array([0, 31, 59, 90], dtype=np.int32), np.array([100.0, 90.0, 81.0, 90.0]))
    LosingMonths(months=2, loss=0.19, last=59)
    """
    ends = month_ends(days)
    values = np.concatenate([equity[:1], equity[ends]])
    best, begun = LosingMonths(0, 0.0, int(days[0])), 0
    for place in range(1, len(values)):
        if values[place] >= values[place - 1]:
            begun = place
            continue
        start = values[begun]
        loss = float(1.0 - values[place] / start) if start > 0.0 else 0.0
        found = LosingMonths(place - begun, round(loss, 12), int(days[ends[place - 1]]))
        best = max(best, found)
    return best
