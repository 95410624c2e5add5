"""How sure a probability is that was counted on paths: what one history leaves open, and how much of it is simulation.

Paths of one history are samples of *that history*; more of them tell nothing about another. How far the probability
itself moves from history to history is seen in resampled histories, each with some paths of its own. On the scale of
the normal quantile (probit) it moves about evenly; its standard deviation there is found by maximum likelihood, with
the binomial noise of the few paths of each history taken off. `docs/survival_coverage.md` tests it on histories whose
truth is known.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.sums import total

NORMAL = NormalDist()
LIKELY_SPREAD, SPREADS = 0.6, np.geomspace(0.2, 1.5, 40)
"""Standard deviations between histories that are tried, probits, and the one that is thought likely where counts say
little: by a weak prior, normal in the logarithm with a deviation of 1."""


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
    """The interval of Wilson (1927) for a share of independent trials: what simulation alone leaves open."""
    z, share = NORMAL.inv_cdf(0.5 + level / 2), hits / paths
    middle, half = share + z * z / (2 * paths), z * (share * (1 - share) / paths + z * z / (4 * paths**2)) ** 0.5
    low = max((middle - half) / (1 + z * z / paths), 0.0) if hits else 0.0
    return low, min((middle + half) / (1 + z * z / paths), 1.0)


def interval(counts: Counts, level: float = 0.95) -> Interval:
    """The interval of a probability: that of simulation alone where there are no other histories.

    It reaches as far below the lower one of two estimates, the share of paths of history 0 and that of all resampled
    histories, as the deviation between histories asks for, and as far above the higher one: a resampled history has
    fewer long runs than the one it is made of.
    """
    low, high = wilson(counts.hits, counts.paths, level)
    share = counts.hits / counts.paths
    if not len(counts.by_history):
        return Interval(share, low, high, low, high)
    z, hits, paths = (
        NORMAL.inv_cdf(0.5 + level / 2),
        int(np.sum(counts.by_history)),
        counts.each * len(counts.by_history),
    )
    spread = deviation(counts.by_history, counts.each)
    ends = [_ends(found, among, z, spread) for found, among in ((counts.hits, counts.paths), (hits, paths))]
    least, most = min(one[0] for one in ends), max(one[1] for one in ends)
    return Interval(
        share,
        min(low, least) if counts.hits + hits else 0.0,
        max(high, most) if counts.hits + hits < counts.paths + paths else 1.0,
        low,
        high,
    )


def _ends(hits: int, paths: int, z: float, spread: float) -> tuple[float, float]:
    share = (hits + 0.5) / (paths + 1.0)
    middle = NORMAL.inv_cdf(share)
    width = z * sqrt(spread**2 + share * (1.0 - share) / paths / NORMAL.pdf(middle) ** 2)
    return NORMAL.cdf(middle - width), NORMAL.cdf(middle + width)


def deviation(by_history: Sequence[int], each: int) -> float:
    """Standard deviation of the probability between histories, probits, from hits among `each` paths of every one."""
    return _deviation(tuple(map(int, by_history)), each)


@lru_cache(maxsize=1024)
def _deviation(by_history: tuple[int, ...], each: int) -> float:
    found, often = np.unique(np.asarray(by_history), return_counts=True)
    share = (float(np.sum(by_history)) + 0.5) / (each * len(by_history) + 1.0)
    nodes, weights = _nodes()
    # the middle at which histories of this deviation have this share of hits together
    middle = NORMAL.inv_cdf(share) * np.sqrt(1.0 + SPREADS**2)
    chance = np.clip(_probability(middle[:, np.newaxis] + SPREADS[:, np.newaxis] * nodes), 1e-12, 1.0 - 1e-12)
    hit, missed = np.log(chance)[..., np.newaxis], np.log1p(-chance)[..., np.newaxis]
    mixed = np.einsum("sni,n->si", np.exp(found * hit + (each - found) * missed), weights)
    likely = np.log(np.maximum(mixed, 1e-300)) @ often - 0.5 * np.log(SPREADS / LIKELY_SPREAD) ** 2
    return float(SPREADS[int(np.argmax(likely))])


@cache
def _nodes() -> tuple[Floats, Floats]:
    """Places and weights of a normal distribution (Gauss-Hermite)."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(61)
    return nodes, weights / weights.sum()


def _probability(probits: Floats) -> Floats:
    return np.array([NORMAL.cdf(one) for one in probits.ravel().tolist()]).reshape(probits.shape)


def together(kinds: Sequence[Interval]) -> Interval:
    """The interval over several kinds of path: mean probability, the widest ends; of simulation the mean ends."""
    middle, low, high, first, last = zip(*kinds, strict=True)
    return Interval(_mean(middle), min(low), max(high), _mean(first), _mean(last))


def _mean(values: Sequence[float]) -> float:
    return total(values) / len(values)
