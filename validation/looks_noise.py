"""Folders full of plans without merit: how many independent ones they are, and how often the best of them fools."""

from collections.abc import Iterator, Sequence
from functools import cache
from math import sqrt
from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats
from engine.analysis.effective_trials import effective_trials, number_for
from engine.analysis.sharpe import SURE, after_looks, moments, probabilistic

PLANS, MONTHS, FOLDERS, SEED = 50, 240, 500, 37
RISK, TAILS = 0.03, 4.0
"""Standard deviation of a month, and degrees of freedom of the returns that have tails."""


class Kind(NamedTuple):
    """Plans of a folder: `clusters` groups of the same size within which returns have a correlation of `alike`."""

    name: str
    clusters: int
    alike: float
    tails: bool = False


KINDS = (
    Kind("independent", PLANS, 0.0),
    Kind("independent, returns with tails", PLANS, 0.0, tails=True),
    Kind("five groups of ten, correlation 0.9", 5, 0.9),
    Kind("five groups of ten, correlation 0.99", 5, 0.99),
    Kind("all alike by half, correlation 0.5", 1, 0.5),
    Kind("one plan with small changes, correlation 0.98", 1, 0.98),
)


class Fooled(NamedTuple):
    """Shares of the folders whose best plan is called beyond luck: as if it were the only look, after all plans as if
    they were independent, and after the independent ones.
    """

    kind: Kind
    alone: float
    counted: float
    independent: float


class Counted(NamedTuple):
    """Independent plans: what the best of them is worth when correlations are known, what is found from returns, and
    by two short cuts, from the mean correlation and from the squares of all.
    """

    kind: Kind
    known: float
    found: float
    mean: float
    squares: float


def folder(kind: Kind, random: np.random.Generator, months: int = MONTHS) -> Floats:
    """Monthly returns over bills of the plans of a folder, without merit, shape (plans, months)."""
    size = PLANS // kind.clusters
    shared, own = (_drawn(random, (kind.clusters, one, months), tails=kind.tails) for one in (1, size))
    return RISK * (sqrt(kind.alike) * shared + sqrt(1.0 - kind.alike) * own).reshape(PLANS, months)


def _drawn(random: np.random.Generator, shape: tuple[int, ...], *, tails: bool) -> Floats:
    if not tails:
        return random.standard_normal(shape)
    return random.standard_t(TAILS, shape) / sqrt(TAILS / (TAILS - 2.0))


def verdicts(returns: Floats) -> tuple[bool, bool, bool]:
    """Whether the plan with the best Sharpe ratio is called beyond luck, in the order of `Fooled`."""
    sharpe = returns.mean(axis=1) / returns.std(axis=1, ddof=1)
    of = moments(returns[sharpe.argmax()])
    if of is None:
        raise ValueError("a plan without risk among the noise")
    dispersion = float(sharpe.var(ddof=1)) * (of.count - 1)
    counted, independent = (after_looks(of, looks, dispersion) for looks in (len(returns), effective_trials(returns)))
    return probabilistic(of) >= SURE, counted >= SURE, independent >= SURE


@cache
def fooled(folders: int = FOLDERS) -> tuple[Fooled, ...]:
    """How often the best plan of a folder fools, by kind of folder."""
    found = []
    for place, kind in enumerate(KINDS):
        random = np.random.default_rng((SEED, place))
        told = np.array([verdicts(folder(kind, random)) for _ in range(folders)])
        found.append(Fooled(kind, *told.mean(axis=0).tolist()))
    return tuple(found)


def merit(sharpe: float, folders: int = FOLDERS) -> tuple[float, float]:
    """Shares of folders of independent plans, one of which has a true Sharpe ratio a year, in which that one is the
    best, and in which it is also called beyond luck after all looks.
    """
    random = np.random.default_rng((SEED, 99))
    best = sure = 0
    for _ in range(folders):
        returns = folder(KINDS[0], random)
        returns[0] += RISK * sharpe / sqrt(12.0)
        found = (returns.mean(axis=1) / returns.std(axis=1)).argmax() == 0
        best += found
        sure += found and verdicts(returns)[2]
    return best / folders, sure / folders


def counted() -> Iterator[Counted]:
    """Independent plans of one folder of each kind."""
    for place, kind in enumerate(KINDS):
        random = np.random.default_rng((SEED, 7, place))
        returns = folder(kind, random)
        correlations = np.corrcoef(returns)
        mean = (correlations.sum() - PLANS) / (PLANS * (PLANS - 1.0))
        best = _best_of(kind, random)
        yield Counted(
            kind, number_for(best, PLANS), effective_trials(returns), mean + (1.0 - mean) * PLANS,
            PLANS**2 / float(np.square(correlations).sum()),
        )  # fmt: skip


def _best_of(kind: Kind, random: np.random.Generator, draws: int = 20_000) -> float:
    """Mean of the best of the plans' standardised Sharpe ratios, from the correlations that are known."""
    shared, own = (random.standard_normal((draws, kind.clusters, one)) for one in (1, PLANS // kind.clusters))
    best: Floats = (sqrt(kind.alike) * shared + sqrt(1.0 - kind.alike) * own).max(axis=(1, 2))
    return float(best.mean())


def rows_of_fooled(found: Sequence[Fooled]) -> list[list[str]]:
    """Cells of a table, shares in percent."""
    return [[one.kind.name, *(f"{100.0 * share:.1f} %" for share in one[1:])] for one in found]


def rows_of_counted(found: Iterator[Counted]) -> list[list[str]]:
    """Cells of a table."""
    return [[one.kind.name, *(f"{number:.1f}" for number in one[1:])] for one in found]
