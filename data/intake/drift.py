"""Whether closes are those of the S&P 500 with something added: compared with the embedded market where the dates overlap."""

import numpy as np
from numpy.typing import NDArray

from data.volatility import SESSIONS_PER_YEAR, Floats

FEWEST, SAME, DRIFT = 250, 0.99, 0.008
"""Common sessions needed; correlation of daily returns from which it is the same index; drift a year that is no rounding."""


def drift_against_index(days: NDArray[np.int64], closes: Floats) -> float:
    """Log growth a year above that of the embedded S&P 500; 0 where it is another index, too short, or without such a drift."""
    from data.embedded import embedded_market  # noqa: PLC0415  (only for histories that reach into its years)

    market = embedded_market()
    common, ours, theirs = np.intersect1d(days, market.days, return_indices=True)
    if len(common) <= FEWEST or not np.all(closes[ours] > 0.0):
        return 0.0
    left, right = np.diff(np.log(closes[ours])), np.diff(np.log(market.floats("close")[theirs]))
    if not left.any() or np.corrcoef(left, right)[0, 1] < SAME:
        return 0.0
    drift = float((left - right).mean() * SESSIONS_PER_YEAR)
    return drift if abs(drift) > DRIFT else 0.0
