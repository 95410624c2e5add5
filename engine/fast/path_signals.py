"""Signals on a path, session after session: what `data.signals` measures on whole columns.

Sums over a window are carried on from session to session, so that they differ from those of whole columns by rounding.
"""

from collections.abc import Sequence
from math import nan

from data.pricing.option_spread import RISE_SESSIONS
from engine.fast.path_ranges import lay_trending
from engine.fast.path_terms import RangeTerms, Windows
from engine.fast.path_trend import highest, lay_adx, lay_average, lay_efficiency
from engine.fast.path_volatility import lay_volatility
from engine.fast.sessions import Session


def lay_signals(sessions: Sequence[Session], windows: Windows, ranges: RangeTerms) -> None:
    """Volatility, trend where it is read, what tells a range, the move, the rise of the VIX and the fall of the index
    in each session.
    """
    lay_volatility(sessions, windows)
    _lay_rise_and_fall(sessions, windows.fall)
    _lay_moves(sessions)
    # before the trend, which is laid where this was measured
    lay_trending(sessions, ranges)
    if windows.average > 0:
        lay_average(sessions, windows.average)
        lay_efficiency(sessions, windows.efficiency)
        lay_adx(sessions, windows.adx)


def _lay_moves(sessions: Sequence[Session]) -> None:
    for row in range(len(sessions)):
        before = sessions[row - 1].prices.close if row > 0 else nan
        sessions[row].signals.move = sessions[row].prices.close / before - 1.0


def _lay_rise_and_fall(sessions: Sequence[Session], window: int) -> None:
    top = 0
    for row in range(len(sessions)):
        prices = sessions[row].prices
        prices.rise = prices.vix / sessions[max(row - RISE_SESSIONS, 0)].prices.vix
        if prices.close >= sessions[top].prices.close:
            top = row
        elif top <= row - window:
            top = highest(sessions, row - window + 1, row)
        prices.fall = 1.0 - prices.close / sessions[top].prices.close
