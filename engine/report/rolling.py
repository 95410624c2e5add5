"""Returns over every window of years."""

import numpy as np

from data.base.arrays import Floats
from engine.analysis.returns import DAYS_PER_YEAR


def rolling(days: Floats, values: Floats, years: int) -> tuple[Floats, Floats]:
    """(days since 1970 on which windows of so many years begin, returns a year over each, decimals), both (windows,). A
    window ends on the last session up to the same day later, of 29 February the 28th; one that reaches beyond the last
    session is none.

    >>> begins, returns = rolling(np.array([0.0, 200.0, 365.0, 400.0]), np.array([100.0, 90.0, 110.0, 99.0]), 1)
    >>> begins.tolist(), returns.round(4).tolist()
    ([0.0], [0.1001])
    """
    dates = days.astype(np.int64).astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    later = months + 12 * years
    same = later.astype("datetime64[D]") + (dates - months.astype("datetime64[D]"))
    due = np.minimum(same, (later + 1).astype("datetime64[D]") - 1)
    begins = np.flatnonzero((due <= dates[-1]) & (values > 0.0))
    ends = np.searchsorted(dates, due[begins], side="right") - 1
    grown = np.maximum(values[ends], 0.0) / values[begins]
    return days[begins], grown ** (DAYS_PER_YEAR / (days[ends] - days[begins])) - 1.0
