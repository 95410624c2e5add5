"""The difference of two decimals, without what binary floats make of it."""

from math import floor, isfinite, log10

DIGITS = 13
"""Of the larger number; a float tells fifteen."""


def difference(one: float, other: float) -> float:
    """One number less another in their unit, to thirteen digits of the larger one, as they were written; NaN and
    infinite as floats have them.

    >>> 2.3 - 1.3, difference(2.3, 1.3), difference(0.0525, 0.0425)
    (0.9999999999999998, 1.0, 0.01)
    """
    found, size = one - other, max(abs(one), abs(other))
    return round(found, DIGITS - 1 - floor(log10(size))) if found and isfinite(found) else found
