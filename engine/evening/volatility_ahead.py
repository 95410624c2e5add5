"""What one more session makes of a measure of volatility: a pure function.

Of a session that has not been nobody knows high and low: it is taken to run straight from tonight's close to its own.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import isnan, log, nan, sqrt
from typing import NamedTuple

from data.base.sums import total
from data.signals.volatility import MEAN_RANGE, MEAN_SQUARED_RANGE, Measure


class Seen(NamedTuple):
    """What a measure has seen up to tonight: closes, highs and lows in points, oldest first, as many as it looks back,
    its `value` (annual decimal, NaN: unknown), sessions of a year, and how many returns there were in all.
    """

    closes: Sequence[float]
    highs: Sequence[float]
    lows: Sequence[float]
    value: float
    per_year: float
    returns: int


def volatility_after(measure: Measure, seen: Seen, level: float) -> float:
    """Volatility by a measure (annual decimal) after a session that closes at a multiple `level` of tonight's close;
    NaN where tonight's is not known. What is implied stays as it is: the VIX does not follow from the index.

    >>> seen = Seen([100.0, 101.0, 100.0], [], [], 0.2, 252.0, 2)
    >>> round(volatility_after(Measure("realised", 3), seen, 1.01), 4)
    0.1824
    """
    if isnan(seen.value):
        return nan
    if measure.name == "realised":
        return _realised(measure.window, seen, level)
    if measure.name == "ewma":
        return _weighted(measure.decay, seen, level)
    if measure.name == "parkinson":
        return _by_ranges(measure.window, seen, level)
    return _by_true_range(measure.window, seen, level) if measure.name == "atr" else seen.value


def _realised(window: int, seen: Seen, level: float) -> float:
    closes = seen.closes[-window:]
    returns = [*(log(after / before) for before, after in pairwise(closes)), log(level)]
    mean = total(returns) / window
    return sqrt(total((one - mean) ** 2 for one in returns) / (window - 1) * seen.per_year)


def _weighted(decay: float, seen: Seen, level: float) -> float:
    weights = (1.0 - decay**seen.returns) / (1.0 - decay)
    squares = seen.value**2 / seen.per_year * weights
    return sqrt((decay * squares + log(level) ** 2) / (decay * weights + 1.0) * seen.per_year)


def _by_ranges(window: int, seen: Seen, level: float) -> float:
    spans = list(zip(seen.highs, seen.lows, strict=True))[len(seen.highs) - window + 1 :]
    ranges = [*(log(high / low) for high, low in spans), abs(log(level))]
    known = 2 * sum(one > 0.0 for one in ranges) > window
    return sqrt(total(one * one for one in ranges) / (window * MEAN_SQUARED_RANGE) * seen.per_year) if known else nan


def _by_true_range(window: int, seen: Seen, level: float) -> float:
    """Wilder's mean range as a share of tonight's close, one part of the window of it new."""
    unit = MEAN_RANGE / sqrt(seen.per_year)
    mean = seen.value * unit
    return (mean + (abs(level - 1.0) - mean) / window) / level / unit
