"""Volatility estimators. Every value at session t uses closes up to t and nothing later."""

from collections.abc import Sequence
from itertools import pairwise
from math import log, sqrt

import numpy as np

from data.base.arrays import Floats
from data.facts import facts

SESSIONS_PER_YEAR = 252.0
EVERY_DAY_PER_YEAR = 365.0
"""Sessions of a year where every day is one."""


def realised(closes: Floats, window: int, per_year: float = SESSIONS_PER_YEAR) -> Floats:
    """Annualised sample standard deviation of the last `window` daily log returns; NaN until there are that many.

    Shape (n,) in, (n,) out; decimals (0.20 = 20 %). `per_year` is the number of sessions in a year.
    """
    result = np.full(len(closes), np.nan)
    if len(closes) > window:
        returns = np.diff(np.log(closes))
        windows = np.lib.stride_tricks.sliding_window_view(returns, window)
        result[window:] = windows.std(axis=1, ddof=1) * np.sqrt(per_year)
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
