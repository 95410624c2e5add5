"""How long the blocks of a stationary bootstrap should be: the rule of Politis and White.

Politis and White, "Automatic block-length selection for the dependent bootstrap", Econometric Reviews 23 (2004),
corrected by Patton, Politis and White, Econometric Reviews 28 (2009). The rule measures the memory of one series for
the sake of its mean: how far autocorrelations reach, and how much of the variance of the mean they make.
"""

from collections.abc import Iterable

import numpy as np

from data.base.arrays import Flags, Floats
from data.base.errors import DataError

SHORTEST, LONGEST = 21.0, 252.0
"""Sessions: below a month a block is shorter than the windows of the rules; above a year 44 years hold too few."""
LEAST_VALUES = 100


def joint_block(series: Iterable[Floats]) -> float:
    """Mean block in whole sessions for rows that are drawn together: the longest that one of the series asks for, or
    the size of its values, from `SHORTEST` to `LONGEST`.

    Give daily changes, shape (n,) each: returns of the index, changes of the logarithm of the VIX. Returns alone would
    ask for a few sessions, since they hardly remember their sign; what throws an account out is that large moves follow
    large ones, which stands in their sizes. Levels (a yield, the VIX itself) are left out: they remember everything,
    and ask for the longest block whatever they are. On the market that comes with the program, 1982-04-21 to
    2026-07-10, returns ask for 8 sessions, their sizes for 226, changes of the log VIX for 67, their sizes for 93: 226
    it is. Raises `DataError` as `optimal_block` does.
    """
    wanted = [optimal_block(one) for values in series for one in (values, np.abs(values))]
    return float(round(min(max(SHORTEST, *wanted), LONGEST)))


def optimal_block(values: Floats) -> float:
    """Mean block in sessions for the mean of one series, shape (n,); below 1 for one without memory, at most
    3 sqrt(n) and n / 3. Raises `DataError` for fewer than `LEAST_VALUES` values or one that is not finite.
    """
    count = len(values)
    if count < LEAST_VALUES or not np.isfinite(values).all():
        raise DataError(f"block length of {count} values: needs {LEAST_VALUES} or more, all of them finite")
    apart = values - values.mean()
    if not apart.any():
        return 0.0
    covariances = _covariances(apart)
    lags = np.arange(1, _reach(covariances / covariances[0], count) + 1)
    remembered = np.minimum(1.0, 2.0 * (1.0 - lags / lags[-1])) * covariances[lags]
    long_run = covariances[0] + 2.0 * remembered.sum()
    length = (count * (2.0 * (lags * remembered).sum() / long_run) ** 2) ** (1.0 / 3.0)
    return float(min(length, np.ceil(min(3.0 * np.sqrt(count), count / 3.0))))


def _in_a_row(count: int) -> int:
    """So many autocorrelations in a row have to be small for memory to be over."""
    return max(5, int(np.log10(count)))


def _covariances(apart: Floats) -> Floats:
    count = len(apart)
    last = int(np.ceil(np.sqrt(count))) + _in_a_row(count)
    return np.array([apart[lag:] @ apart[: count - lag] for lag in range(last + 1)]) / count


def _reach(correlations: Floats, count: int) -> int:
    """Lags that are looked at: twice the first of a row of small autocorrelations; all where there is no such row."""
    last, row = len(correlations) - 1, _in_a_row(count)
    small: Flags = np.less(np.abs(correlations), 2.0 * np.sqrt(np.log10(count) / count))
    ends: Flags = np.logical_and.reduce(np.lib.stride_tricks.sliding_window_view(small[1:last], row), axis=1)
    return min(2 * (int(ends.argmax()) + 1), last) if ends.any() else last
