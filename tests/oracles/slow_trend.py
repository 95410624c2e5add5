"""Measures of trend once more, a session at a time, from the books that define them."""

import math


def moving_average(closes, window, row):
    return math.fsum(closes[row - window + 1 : row + 1]) / window if row + 1 >= window else math.nan


def efficiency_ratio(closes, window, row):
    """Kaufman: how far the price came, over how far it went."""
    if row < window:
        return math.nan
    path = math.fsum(abs(closes[place] - closes[place - 1]) for place in range(row - window + 1, row + 1))
    return abs(closes[row] - closes[row - window]) / path if path else 0.0


def movement(high, low, close, row):
    """Wilder's +DM, -DM and true range of one session."""
    up, down = high[row] - high[row - 1], low[row - 1] - low[row]
    true_range = max(high[row] - low[row], abs(high[row] - close[row - 1]), abs(low[row] - close[row - 1]))
    return (up if up > max(down, 0.0) else 0.0), (down if down > max(up, 0.0) else 0.0), true_range


def adx(high, low, close, window):
    """Wilder's sums (not means) of the movements, and their index smoothed: one value a session, NaN while there is
    none.
    """
    sums, past, values = [0.0, 0.0, 0.0], [], [math.nan] * len(close)
    for row in range(1, len(close)):
        news = movement(high, low, close, row)
        kept = (window - 1) / window if row > window else 1.0
        sums = [kept * old + new for old, new in zip(sums, news, strict=True)]
        if row < window:
            continue
        past.append(directional_index(*sums))
        if len(past) == window:
            values[row] = math.fsum(past) / window
        elif len(past) > window:
            values[row] = (values[row - 1] * (window - 1) + past[-1]) / window
    return values


def directional_index(plus, minus, span):
    if span == 0 or plus + minus == 0:
        return 0.0
    plus, minus = 100 * plus / span, 100 * minus / span
    return 100 * abs(plus - minus) / (plus + minus)
