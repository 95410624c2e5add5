"""Options that overlap, on a market without drift, and a model that remembers what became of its neighbours."""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.pricing.black76 import black76
from engine.analysis.purged import Grouping, Places, Split, split

TRADES, EVERY, HELD, MARKETS, SEED = 240, 21, 63, 1600, 37
"""Options, sessions from one to the next, sessions held, and markets that are made up."""
VOLATILITY, SESSIONS_PER_YEAR = 0.16, 252.0
NEIGHBOURS = 2
GROUPING = Grouping(groups=30, tests=2, embargo=EVERY)


class Score(NamedTuple):
    """What options gained that the model would have bought, each in percent of its premium: mean over the markets and
    its standard error; and the share of trades that it would have bought.
    """

    gain: float
    error: float
    bought: float


@cache
def outcomes() -> Floats:
    """Gain of each option over its premium, shape (markets, trades): calls at the money, priced by Black-76 with the
    volatility that the market has, without interest; to buy one is worth nothing on average.
    """
    random = np.random.default_rng(SEED)
    sessions = EVERY * (TRADES - 1) + HELD
    step = VOLATILITY / np.sqrt(SESSIONS_PER_YEAR)
    moves = step * random.standard_normal((MARKETS, sessions)) - step**2 / 2.0
    levels = np.exp(np.concatenate([np.zeros((MARKETS, 1)), moves.cumsum(axis=1)], axis=1))
    first = EVERY * np.arange(TRADES)
    premium = black76(1.0, 1.0, HELD / SESSIONS_PER_YEAR, VOLATILITY, "C")
    gains: Floats = np.maximum(levels[:, first + HELD] / levels[:, first] - 1.0, 0.0) / premium - 1.0
    return gains


def spans() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First and last session of each option."""
    first = EVERY * np.arange(TRADES)
    return first, first + HELD


def score(splits: list[Split]) -> Score:
    """Of the model on options that it did not learn from: it buys one when those begun nearest to it, among those that
    it did learn from, gained on average.
    """
    gained, bought, count = np.zeros(MARKETS), np.zeros(MARKETS), 0
    for one in splits:
        tested = np.concatenate(one.tests)
        nearest = _nearest(one.train, tested)
        told = outcomes()[:, nearest].mean(axis=2) > 0.0
        gained += np.where(told, outcomes()[:, tested], 0.0).sum(axis=1)
        bought += told.sum(axis=1)
        count += len(tested)
    gain = gained.sum() / bought.sum()
    # of a ratio of two sums, by markets, which are independent
    error = (gained - gain * bought).std(ddof=1) / bought.mean() / np.sqrt(MARKETS)
    return Score(100.0 * float(gain), 100.0 * float(error), float(bought.mean() / count))


def _nearest(train: Places, tested: Places) -> Places:
    """The nearest neighbours of each tested trade among those that are learnt from, shape (tested, NEIGHBOURS)."""
    apart = np.abs(tested[:, np.newaxis] - train)
    return train[np.argsort(apart, axis=1, kind="stable")[:, :NEIGHBOURS]]


def shuffled(folds: int = 10) -> list[Split]:
    """Splits as if trades did not overlap: folds by chance."""
    order = np.random.default_rng(SEED).permutation(TRADES)
    parts = [np.sort(one) for one in np.array_split(order, folds)]
    return [Split(np.setdiff1d(np.arange(TRADES), one), (one,)) for one in parts]


@cache
def scores() -> dict[str, Score]:
    """By how trades are split."""
    ways = {
        "folds by chance": shuffled(),
        "groups in order of time": list(split(*spans(), GROUPING._replace(purge=False))),
        "the same, purged": list(split(*spans(), GROUPING._replace(embargo=0))),
        "the same, purged, with an embargo of a month": list(split(*spans(), GROUPING)),
    }
    return {name: score(splits) for name, splits in ways.items()}
