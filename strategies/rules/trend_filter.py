"""Trend filter: whether the index is in a trend, and which way.

The rule has no memory. Up: the close above its moving average and the move strong; down: below it and strong; else no trend. Strong
means an efficiency ratio or an average directional index of at least so much, whichever of the two is asked for or either of them.
Where a measure is not yet known there is no trend.
"""

from typing import Literal, NamedTuple

Strength = Literal["either", "efficiency", "adx", "none"]


class TrendFilter(NamedTuple):
    """Least efficiency ratio (0 to 1) and least ADX (0 to 100), and which of them makes a move strong."""

    strength: Strength = "either"
    efficiency: float = 0.30
    adx: float = 25.0


class TrendSeen(NamedTuple):
    """Close and moving average in index points, efficiency ratio, ADX; NaN while unknown."""

    close: float
    average: float
    efficiency: float
    adx: float


def direction(rule: TrendFilter, seen: TrendSeen) -> int:
    """1 in an up-trend, -1 in a down-trend, 0 in none."""
    if not _strong(rule, seen):
        return 0
    return 1 if seen.close > seen.average else -1 if seen.close < seen.average else 0


def _strong(rule: TrendFilter, seen: TrendSeen) -> bool:
    efficient, directional = seen.efficiency >= rule.efficiency, seen.adx >= rule.adx
    verdicts = {"either": efficient or directional, "efficiency": efficient, "adx": directional, "none": True}
    return verdicts[rule.strength]
