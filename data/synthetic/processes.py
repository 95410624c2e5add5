"""Random processes as whole arrays, without a loop over sessions."""

from math import ceil, log, pi

import numpy as np

from data.base.arrays import Floats

_LARGEST_EXPONENT = 200.0


def persistent(shocks: Floats, stays: float, start: float) -> Floats:
    """x[n] = stays * x[n-1] + shocks[n], with `start` before the first; 0 < stays < 1. Shape of `shocks`."""
    length = min(max(len(shocks), 1), ceil(_LARGEST_EXPONENT / -log(stays)))
    weights = np.exp(-log(stays) * np.arange(1, length + 1))
    found = np.empty(len(shocks))
    for first in range(0, len(shocks), length):
        part = shocks[first : first + length]
        weight = weights[: len(part)]
        found[first : first + len(part)] = (start + np.cumsum(part * weight)) / weight
        start = float(found[first + len(part) - 1])
    return found


def student(freedom: Floats | float, count: int, generator: np.random.Generator) -> Floats:
    """Independent draws of Student's t with mean 0 and variance 1, shape (count,), by the polar method of Bailey
    (1994); degrees of freedom above 2, one for all or one each.
    """
    radius = np.sqrt((freedom - 2.0) * np.expm1(2.0 / freedom * generator.standard_exponential(count)))
    return np.asarray(radius * np.cos(pi * generator.random(count)))
