"""Volatility as it was: measured over windows of past prices, and how often moves stayed within so many deviations."""

from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

YEAR = 252
"""Sessions of a year."""
LEAST_YEARS = 3
"""Years of prices from which moves of a year are counted: those of fewer overlap too much to say anything."""


class Measured(NamedTuple):
    """Volatility (annual decimal) over a number of `sessions`, the shares of days and of years (overlapping, NaN where
    there are too few) whose move stayed within so many deviations of it, and the largest move of a day (decimal, > 0).
    """

    sessions: int
    volatility: float
    days_within: float
    years_within: float
    largest: float


def measured(prices: NDArray[np.float64], deviations: float) -> Measured:
    """What a window of prices, shape (n,) with n > 2, one of each session, says of its moves; the mean of none is taken
    away, which over days and a year is small.
    """
    logs = np.log(prices)
    daily = np.diff(logs)
    volatility = float(np.sqrt(np.mean(daily**2)) * sqrt(YEAR))
    within = float(np.mean(np.abs(daily) <= deviations * volatility / sqrt(YEAR)))
    yearly = prices[YEAR:] / prices[:-YEAR] - 1.0 if len(prices) > LEAST_YEARS * YEAR else np.empty(0)
    years = float(np.mean(np.abs(yearly) <= deviations * volatility)) if len(yearly) else float("nan")
    return Measured(len(daily), volatility, within, years, float(np.max(np.abs(np.expm1(daily)))))
