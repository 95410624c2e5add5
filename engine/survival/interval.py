"""How sure a probability is that was counted on paths."""

from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from data.base.sums import total


class Counts(NamedTuple):
    """Hits among the paths of history 0; hits among the `each` paths of every other history."""

    hits: int
    paths: int
    by_history: Sequence[int]
    each: int


class Interval(NamedTuple):
    """A probability, its interval, and that of simulation alone; decimals."""

    probability: float
    low: float
    high: float
    simulation_low: float
    simulation_high: float


def wilson(hits: int, paths: int, level: float) -> tuple[float, float]:
    """The interval of Wilson."""
    z, share = NormalDist().inv_cdf(0.5 + level / 2), hits / paths
    middle, half = share + z * z / (2 * paths), z * (share * (1 - share) / paths + z * z / (4 * paths**2)) ** 0.5
    low = max((middle - half) / (1 + z * z / paths), 0.0) if hits else 0.0
    return low, min((middle + half) / (1 + z * z / paths), 1.0)


def interval(counts: Counts, level: float = 0.95) -> Interval:
    """The interval of a probability."""
    low, high = wilson(counts.hits, counts.paths, level)
    if not len(counts.by_history):
        return Interval(counts.hits / counts.paths, low, high, low, high)
    tail = (1 - level) / 2
    ends = np.quantile(np.asarray(counts.by_history) / counts.each, [tail, 1 - tail])
    return Interval(counts.hits / counts.paths, min(float(ends[0]), low), max(float(ends[1]), high), low, high)


def together(kinds: Sequence[Interval]) -> Interval:
    """The interval over several kinds of path: mean probability, the widest ends."""
    low = [min(one[place] for one in kinds) for place in (1, 3)]
    high = [max(one[place] for one in kinds) for place in (2, 4)]
    return Interval(total([one.probability for one in kinds]) / len(kinds), low[0], high[0], low[1], high[1])
