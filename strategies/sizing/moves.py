"""Moves as they were: how often they stayed within so many deviations of a volatility, and the largest."""

from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LEAST_YEARS = 3
"""Years of prices from which moves of a year are counted: those of fewer overlap too much to say anything."""


class Within(NamedTuple):
    """The shares of days and of years (overlapping, NaN where there are too few) whose move stayed within so many
    deviations, and the largest move of a day (decimal, > 0).
    """

    days: float
    years: float
    largest: float


def moves_within(prices: NDArray[np.float64], volatility: float, deviations: float, year: int = 252) -> Within:
    """What a window of prices, shape (n,) with n > 2, one of each session, says of its moves beside a volatility
    (annual decimal); `year` is the number of sessions in a year.
    """
    daily, width = np.diff(np.log(prices)), deviations * volatility
    yearly = prices[year:] / prices[:-year] - 1.0 if len(prices) > LEAST_YEARS * year else np.empty(0)
    return Within(
        float(np.mean(np.abs(daily) <= width / sqrt(year))),
        float(np.mean(np.abs(yearly) <= width)) if len(yearly) else float("nan"),
        float(np.max(np.abs(np.expm1(daily)))),
    )
