"""Places in a row of values from which they stand otherwise than before."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from data.base.arrays import Floats, Ints

WINDOW, FEWEST = 20, 10
"""Values compared before and after a place, and how few suffice at the ends of a short row."""
INNER, CLEAR = 0.9, 0.5
"""Share of the values that has to stand on its side, and the part of the step that has to lie between the sides."""


def steps(values: Floats, day: Ints, least: Floats, clear: float = CLEAR) -> list[tuple[int, float]]:
    """(place, step) of values in order of `day`, between days alone, where medians differ by more than `least` at the
    place; arguments of shape (rows,).

    A step is the median after it less that before, in the unit of `values`, so positive where they rise. None in a row
    of fewer than twice `FEWEST`; of several within a window of each other only that with the largest jump.
    """
    size = min(WINDOW, len(values) // 2)
    if size < FEWEST:
        return []
    windows = sliding_window_view(values, size)
    low, middle, high = np.quantile(windows, (1.0 - INNER, 0.5, INNER), axis=1)
    step = middle[size:] - middle[:-size]
    apart = np.maximum(low[size:] - high[:-size], low[:-size] - high[size:])
    places = np.arange(size, len(values) - size + 1)
    found = (np.abs(step) > least[places]) & (apart > clear * np.abs(step)) & (day[places] > day[places - 1])
    jump = np.abs(values[places] - values[places - 1])
    result: dict[int, float] = {}
    for at in sorted(np.flatnonzero(found).tolist(), key=lambda one: -jump[one]):
        if all(abs(at - other) > size for other in result):
            result[at] = float(step[at])
    return [(at + size, one) for at, one in sorted(result.items())]
