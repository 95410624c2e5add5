"""Margin as an expected shortfall of past moves, scaled to the volatility of the day, and of days of stress."""

from bisect import bisect_right
from collections.abc import Sequence
from math import ceil
from statistics import NormalDist
from typing import Literal

import numpy as np

from data.base.arrays import Floats
from data.base.days import Day
from data.margin.methods import ShortfallRules
from data.signals.volatility import SESSIONS_PER_YEAR, ewma

Side = Literal[1, -1]
LONG: Side = 1
SHORT: Side = -1


def shortfall_shares(
    days: Sequence[Day],
    closes: Sequence[float],
    rules: ShortfallRules,
    stress: tuple[Sequence[Day], Sequence[float]],
    *,
    seed: float,
    side: Side = LONG,
    first: int = 0,
) -> list[float]:
    """Margin as a share of the index at each session from the row `first` on, shape (sessions - first,), positive:
    the mean of the worst share `tail` of scenarios for a position of a side.

    Closes in index points. Scenarios are the returns of the last sessions, today's among them, over the volatility
    before each and times that after today; days and returns (decimals) of `stress` are scenarios as they were, from
    their day on. Before the data stand those of a normal distribution; `seed` is the annual volatility (a decimal).
    """
    prices = np.asarray(closes, dtype=np.float64)
    moves = prices[1:] / prices[:-1] - 1.0
    variance = seed**2 / SESSIONS_PER_YEAR
    volatility = np.sqrt([variance, *ewma(moves.tolist(), rules.decay, variance)])
    losses = -side * np.concatenate([_normal(rules.scenarios), moves / volatility[:-1]])
    stressed = -side * np.asarray(stress[1], dtype=np.float64)
    shares = []
    for row in range(first, len(prices)):
        known = stressed[: bisect_right(stress[0], days[row])]
        count = ceil(rules.tail * (rules.scenarios + len(known)))
        window = losses[row : row + rules.scenarios]
        shares.append(_mean_of_worst(volatility[row] * _worst(window, count), known, count))
    return shares


def _worst(losses: Floats, count: int) -> Floats:
    found: Floats = np.partition(losses, len(losses) - count)[-count:]
    return found


def _mean_of_worst(scaled: Floats, stressed: Floats, count: int) -> float:
    return float(_worst(np.concatenate([scaled, stressed]), count).mean())


def _normal(count: int) -> Floats:
    """So many returns of a normal distribution of volatility 1, evenly spread and in no order that matters."""
    normal = NormalDist()
    return np.array([normal.inv_cdf((place + 0.5) / count) for place in range(count)])
