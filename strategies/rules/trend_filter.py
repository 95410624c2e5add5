"""Trend filter: whether the index is in a trend, and which way.

The rule has no memory. Up: the close above its moving average and the move strong; down: below it and strong; else no
trend. Strong means an efficiency ratio or an average directional index of at least so much, whichever of the two is
asked for or either of them. Where a measure is not yet known there is no trend.
"""

from typing import Literal, NamedTuple

Strength = Literal["either", "efficiency", "adx", "none"]


class TrendFilter(NamedTuple):
    """Least efficiency ratio (0 to 1) and least ADX (0 to 100), and which of them makes a move strong."""

    strength: Strength = "either"
    efficiency: float = 0.30
    adx: float = 25.0


class TrendObservation(NamedTuple):
    """Close and moving average in index points, efficiency ratio, ADX; NaN while unknown."""

    close: float
    average: float
    efficiency: float
    adx: float


def direction(rule: TrendFilter, observed: TrendObservation) -> int:
    """1 in an up-trend, -1 in a down-trend, 0 in none.

    >>> direction(TrendFilter(), TrendObservation(close=5_100.0, average=5_000.0, efficiency=0.35, adx=20.0))
    1
    """
    if not _strong(rule, observed):
        return 0
    return 1 if observed.close > observed.average else -1 if observed.close < observed.average else 0


def _strong(rule: TrendFilter, observed: TrendObservation) -> bool:
    efficient, directional = observed.efficiency >= rule.efficiency, observed.adx >= rule.adx
    verdicts = {"either": efficient or directional, "efficiency": efficient, "adx": directional, "none": True}
    return verdicts[rule.strength]
