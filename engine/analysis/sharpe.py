"""How sure a Sharpe ratio is, alone and as the best of many that were looked at.

Bailey and Lopez de Prado, "The Sharpe Ratio Efficient Frontier", Journal of Risk 15 (2012), for the probabilistic
Sharpe ratio and the least track record; the same, "The Deflated Sharpe Ratio: Correcting for Selection Bias, Backtest
Overfitting and Non-Normality", Journal of Portfolio Management 40 (2014), for the deflated one. Every Sharpe ratio
here is one of its own period and not annualised: of monthly returns, a monthly one.
"""

from dataclasses import dataclass
from math import e, sqrt
from statistics import NormalDist

import numpy as np

from data.base.arrays import Floats
from engine.analysis.returns import LEAST_VOLATILITY

MONTHS_PER_YEAR = 12.0
LEAST_MONTHS = 12
"""Returns below which nothing is said of a Sharpe ratio."""
SURE = 0.95
"""Probability from which on a Sharpe ratio is called beyond luck."""
_NORMAL = NormalDist()
_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Moments:
    """Of `count` returns: their Sharpe ratio a period, skewness and kurtosis (3 where they are normal), from central
    moments over n as in the papers.
    """

    count: int
    sharpe: float
    skew: float
    kurtosis: float


def moments(excess: Floats) -> Moments | None:
    """Of monthly returns over bills, decimals, shape (n,); None for less than a year, or without a risk to be paid for
    (`LEAST_VOLATILITY` a year).
    """
    if len(excess) < LEAST_MONTHS or not carries_risk(excess):
        return None
    scaled = (excess - excess.mean()) / excess.std()
    sharpe = float(excess.mean() / excess.std(ddof=1))
    return Moments(len(excess), sharpe, float((scaled**3).mean()), float((scaled**4).mean()))


def carries_risk(excess: Floats) -> bool:
    """Whether monthly returns over bills, decimals, shape (n,), n >= 2, carry a risk that a return can be paid for."""
    return bool(excess.std(ddof=1) * sqrt(MONTHS_PER_YEAR) >= LEAST_VOLATILITY)


def probabilistic(of: Moments, benchmark: float = 0.0) -> float:
    """Probability that the true Sharpe ratio is above `benchmark`, both a period: the probabilistic Sharpe ratio."""
    return _NORMAL.cdf((of.sharpe - benchmark) * sqrt(of.count - 1.0) / _spread(of))


def least_track_record(of: Moments, benchmark: float = 0.0, sure: float = SURE) -> float | None:
    """Periods, not rounded, from which on the same Sharpe ratio would be above `benchmark` with a probability of
    `sure`; None where it is not above it at all.
    """
    if of.sharpe <= benchmark:
        return None
    return 1.0 + (_spread(of) * _NORMAL.inv_cdf(sure) / (of.sharpe - benchmark)) ** 2


def expected_maximum(trials: float) -> float:
    """Expected best of so many independent standard normal numbers, >= 0, as the paper of 2014 approximates it; below
    two, where it does not hold, on a straight line from 0 for one.
    """
    if trials < 2.0:
        return (max(trials, 1.0) - 1.0) * expected_maximum(2.0)
    return (1.0 - np.euler_gamma) * _NORMAL.inv_cdf(1.0 - 1.0 / trials) + np.euler_gamma * _NORMAL.inv_cdf(
        1.0 - 1.0 / (trials * e)
    )


def deflated(of: Moments, trials: float, variance: float) -> float:
    """Probability that the true Sharpe ratio is above what the best of `trials` independent ones without merit is
    expected to show: the deflated Sharpe ratio. `variance` is that of the Sharpe ratios of the trials, a period.
    """
    return probabilistic(of, sqrt(variance) * expected_maximum(trials))


def after_looks(of: Moments, trials: float, dispersion: float) -> float:
    """The deflated Sharpe ratio after trials that may be few, alike, or of other lengths (`variance_by_chance`)."""
    return deflated(of, trials, variance_by_chance(of, dispersion))


def variance_by_chance(of: Moments, dispersion: float) -> float:
    """Variance, a period, that Sharpe ratios of trials as long as `of` have: `dispersion` is that of ratios x root
    (n - 1), each of its own n, which chance alone makes 1; it counts for no less.

    Two trials that happen to agree, or a hundred that are one, have a variance near zero, and nothing would be
    deflated; what they share is in the number of independent trials already. The ratio of a few months is large by
    chance, and says nothing of what chance gives a run of decades.
    """
    return max(dispersion, 1.0) / (of.count - 1.0)


def best_by_chance(of: Moments, trials: float, dispersion: float) -> float:
    """The Sharpe ratio a period which the best of `trials` without merit is expected to show: what `after_looks` holds
    a ratio against.
    """
    return sqrt(variance_by_chance(of, dispersion)) * expected_maximum(trials)


def _spread(of: Moments) -> float:
    """Standard deviation of the estimate x root (n - 1)."""
    return sqrt(max(1.0 - of.skew * of.sharpe + (of.kurtosis - 1.0) / 4.0 * of.sharpe**2, _TINY))
