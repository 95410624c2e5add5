"""Does choosing the best trial find merit, or luck? The probability of backtest overfitting (PBO).

Bailey, Borwein, Lopez de Prado and Zhu, "The Probability of Backtest Overfitting", Journal of Computational Finance 20
(2017; SSRN 2326253, 2015): months are cut into S blocks; every half of the blocks is once the sample in which the best
trial is chosen, and the other half the one in which it has to prove itself (combinatorially symmetric
cross-validation).
"""

from itertools import combinations
from math import comb
from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.errors import ConfigError

BLOCKS = 16
MOST_BLOCKS = 20
BUDGET = 150_000_000
"""Splits x trials that are counted; beyond it splits are drawn. A hundred million take about a second."""
SEED = 2015
_CELLS = 400_000
"""Splits x trials that are held at a time."""
_TINY = 1e-12


class Overfitting(NamedTuple):
    """What became of the trials that were best in one half of the months, in the other half.

    `probability`: share of the splits in which the chosen trial was no better than the median of all (PBO). `loss`:
    share in which its Sharpe ratio was below 0. `slope` and `intercept`: least squares of its Sharpe ratio out of
    sample on that in sample, a month each; a slope below 0 is performance that falls where it was chosen harder.
    `logits`: of its relative rank out of sample, shape (splits,), 0 for the median. `splits` were counted of
    `possible`.
    """

    probability: float
    loss: float
    slope: float
    intercept: float
    logits: Floats
    splits: int
    possible: int


def overfitting(returns: Floats, blocks: int = BLOCKS, budget: int = BUDGET, seed: int = SEED) -> Overfitting:
    """Of trials over the same months: returns over bills, decimals, shape (n, t), n >= 2. Months that do not fill the
    blocks are left out at the beginning. Where all splits would cost more than `budget`, as many as it allows are drawn
    from `seed`, each with its mirror image.

    Raises `ConfigError` for an odd number of blocks, fewer than 2 or more than `MOST_BLOCKS`, or fewer than two months
    in a block.
    """
    _check(returns, blocks)
    sums = _block_sums(returns, blocks)
    pairs = _pairs(blocks, max(budget // (2 * len(returns)), 1), seed)
    step = max(_CELLS // len(returns), 1)
    parts = [_chosen(sums, pairs[start : start + step]) for start in range(0, len(pairs), step)]
    inside, outside, ranks = (np.concatenate(one) for one in zip(*parts, strict=True))
    logits = np.log(ranks / (1.0 - ranks))
    slope, intercept = _line(inside, outside)
    return Overfitting(
        float((logits <= 0.0).mean()), float((outside < 0.0).mean()), slope, intercept, logits, len(logits),
        comb(blocks, blocks // 2),
    )  # fmt: skip


def _check(returns: Floats, blocks: int) -> None:
    if blocks % 2 or not 2 <= blocks <= MOST_BLOCKS:
        raise ConfigError(f"overfitting: {blocks} blocks; give an even number from 2 to {MOST_BLOCKS}")
    trials, months = returns.shape
    if trials < 2 or months < 2 * blocks:
        raise ConfigError(
            f"overfitting: {trials} trials of {months} months; give two trials or more, of {2 * blocks} months or more"
        )


class _Sums(NamedTuple):
    """Sums of returns and of their squares by block and trial, (blocks, n), and months in a block."""

    plain: Floats
    squares: Floats
    months: int


def _block_sums(returns: Floats, blocks: int) -> _Sums:
    months = returns.shape[1] // blocks
    cut = returns[:, returns.shape[1] - months * blocks :].reshape(len(returns), blocks, months)
    return _Sums(cut.sum(axis=2).T.copy(), np.square(cut).sum(axis=2).T.copy(), months)


def _pairs(blocks: int, most: int, seed: int) -> Floats:
    """Halves of the blocks, one of each pair of mirror images, shape (pairs, blocks), 1 for a block of the half."""
    halves = np.array([(0, *others) for others in combinations(range(1, blocks), blocks // 2 - 1)])
    if len(halves) > most:
        halves = halves[np.sort(np.random.default_rng(seed).choice(len(halves), most, replace=False))]
    chosen = np.zeros((len(halves), blocks))
    np.put_along_axis(chosen, halves, 1.0, axis=1)
    return chosen


def _chosen(sums: _Sums, halves: Floats) -> tuple[Floats, Floats, Floats]:
    """Of the trial that was best in each half, and in each mirror image: its Sharpe ratio there and in the other half,
    and its relative rank in the other half, in (0, 1).
    """
    ones, others = (_ordered(half @ sums.plain, half @ sums.squares) for half in (halves, 1.0 - halves))
    both = [_held(ones, others), _held(others, ones)]
    inside, outside, ranks = (np.concatenate(one) for one in zip(*both, strict=True))
    months = sums.months * sums.plain.shape[0] // 2
    return _sharpe(inside, months), _sharpe(outside, months), ranks


def _ordered(sums: Floats, squares: Floats) -> Floats:
    """The signed square of the sum over the sum of squares: in the order of the Sharpe ratios, and quicker. 0 of a
    trial that never moved.
    """
    size = np.abs(sums)
    size *= sums
    size /= np.maximum(squares, _TINY, out=squares)
    return size


def _sharpe(ordered: Floats, months: int) -> Floats:
    """Sharpe ratios a month, of `_ordered`: with u its root over that of the months, u / root (1 - u^2) is mean over
    standard deviation, both over n.
    """
    share = np.minimum(np.abs(ordered) / months, 1.0 - _TINY)
    found: Floats = np.sign(ordered) * np.sqrt(share / (1.0 - share) * (months - 1.0) / months)
    return found


def _held(inside: Floats, outside: Floats) -> tuple[Floats, Floats, Floats]:
    """Each row's best inside, what it was outside, and its rank there over n + 1; of equals, the middle rank."""
    rows = np.arange(len(inside))
    best = inside.argmax(axis=1)
    own = outside[rows, best]
    below, no_better = (
        np.count_nonzero(compare(outside, own[:, np.newaxis]), axis=1) for compare in (np.less, np.less_equal)
    )
    return inside[rows, best], own, (below + no_better + 1.0) / 2.0 / (outside.shape[1] + 1.0)


def _line(inside: Floats, outside: Floats) -> tuple[float, float]:
    """Slope and intercept of least squares; a flat line where the abscissa never varies."""
    apart = inside - inside.mean()
    spread = float(np.square(apart).sum())
    slope = float((apart * outside).sum() / spread) if spread > 0.0 else 0.0
    return slope, float(outside.mean() - slope * inside.mean())
