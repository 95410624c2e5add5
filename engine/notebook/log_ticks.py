"""Where labels of a logarithmic axis stand, so that they do not overlap."""

from collections.abc import Iterable
from math import ceil, floor, log10

MOST, LEAST = 9, 3
"""Labels from which there are too many, and below which there are too few."""


def log_ticks(values: Iterable[float | None]) -> list[float]:
    """Values for labels of an axis on which these are drawn: 1, 2 and 5 times powers of ten, fewer over many decades,
    even steps within one; those that are not positive are not drawn. `charts.js` has the same.

    >>> log_ticks([1e6, 6.5e7]), log_ticks([96.0, None, 131.0]), log_ticks([])
    ([1000000.0, 2000000.0, 5000000.0, 10000000.0, 20000000.0, 50000000.0], [100.0, 110.0, 120.0, 130.0], [])
    """
    positive = [value for value in values if value is not None and value > 0.0]
    if not positive:
        return []
    low, high = min(positive), max(positive)
    coarse, fine = _within((1.0,), low, high), _within((1.0, 2.0, 5.0), low, high)
    if len(fine) > MOST:
        return coarse[::2] if len(coarse) > MOST else coarse
    return fine if len(fine) >= LEAST else _even(low, high)


def _within(steps: tuple[float, ...], low: float, high: float) -> list[float]:
    powers = range(floor(log10(low)), ceil(log10(high)) + 1)
    every = (step * 10.0**power for power in powers for step in steps)
    return [value for value in every if low * 0.97 <= value <= high * 1.03]


def _even(low: float, high: float) -> list[float]:
    raw = (high - low) / 5.0 or high / 10.0
    power = 10.0 ** floor(log10(raw))
    step = next(one * power for one in (1.0, 2.0, 5.0, 10.0) if one * power >= raw)
    first = ceil(low / step)
    return [round((first + place) * step, 6) for place in range(max(floor(high / step) - first + 1, 1))]
