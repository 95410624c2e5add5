"""The largest withdrawal that a path carries, reckoned from its wealth by month."""

from collections.abc import Callable

import numpy as np

from data.base.arrays import Floats
from engine.survival.find import SHARES, leading, yearly
from engine.survival.interval import Interval

YEARS, INFLATION, POOR = 30, 0.02, 0.25
CURRENCIES = ("USD", "JPY")


def raised() -> Floats:
    """By what each payment is raised, (months - 1,): once a year."""
    return np.asarray((1.0 + INFLATION) ** (np.arange(1, 12 * YEARS) // 12))


def carried(worth: Floats, spot: Floats) -> Floats:
    """The largest yearly withdrawal by plan and currency, shares of opening capital, (plans, 2): what is left of a unit
    worth `worth` at the ends of months, (plans, months), when a twelfth was taken at each but the last, is worth `POOR`
    of the opening capital in money of the first day; `spot` is USD/JPY there, (months + 1,).
    """
    found = np.empty((len(worth), len(CURRENCIES)))
    for place, rate in enumerate((np.ones(len(spot)), spot / spot[0])):
        told = worth * rate[1:]
        cost = (raised() / told[:, :-1]).sum(axis=1) / 12.0
        found[:, place] = (1.0 - POOR * (1.0 + INFLATION) ** YEARS / told[:, -1]) / cost
    return found


def ends(at: Callable[[int], Interval], allowed: float) -> tuple[float, float, float]:
    """The largest withdrawal, a share of opening capital, at whose place an `allowed` share of paths fails at most: by
    the upper end of the interval, by the estimate and by the lower end. 0 where not even the least is carried.
    """

    def holding(bound: Callable[[Interval], float]) -> float:
        return yearly(leading(SHARES, lambda place: bound(at(place)) <= allowed) - 1)

    return holding(lambda one: one.high), holding(lambda one: one.probability), holding(lambda one: one.low)
