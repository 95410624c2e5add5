"""Arrays of days since 1970-01-01: their weekdays and months."""

import numpy as np
from numpy.typing import NDArray

from data.base.arrays import Ints


def weekdays(days: Ints) -> Ints:
    """Day of the week of each day, Monday 0, same shape."""
    # 1970-01-01 was a Thursday
    return np.asarray((days + 3) % 7)


def months_of(days: Ints | NDArray[np.int32]) -> Ints:
    """Months since 1970-01 of each day, same shape."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def first_days(months: Ints) -> Ints:
    """The first day of each month, counted from 1970-01, same shape."""
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
