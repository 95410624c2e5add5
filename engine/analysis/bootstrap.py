"""The statistics of runs that live through resampled sessions (`data.synthetic.stationary`)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.signals.volatility import SESSIONS_PER_YEAR
from engine.analysis.returns import LEAST_VOLATILITY

STATISTICS = ("excess_return", "cagr", "volatility", "sharpe", "max_drawdown")
"""What is compared; each is the metric of that name in `docs/metrics.md`, but a lost account is
worth 0 from then on."""

Life = NDArray[np.bool_] | None
"""Whether a run was alive when a session of a resample began, (count, n): it was on the session
of its ruin. None for one that never is lost."""


def statistics(
    daily: Floats, bills: Floats, years: float, drawn: NDArray[np.int64], per_year: float = SESSIONS_PER_YEAR
) -> Floats:
    """`STATISTICS` of resamples, shape (5, count), from returns (n,) and session numbers (count, n); NaN where one is
    not defined.

    Of several runs (runs, n) the shape is (5, runs, count). Returns and those of bills are decimals, `years` what the n
    sessions span by the calendar, `per_year` sessions by which figures are annualised; falls are negative. Returns are
    compounded. A return of -1 or less is ruin: equity stays at zero, and the other figures end with that session.
    """
    runs = np.atleast_2d(daily)
    ends, falls, lives = _walked(runs, drawn)
    mean, spread = per_year * _moments(runs - bills, drawn, lives)
    risk, volatility = np.sqrt(spread), np.sqrt(per_year * _moments(runs, drawn, lives)[1])
    ratio = np.divide(mean, risk, out=np.full_like(risk, np.nan), where=risk >= LEAST_VOLATILITY)
    found = np.stack([mean, np.expm1(ends / years), volatility, ratio, np.expm1(falls)])
    return found if daily.ndim > 1 else found[:, 0]


def _walked(daily: Floats, drawn: NDArray[np.int64]) -> tuple[Floats, Floats, list[Life]]:
    """Logarithms of growth and of the deepest fall, (runs, count), and what each run lived of the sessions drawn.

    All runs and resamples go abreast, a session at a time.
    """
    # session by run in memory, so that each step reads one short row; the logarithm of ruin is minus infinity
    with np.errstate(divide="ignore"):
        growth = np.ascontiguousarray(np.log1p(np.maximum(daily, -1.0)).T)
    mortal = daily.min(axis=1) <= -1.0
    path, high, fall, lived = (np.zeros((len(drawn), len(daily))) for _ in range(4))
    for sessions in np.ascontiguousarray(drawn.T):
        if mortal.any():
            lived += path > -np.inf
        path += growth.take(sessions, axis=0)
        np.maximum(high, path, out=high)
        np.minimum(fall, path - high, out=fall)
    place = np.arange(drawn.shape[1])
    lives = [place < life[:, np.newaxis] if lost else None for life, lost in zip(lived.T, mortal, strict=True)]
    return path.T, fall.T, lives


def _moments(values: Floats, drawn: NDArray[np.int64], lives: Sequence[Life]) -> Floats:
    """Mean and sample variance of the sessions each resample lived, shape (2, runs, count)."""
    return np.stack([_moments_of(one.take(drawn), life) for one, life in zip(values, lives, strict=True)], axis=1)


def _moments_of(found: Floats, life: Life) -> Floats:
    """Mean and sample variance by row, (2, count); NaN is the variance of a life of one session."""
    if life is None:
        return np.stack([found.mean(axis=1), found.var(axis=1, ddof=1)])
    mean: Floats = found.mean(axis=1, where=life)
    squares = np.square(np.where(life, found - mean[:, np.newaxis], 0.0)).sum(axis=1)
    with np.errstate(invalid="ignore"):
        return np.stack([mean, squares / (life.sum(axis=1) - 1.0)])
