"""Simulation: the same bets played many times from a seed, beside which the formulas are held."""

from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.base.errors import ConfigError
from strategies.sizing.expectancy import Bet

CONFIDENCE = 0.95
MOST_PLAYED = 100_000_000
"""Trades of all paths together that are played."""
DEVIATIONS = 1.959963984540054
"""Standard deviations on either side of the mean within which `CONFIDENCE` of a normal distribution lies."""


class Sample(NamedTuple):
    """How many paths are played, and the seed they are played from; without paths nothing is simulated."""

    paths: int = 0
    seed: int = 1


NO_SAMPLE = Sample()


class Estimate(NamedTuple):
    """A probability from a sample, with the interval that holds the true one with `CONFIDENCE` (Wilson 1927)."""

    share: float
    low: float
    high: float


class Paths(NamedTuple):
    """What became of each path: capital at the end and at its lowest, the deepest fall from a high, and the
    longest losing streak.

    Each has shape (paths,); capital begins at 1, falls are shares.
    """

    final: NDArray[np.float64]
    lowest: NDArray[np.float64]
    drawdown: NDArray[np.float64]
    streak: NDArray[np.int64]


def simulate(bet: Bet, trades: int, paths: int, seed: int) -> Paths:
    """Play a number of trades on many paths; the same seed gives the same paths. Raises `ConfigError` for more than
    are played.
    """
    if trades * paths > MOST_PLAYED:
        raise ConfigError(f"{paths} paths of {trades} trades: more than {MOST_PLAYED} trades in all; play fewer paths")
    draw = np.random.Generator(np.random.PCG64(seed))
    rise, fall = bet.steps
    level, high, low, deepest = (np.zeros(paths) for _ in range(4))
    run, longest = (np.zeros(paths, dtype=np.int64) for _ in range(2))
    for _ in range(trades):
        won = draw.random(paths) < bet.win_rate
        level += np.where(won, rise, -fall)
        np.maximum(high, level, out=high)
        np.minimum(low, level, out=low)
        np.maximum(deepest, high - level, out=deepest)
        run = np.where(won, 0, run + 1)
        np.maximum(longest, run, out=longest)
    return Paths(np.exp(level), np.exp(low), -np.expm1(-deepest), longest)


def estimate(hits: NDArray[np.bool_]) -> Estimate:
    """Share of the paths on which something happened, `hits` of shape (paths,), with its interval."""
    count, found = len(hits), float(np.count_nonzero(hits))
    square = DEVIATIONS**2
    middle = (found + 0.5 * square) / (count + square)
    half = DEVIATIONS / (count + square) * sqrt(found * (1.0 - found / count) + 0.25 * square)
    return Estimate(found / count, max(0.0, middle - half), min(1.0, middle + half))
