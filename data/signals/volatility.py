"""Volatility estimators. Every value at session t uses prices up to t and nothing later."""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, log, pi, sqrt
from typing import Literal, NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.logarithms import logs
from data.facts import facts
from data.signals.trend import average_true_range

SESSIONS_PER_YEAR = 252.0
EVERY_DAY_PER_YEAR = 365.0
"""Sessions of a year where every day is one."""
STILL = 0.01
"""Points of volatility below which no market is taken (`data.sessions.quality`): prices that stood still for months."""
MeasureName = Literal["realised", "ewma", "parkinson", "atr", "implied"]
MEASURES: tuple[MeasureName, ...] = ("realised", "ewma", "parkinson", "atr", "implied")
REALISED, EWMA, PARKINSON, ATR, IMPLIED = range(5)
"""Places in `MEASURES`."""
MEAN_SQUARED_RANGE = 4.0 * log(2.0)
"""Mean squared range of a Brownian motion over a session in which its variance is 1. Source: M. Parkinson, The Extreme
Value Method for Estimating the Variance of the Rate of Return, J. of Business 53 (1980).
"""
MEAN_RANGE = sqrt(8.0 / pi)
"""Its mean range. Source: W. Feller, The Asymptotic Distribution of the Range of Sums of Independent Random Variables,
Annals of Mathematical Statistics 22 (1951).
"""


class Measure(NamedTuple):
    """What volatility is measured by: a name, sessions that it looks back, and the decay of `ewma` (a session)."""

    name: MeasureName = "realised"
    window: int = 21
    decay: float = 0.94


class Bars(NamedTuple):
    """High, low and close of the index and close of the VIX, points, each of shape (n,)."""

    high: Floats
    low: Floats
    close: Floats
    vix: Floats


def volatility(bars: Bars, measure: Measure, per_year: float = SESSIONS_PER_YEAR) -> Floats:
    """Volatility by a measure, shape (n,), annual decimals whichever it is (0.20 = 20 %), NaN while unknown; `per_year`
    is the number of sessions in a year.
    """
    name, window, decay = measure
    if name == "ewma":
        return weighted(bars.close, decay, per_year)
    if name == "parkinson":
        return parkinson(bars.high, bars.low, window, per_year)
    if name == "atr":
        return by_true_range(bars, window, per_year)
    return bars.vix / 100.0 if name == "implied" else realised(bars.close, window, per_year)


def realised(closes: Floats, window: int, per_year: float = SESSIONS_PER_YEAR) -> Floats:
    """Annualised sample standard deviation of the last `window` daily log returns; NaN until there are that many.

    Shape (n,) in, (n,) out; decimals (0.20 = 20 %). `per_year` is the number of sessions in a year.
    """
    result = np.full(len(closes), np.nan)
    if len(closes) > window:
        returns = np.diff(logs(closes))
        windows = np.lib.stride_tricks.sliding_window_view(returns, window)
        result[window:] = windows.std(axis=1, ddof=1) * np.sqrt(per_year)
    return result


def sessions_known(decay: float) -> int:
    """Returns that an exponentially weighted volatility needs: as many as it remembers on average.

    >>> sessions_known(0.94)
    17
    """
    # a decay such as 0.95 must not need one more for the last bit of its quotient
    return ceil(1.0 / (1.0 - decay) - 1e-9)


def weighted(closes: Floats, decay: float, per_year: float = SESSIONS_PER_YEAR) -> Floats:
    """Annualised root of the exponentially weighted mean of squared daily log returns, each session's weight `decay`
    times that of the next; NaN until there are `sessions_known`.

    Source: J.P. Morgan, RiskMetrics Technical Document (1996), here with weights that add up to 1 from the first return
    on. Shape (n,) in, (n,) out; decimals.
    """
    result, squares, weights = np.full(len(closes), np.nan), 0.0, 0.0
    for place, value in enumerate(np.diff(logs(closes)).tolist(), start=1):
        squares, weights = decay * squares + value * value, decay * weights + 1.0
        if place >= sessions_known(decay):
            result[place] = sqrt(squares / weights) * sqrt(per_year)
    return result


