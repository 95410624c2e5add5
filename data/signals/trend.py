"""Measures of trend. Every value at session t uses prices up to t and nothing later; NaN until there are enough of
them.
"""

import numpy as np

from data.base.arrays import Floats


def moving_average(closes: Floats, window: int) -> Floats:
    """Mean of the last `window` closes. Shape (n,) in, (n,) out, index points."""
    result = np.full(len(closes), np.nan)
    if len(closes) >= window:
        result[window - 1 :] = np.lib.stride_tricks.sliding_window_view(closes, window).mean(axis=1)
    return result


def highest_before(closes: Floats, window: int) -> Floats:
    """Highest of the `window` closes before each one, its own not among them. Shape (n,) in, (n,) out, index points."""
    result = np.full(len(closes), np.nan)
    if len(closes) > window:
        result[window:] = np.lib.stride_tricks.sliding_window_view(closes, window).max(axis=1)[:-1]
    return result


def lowest_before(closes: Floats, window: int) -> Floats:
    """Lowest of the `window` closes before each one, its own not among them. Shape (n,) in, (n,) out, index points."""
    return -highest_before(-closes, window)


def fall_from_high(closes: Floats, window: int = 1) -> Floats:
    """How far each close stands below the highest so far, a decimal of 0 or more; from the `window`-th close on, NaN
    before. Shape (n,) in, (n,) out.
    """
    result: Floats = 1.0 - closes / np.maximum.accumulate(closes)
    result[: window - 1] = np.nan
    return result


def fall_within(closes: Floats, window: int) -> Floats:
    """How far each close stands below the highest of the last `window` closes, itself included, a decimal of 0 or more;
    of fewer where there are no more. Shape (n,) in, (n,) out.

    >>> fall_within(np.array([100.0, 90.0, 80.0, 80.0]), 2).round(3).tolist()
    [0.0, 0.1, 0.111, 0.0]
    """
    padded = np.concatenate([np.full(window - 1, -np.inf), closes])
    result: Floats = 1.0 - closes / np.lib.stride_tricks.sliding_window_view(padded, window).max(axis=1)
    return result


def daily_moves(closes: Floats, _window: int = 1) -> Floats:
    """Move of each close from the one before, a decimal, a fall negative; NaN for the first. Shape (n,) in, (n,)
    out.
    """
    result = np.full(len(closes), np.nan)
    result[1:] = closes[1:] / closes[:-1] - 1.0
    return result


def efficiency_ratio(closes: Floats, window: int) -> Floats:
    """Size of the net move of the last `window` sessions over the sum of the daily moves: 1 is a straight
    line, up or down, 0 goes nowhere.

    Source: P. Kaufman, Trading Systems and Methods. Shape (n,) in, (n,) out; 0 where nothing moved.

    >>> efficiency_ratio(np.array([100.0, 102.0, 101.0, 103.0]), 3).round(3).tolist()
    [nan, nan, nan, 0.6]
    """
    result = np.full(len(closes), np.nan)
    if len(closes) > window:
        path = np.lib.stride_tricks.sliding_window_view(np.abs(np.diff(closes)), window).sum(axis=1)
        net = np.abs(closes[window:] - closes[:-window])
        result[window:] = np.divide(net, path, out=np.zeros_like(net), where=path > 0.0)
    return result


def average_directional_index(high: Floats, low: Floats, close: Floats, window: int) -> Floats:
    """Wilder's ADX of `window` sessions, 0 to 100: how directional the moves have been, up or down;
    known from 2 x `window` sessions on.

    Source: J. W. Wilder, New Concepts in Technical Trading Systems (1978). Prices in index
    points, shape (n,) in, (n,) out.
    """
    count = len(close)
    result = np.full(count, np.nan)
    if count < 2 * window:
        return result
    up, down = np.diff(high), -np.diff(low)
    plus = _wilder(np.where((up > down) & (up > 0.0), up, 0.0), window)
    minus = _wilder(np.where((down > up) & (down > 0.0), down, 0.0), window)
    span = _wilder(_true_ranges(high, low, close), window)
    total = np.where(span > 0.0, plus + minus, 0.0)
    index = 100.0 * np.divide(np.abs(plus - minus), total, out=np.zeros_like(total), where=total > 0.0)
    result[2 * window - 1 :] = _wilder(index, window)
    return result


def average_true_range(high: Floats, low: Floats, close: Floats, window: int) -> Floats:
    """Wilder's ATR: the smoothed range of a session together with the close before it, index points; known from
    `window` sessions with a close before on. Source as of the ADX. Shape (n,) in, (n,) out.
    """
    result = np.full(len(close), np.nan)
    if len(close) > window:
        result[window:] = _wilder(_true_ranges(high, low, close), window)
    return result


def _true_ranges(high: Floats, low: Floats, close: Floats) -> Floats:
    return np.maximum(high[1:], close[:-1]) - np.minimum(low[1:], close[:-1])


def _wilder(values: Floats, window: int) -> Floats:
    """Wilder's smoothing: the mean of the first `window` values, then (window - 1) parts old and one part new."""
    smoothed = [float(values[:window].mean())]
    for value in values[window:].tolist():
        smoothed.append(smoothed[-1] + (value - smoothed[-1]) / window)
    return np.array(smoothed)
