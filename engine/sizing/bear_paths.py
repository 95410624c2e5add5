"""Falls of accounts on made-up histories: how deep the deepest of one in so many is, with its interval."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from math import ceil, sqrt
from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.market.market import Market
from engine.fast.compiled import Tell
from engine.settings.run_config import RunConfig
from engine.survival.histories import How, PathName, block_of, on_path
from engine.survival.path_runs import PathRuns
from strategies.sizing.simulation import DEVIATIONS, Estimate, estimate


class Drawn(NamedTuple):
    """Paths of each kind, their years and seed, and the quantile of falls that counts (0.95: one path in twenty falls
    deeper).
    """

    paths: int = 200
    years: int = 20
    seed: int = 1
    quantile: float = 0.95


class PathFall(NamedTuple):
    """The fall from a high (a positive decimal) that the share of paths asked for does not exceed, with an interval of
    95 %, of the kind of path on which it is deeper; and how often the broker sells, of all paths.
    """

    fall: float
    low: float
    high: float
    forced: Estimate


def quantile_of(falls: Floats, quantile: float) -> tuple[float, float, float]:
    """A quantile of values, shape (n,), and the order statistics that hold the true one in 95 % of samples (normal
    approximation of the binomial).

    >>> quantile_of(np.arange(1.0, 101.0), 0.5)
    (50.0, 41.0, 60.0)
    """
    ordered, count = np.sort(falls), len(falls)
    spread = DEVIATIONS * sqrt(count * quantile * (1.0 - quantile))
    places = (count * quantile, count * quantile - spread, count * quantile + spread)
    found = [float(ordered[min(max(ceil(place - 1e-9), 1), count) - 1]) for place in places]
    return found[0], found[1], found[2]


class BearPaths:
    """Puts configurations through the same made-up histories, drawn from a market. `tell` hears of compiling; `threads`
    run at once.
    """

    def __init__(self, market: Market, drawn: Drawn, tell: Tell, threads: int) -> None:
        self._market, self._drawn, self._tell, self._threads = market, drawn, tell, threads
        self._how = How(drawn.years, drawn.seed, block_of(market))

    def falls(self, configs: Sequence[RunConfig]) -> list[PathFall]:
        """What came of each configuration. Raises what `PathRuns` raises."""
        runs = PathRuns([on_path(config) for config in configs], self._market, self._how, self._tell)
        kinds = range(len(runs.kinds))
        names = [PathName(kind, 0, place) for kind in kinds for place in range(self._drawn.paths)]
        with ThreadPoolExecutor(self._threads) as pool:
            rows = np.array(list(pool.map(lambda name: runs.run(name)[0], names)))
        return [self._fall(rows[:, place].reshape(len(kinds), -1)) for place in range(len(configs))]

    def _fall(self, rows: "np.ndarray[tuple[int, int], np.dtype[np.void]]") -> PathFall:
        """From rows by kind and path."""
        worst = max(quantile_of(kind["drawdown"], self._drawn.quantile) for kind in rows)
        return PathFall(*worst, estimate(rows["forced_sales"].ravel() > 0))
