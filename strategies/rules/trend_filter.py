"""Trend filter: whether the index is in a trend, and which way.

The rule has no memory. Up: the close above its moving average and the move strong; down: below it and strong; else no
trend. Strong means an efficiency ratio or an average directional index of at least so much, whichever of the two is
asked for or either of them. Where a measure is not yet known there is no trend.
"""

from typing import Literal, NamedTuple

Strength = Literal["either", "efficiency", "adx", "none"]
EITHER, EFFICIENCY, ADX, NONE = range(4)
"""What makes a move strong."""
STRENGTHS: tuple[Strength, ...] = ("either", "efficiency", "adx", "none")
"""The word of each of them in the settings."""


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


def trend(rule: TrendFilter, observed: TrendObservation) -> int:
    """`direction` by the settings of the filter."""
    return direction(STRENGTHS.index(rule.strength), rule.efficiency, rule.adx, observed)


def direction(strength: int, least_efficiency: float, least_adx: float, observed: TrendObservation) -> int:
    """1 in an up-trend, -1 in a down-trend, 0 in none; `strength` says what makes a move strong, an efficiency ratio (0
    to 1) or an ADX (0 to 100) of at least so much.

    >>> direction(EITHER, 0.30, 25.0, TrendObservation(close=5_100.0, average=5_000.0, efficiency=0.35, adx=20.0))
    1
    """
    efficient, directional = observed.efficiency >= least_efficiency, observed.adx >= least_adx
    by_efficiency = efficient and strength in (EITHER, EFFICIENCY)
    by_adx = directional and strength in (EITHER, ADX)
    if not (strength == NONE or by_efficiency or by_adx):
        return 0
    return 1 if observed.close > observed.average else -1 if observed.close < observed.average else 0
