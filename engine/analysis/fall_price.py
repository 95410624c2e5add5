"""What a point of fall that was avoided cost: return a year given up, by how much less deep the deepest fall was."""

from math import inf

import numpy as np

from data.base.arrays import Floats

PRICE = "fall_price"
"""What it is called among the figures of an effect."""
LEAST = 0.00005
"""A fall avoided that is one: half a basis point. Less is a rounding, and what it cost by it a number without sense."""


def fall_price(growth: float | None, fall: float | None) -> float | None:
    """Points of return a year that were given up for each point of deepest fall avoided, from what something did to
    growth a year and to the deepest fall (both decimals; positive: more growth, a fall less deep). Negative where it
    brought return besides; None where no fall was avoided, or less than `LEAST`.

    >>> fall_price(-0.006, 0.03), fall_price(0.006, -0.03), fall_price(-0.006, 1e-17)
    (0.2, None, None)
    """
    return None if growth is None or fall is None or fall < LEAST else 0.0 - growth / fall


def price_interval(growth: Floats, falls: Floats, level: float) -> tuple[float, float]:
    """Ends of the two-sided interval of `fall_price` over resamples, (count,) each: one in which no fall was avoided
    counts as infinitely dear, so that the upper end may be infinite.
    """
    prices = np.divide(-growth, falls, out=np.full(len(falls), inf), where=falls >= LEAST)
    tail = (1.0 - level) / 2.0
    low, high = np.quantile(prices, [tail, 1.0 - tail], method="inverted_cdf").tolist()
    return low, high
