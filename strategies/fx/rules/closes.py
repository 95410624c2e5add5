"""What the rules measure on closes, the last of which is today's; NaN while there are too few."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from data.base.sums import total

UNKNOWN = float("nan")


class Range(NamedTuple):
    """Lowest and highest close of a window before today's."""

    lowest: float
    highest: float


def range_before(closes: Sequence[float], window: int) -> Range:
    """Lowest and highest of the `window` closes before the last one; NaN where there are too few.

    >>> range_before([149.0, 151.0, 150.0, 155.0], window=3)
    Range(lowest=149.0, highest=151.0)
    """
    if len(closes) <= window:
        return Range(UNKNOWN, UNKNOWN)
    before = closes[-1 - window : -1]
    return Range(min(before), max(before))


def mean_move(closes: Sequence[float], window: int) -> float:
    """Mean distance from close to close over the last `window` sessions, in the unit of the closes, never negative; NaN
    where there are too few.
    """
    if len(closes) <= window:
        return UNKNOWN
    return total(abs(after - before) for before, after in pairwise(closes[-1 - window :])) / window
