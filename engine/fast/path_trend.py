"""Measures of trend on a path, session after session: what `data.signals.trend` measures on whole columns.

Sums over a window are carried on from session to session, so that they differ from those of whole columns by rounding.
"""

from collections.abc import Sequence
from math import nan

from engine.fast.path_volatility import true_range, wilder
from engine.fast.sessions import Session


def lay_average(sessions: Sequence[Session], window: int) -> None:
    """Mean of the last closes in each session, points; NaN while there are fewer."""
    total = 0.0
    for row in range(len(sessions)):
        total += sessions[row].prices.close
        if row >= window:
            total -= sessions[row - window].prices.close
        sessions[row].signals.average = total / window if row >= window - 1 else nan


def lay_efficiency(sessions: Sequence[Session], window: int) -> None:
    """Efficiency ratio of the last sessions in each, 0 to 1; NaN while there are fewer."""
    path = 0.0
    for row in range(len(sessions)):
        if row > 0:
            path += _moved(sessions, row)
        if row > window:
            path -= _moved(sessions, row - window)
        ratio = nan
        if row >= window:
            net = abs(sessions[row].prices.close - sessions[row - window].prices.close)
            ratio = net / path if path > 0.0 else 0.0
        sessions[row].signals.efficiency = ratio


def _moved(sessions: Sequence[Session], row: int) -> float:
    return abs(sessions[row].prices.close - sessions[row - 1].prices.close)


def lay_adx(sessions: Sequence[Session], window: int) -> None:
    """ADX in each session, 0 to 100; NaN until twice the window."""
    plus = minus = span = adx = 0.0
    for row in range(len(sessions)):
        sessions[row].signals.adx = nan
        if row == 0:
            continue
        up, down, reach = _directions(sessions, row)
        plus, minus, span = (
            wilder(plus, up, row, window),
            wilder(minus, down, row, window),
            wilder(span, reach, row, window),
        )
        if row < window:
            continue
        both = plus + minus if span > 0.0 else 0.0
        index = 100.0 * (abs(plus - minus) / both if both > 0.0 else 0.0)
        adx = wilder(adx, index, row - window + 1, window)
        if row >= 2 * window - 1:
            sessions[row].signals.adx = adx


def _directions(sessions: Sequence[Session], row: int) -> tuple[float, float, float]:
    """Moves up and down of the session, and its range with the close before, points."""
    today, before = sessions[row].prices, sessions[row - 1].prices
    up, down = today.high - before.high, before.low - today.low
    reach = true_range(sessions, row)
    return up if up > down and up > 0.0 else 0.0, down if down > up and down > 0.0 else 0.0, reach


def highest(sessions: Sequence[Session], first: int, last: int) -> int:
    """The row of the highest close from one row to another, the last of them where there are several."""
    top = first
    for row in range(first + 1, last + 1):
        if sessions[row].prices.close >= sessions[top].prices.close:
            top = row
    return top