def parkinson(high: Floats, low: Floats, window: int, per_year: float = SESSIONS_PER_YEAR) -> Floats:
    """Annualised volatility by the highs and lows of the last `window` sessions; see `MEAN_SQUARED_RANGE`. What happens
    between sessions it does not see. NaN until there are that many, and where no more than half of them have a range.

    Shape (n,) in, (n,) out; prices in index points, decimals out.
    """
    result = np.full(len(high), np.nan)
    if len(high) >= window:
        ranges = np.lib.stride_tricks.sliding_window_view(logs(high / low), window)
        found = np.sqrt((ranges * ranges).sum(axis=1) / (window * MEAN_SQUARED_RANGE)) * np.sqrt(per_year)
        result[window - 1 :] = np.where(2 * (ranges > 0.0).sum(axis=1) > window, found, np.nan)
    return result


def by_true_range(bars: Bars, window: int, per_year: float = SESSIONS_PER_YEAR) -> Floats:
    """Wilder's average true range as a share of the close, turned into an annual volatility as if it were the
    mean range of a Brownian motion (`MEAN_RANGE`). Shape (n,), decimals; NaN until there are `window` sessions with a
    close before.
    """
    spans = average_true_range(bars.high, bars.low, bars.close, window)
    result: Floats = spans / bars.close / MEAN_RANGE * sqrt(per_year)
    return result


def ewma(returns: Sequence[float], decay: float, seed_variance: float) -> list[float]:
    """Exponentially weighted variance after each return, starting from `seed_variance`: shape (n,) in, (n,) out, the
    square of the returns' unit, not annualised.

    >>> ewma([0.01, 0.0], decay=0.9, seed_variance=0.0004)
    [0.00037, 0.000333]
    """
    variance, path, news = seed_variance, [], 1.0 - decay
    for value in returns:
        variance = decay * variance + news * (value * value)
        path.append(variance)
    return path


def measured(closes: Sequence[float], usual: float) -> list[float]:
    """Volatility of the closes up to each session in points a year (20 is 20 %), exponentially weighted (0.94 a
    session), from a `usual` one (an annual decimal) on, at least `STILL`; shape (sessions,) in and out.
    """
    returns = [0.0, *(log(after / before) for before, after in pairwise(closes))]
    variances = ewma(returns, 0.94, usual * usual / SESSIONS_PER_YEAR)
    return [max(100.0 * sqrt(variance * SESSIONS_PER_YEAR), STILL) for variance in variances]


def implied_proxy(closes: Sequence[float]) -> list[float]:
    """What the VIX would about have been, in index points (20 is 20 % a year), from closes
    alone; shape (sessions,) in and out.

    A regression on three EWMA volatilities and the return of the last five sessions (`data/facts/vix_proxy.csv`). The
    first sessions lean on a long-run mean volatility and on fewer than five returns.
    """
    coefficients = {name: fact.value or 0.0 for name, fact in facts("vix_proxy").group().items()}
    seed = (coefficients["seed_volatility"] / 100.0) ** 2 / SESSIONS_PER_YEAR
    returns = [0.0, *(log(after / before) for before, after in pairwise(closes))]
    level = [coefficients["intercept"]] * len(closes)
    for name, decay in (("ewma_080", 0.80), ("ewma_094", 0.94), ("ewma_099", 0.99)):
        for place, variance in enumerate(ewma(returns, decay, seed)):
            level[place] += coefficients[name] * 100.0 * sqrt(variance * SESSIONS_PER_YEAR)
    for place, close in enumerate(closes):
        level[place] += coefficients["return_5_sessions"] * 100.0 * log(close / closes[max(place - 5, 0)])
    return level
