"""Sums of floats whose last bit is the same everywhere."""

from collections.abc import Iterable
from functools import reduce
from operator import add


def total(values: Iterable[float]) -> float:
    """The values added one after the other, from left to right, each sum rounded; 0 where there are none.

    Python's own `sum` corrects for the rounding from version 3.12 on, and does not before: results would depend on the
    version. A compiled loop gives the same bits as this one.

    >>> total([0.1] * 10)
    0.9999999999999999
    """
    return reduce(add, values, 0.0)
