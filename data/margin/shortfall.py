"""Margin as an expected shortfall of past moves, scaled to the volatility of the day, and of days of stress."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from math import ceil
from statistics import NormalDist
from typing import Literal, NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.days import Day
from data.margin.methods import ShortfallRules
from data.signals.volatility import SESSIONS_PER_YEAR, ewma

Side = Literal[1, -1]
LONG: Side = 1
SHORT: Side = -1


class Scenarios(NamedTuple):
    """What scenarios are made by: rules, days and returns (decimals) of sessions of stress in order, and the annual
    volatility (a decimal) before the data.
    """

    rules: ShortfallRules
    stress_days: Sequence[Day]
    stress_moves: Sequence[float]
    seed: float


def shortfall_shares(
    days: Sequence[Day], closes: Sequence[float], made: Scenarios, *, side: Side = LONG, first: int = 0
) -> list[float]:
    """Margin as a share of the index at each session from the row `first` on, shape (sessions - first,), positive:
    the mean of the worst share `tail` of scenarios for a position of a side.

    Closes in index points. Scenarios are the returns of the last sessions, today's among them, over the volatility
    before each and times that after today; days of stress are scenarios as they were, from their day on. Before the
    data stand those of a normal distribution.
    """
    rules, prices = made.rules, np.asarray(closes, dtype=np.float64)
    moves = prices[1:] / prices[:-1] - 1.0
    variance = made.seed**2 / SESSIONS_PER_YEAR
    volatility = np.sqrt([variance, *ewma(moves.tolist(), rules.decay, variance)])
    losses = -side * np.concatenate([_normal(rules.scenarios), moves / volatility[:-1]])
    stressed = -side * np.asarray(made.stress_moves, dtype=np.float64)
    shares = []
    for row in range(first, len(prices)):
        known = stressed[: bisect_right(made.stress_days, days[row])]
        count = ceil(rules.tail * (rules.scenarios + len(known)))
        worst = volatility[row] * _worst(losses[row : row + rules.scenarios], count)
        shares.append(float(_worst(np.concatenate([worst, known]), count).mean()))
    return shares


def _worst(losses: Floats, count: int) -> Floats:
    found: Floats = np.partition(losses, len(losses) - count)[-count:]
    return found


@cache
def _normal(count: int) -> Floats:
    """So many returns of a normal distribution of volatility 1, evenly spread and in no order that matters."""
    normal = NormalDist()
    return np.array([normal.inv_cdf((place + 0.5) / count) for place in range(count)])
