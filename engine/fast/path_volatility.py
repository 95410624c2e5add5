"""Volatility on a path, session after session, by each measure: what `data.signals.volatility` makes of whole columns.

Sums over a window are carried on from session to session, so that they differ from those of whole columns by rounding.
"""

from collections.abc import Sequence
from math import log, nan, sqrt

from data.signals.volatility import (
    ATR,
    EWMA,
    IMPLIED,
    MEAN_RANGE,
    MEAN_SQUARED_RANGE,
    PARKINSON,
    sessions_known,
)
from engine.fast.path_terms import Windows
from engine.fast.sessions import Session


def lay_volatility(sessions: Sequence[Session], windows: Windows) -> None:
    """Volatility in each session by the measure of its windows, annual decimals."""
    measure, window, annual = windows.measure, windows.volatility, sqrt(windows.per_year)
    if measure == EWMA:
        _lay_weighted(sessions, windows.decay, annual)
    elif measure == PARKINSON:
        _lay_parkinson(sessions, window, annual)
    elif measure == ATR:
        _lay_by_true_range(sessions, window, annual)
    elif measure == IMPLIED:
        for row in range(len(sessions)):
            sessions[row].signals.volatility = sessions[row].prices.vix / 100.0
    else:
        _lay_realised(sessions, window, annual)


def _lay_realised(sessions: Sequence[Session], window: int, annual: float) -> None:
    total = squares = 0.0
    for row in range(len(sessions)):
        if row > 0:
            last = _return(sessions, row)
            total += last
            squares += last * last
        if row > window:
            oldest = _return(sessions, row - window)
            total -= oldest
            squares -= oldest * oldest
        spread = max(squares - total * total / window, 0.0) / (window - 1) if row >= window else nan
        sessions[row].signals.volatility = sqrt(spread) * annual


def _return(sessions: Sequence[Session], row: int) -> float:
    return log(sessions[row].prices.close / sessions[row - 1].prices.close)


def _lay_weighted(sessions: Sequence[Session], decay: float, annual: float) -> None:
    squares = weights = 0.0
    for row in range(len(sessions)):
        if row > 0:
            last = _return(sessions, row)
            squares, weights = decay * squares + last * last, decay * weights + 1.0
        known = row >= sessions_known(decay)
        sessions[row].signals.volatility = sqrt(squares / weights) * annual if known else nan


def _lay_parkinson(sessions: Sequence[Session], window: int, annual: float) -> None:
    squares, ranged = 0.0, 0
    for row in range(len(sessions)):
        last = _range(sessions, row)
        squares += last * last
        ranged += 1 if last > 0.0 else 0
        if row >= window:
            oldest = _range(sessions, row - window)
            squares -= oldest * oldest
            ranged -= 1 if oldest > 0.0 else 0
        known = row >= window - 1 and 2 * ranged > window
        mean = max(squares, 0.0) / (window * MEAN_SQUARED_RANGE)
        sessions[row].signals.volatility = sqrt(mean) * annual if known else nan


def _range(sessions: Sequence[Session], row: int) -> float:
    return log(sessions[row].prices.high / sessions[row].prices.low)


def _lay_by_true_range(sessions: Sequence[Session], window: int, annual: float) -> None:
    span = 0.0
    for row in range(len(sessions)):
        if row > 0:
            span = wilder(span, true_range(sessions, row), row, window)
        share = span / sessions[row].prices.close / MEAN_RANGE
        sessions[row].signals.volatility = share * annual if row >= window else nan


def true_range(sessions: Sequence[Session], row: int) -> float:
    """Range of a session together with the close before it, points."""
    today, before = sessions[row].prices, sessions[row - 1].prices
    return max(today.high, before.close) - min(today.low, before.close)


def wilder(smoothed: float, value: float, count: int, window: int) -> float:
    """Wilder's smoothing after so many values: their sum before there are `window`, then their mean, then it moves."""
    if count < window:
        return smoothed + value
    if count == window:
        return (smoothed + value) / window
    return smoothed + (value - smoothed) / window
