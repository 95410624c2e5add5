"""The money-weighted return: the one rate at which everything that was paid in became everything that came out."""

from collections.abc import Callable

import numpy as np

from data.base.arrays import Floats
from engine.analysis.returns import DAYS_PER_YEAR, LEAST_YEAR, Days, years_between

LOWEST, HIGHEST, STEPS = -0.9999, 100.0, 2000
"""Rates a year between which a root is looked for, and on how many steps of their logarithm."""
ROUNDS = 200


def money_weighted(days: Days, equity: Floats, flows: Floats) -> float | None:
    """Internal rate of return a year (XIRR): equity of the first session and what was paid in (n,), net of what was
    taken out, against equity of the last. None for less than a year, for an account that was lost, and where no rate
    between -99.99 % and 10,000 % fits, or several do.

    >>> days = np.array([0, 1461], dtype=np.int32)
    >>> round(money_weighted(days, np.array([100.0, 146.41]), np.zeros(2)), 12)
    0.1
    """
    if years_between(days) < LEAST_YEAR or equity[-1] <= 0.0:
        return None
    years = (days - days[0]) / DAYS_PER_YEAR
    paid = -flows.astype(np.float64)
    paid[0] -= equity[0] - flows[0]
    paid[-1] += equity[-1]
    moved = paid != 0.0
    paid, years = paid[moved], years[moved]

    def worth(rate: float) -> float:
        return float((paid * np.exp(-rate * years)).sum())

    grid = np.linspace(np.log1p(LOWEST), np.log1p(HIGHEST), STEPS + 1)
    signs = np.sign([worth(rate) for rate in grid.tolist()])
    roots = np.flatnonzero(signs[:-1] * signs[1:] < 0.0)
    exact = np.flatnonzero(signs == 0.0)
    if len(roots) + len(exact) != 1:
        return None
    rate = float(grid[exact[0]]) if len(exact) else _between(worth, float(grid[roots[0]]), float(grid[roots[0] + 1]))
    return float(np.expm1(rate))


def _between(worth: Callable[[float], float], low: float, high: float) -> float:
    """The root between two rates whose signs differ, by halving: to the last bit."""
    rises = worth(high) > 0.0
    for _ in range(ROUNDS):
        middle = 0.5 * (low + high)
        if (worth(middle) > 0.0) == rises:
            high = middle
        else:
            low = middle
    return 0.5 * (low + high)
