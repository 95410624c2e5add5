"""What a session did, free of the level it began at: the rows of which paths are made."""

from typing import NamedTuple

import numpy as np

from data.base.arrays import Flags, Floats
from data.base.days import Day
from data.fund.funds import one_month_spread
from data.market.market import Market

MOVES = ("growth", "opened", "high", "low", "real", "bill", "shorter", "dividend", "vix", "spot", "yen_rate")
"""Columns of a matrix of moves: close and open over the close before (the open 1 where it is not real), high and low
over the close, whether the open is real (1 or 0), yields of bills and what one-month bills yield more (annual decimals,
act/365), dividend yield, VIX (points), JPY per USD over that before, yen rate."""
GROWTH, OPENED, HIGH, LOW, REAL, BILL, SHORTER, DIVIDEND, VIX, SPOT, YEN_RATE = range(len(MOVES))

STILL = (1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 20.0, 1.0, 0.0)
"""A session on which nothing moves and nothing pays."""


class Opening(NamedTuple):
    """Levels at which a path begins: the index in points, and JPY per USD (NaN: not known)."""

    close: float
    spot: float


def moves_of(market: Market) -> Floats:
    """Moves of all sessions of a market but the first, shape (sessions - 1, 11)."""
    values = market.floats
    close, spot, real = values("close"), values("usdjpy"), values("open_is_real").astype(float)
    columns = {
        "growth": close[1:] / close[:-1],
        "opened": np.where(real[1:] > 0.0, values("open")[1:] / close[:-1], 1.0),
        "high": (values("high") / close)[1:],
        "low": (values("low") / close)[1:],
        "real": real[1:],
        "bill": values("bill_yield")[1:],
        "shorter": one_month_spread(market)[1:],
        "dividend": values("dividend_yield")[1:],
        "vix": values("vix")[1:],
        "spot": spot[1:] / spot[:-1],
        "yen_rate": values("jpy_rate")[1:],
    }
    return widened(np.column_stack([columns[name] for name in MOVES]))


def widened(moves: Floats) -> Floats:
    """The same moves with highs and lows that reach open and close."""
    opened = moves[:, OPENED] / moves[:, GROWTH]
    moves[:, HIGH] = np.maximum(moves[:, HIGH], np.maximum(opened, 1.0))
    moves[:, LOW] = np.minimum(moves[:, LOW], np.minimum(opened, 1.0))
    return moves


def drifting(moves: Floats, drift: float, per_year: float) -> Floats:
    """The same moves, shifted so that the mean logarithm of growth is `drift` a year (annual decimal) of so many
    sessions.
    """
    return shifted(moves, float(np.exp(drift / per_year - np.log(moves[:, GROWTH]).mean())))


def shifted(moves: Floats, growth: float) -> Floats:
    """The same moves with the growth of every session times `growth`; a real open moves with it."""
    moved = moves.copy()
    moved[:, GROWTH] *= growth
    moved[:, OPENED] = np.where(moves[:, REAL] > 0.0, moves[:, OPENED] * growth, moves[:, OPENED])
    return widened(moved)


def levelled(moves: Floats, factor: float) -> Floats:
    """The same moves with yields of bills times `factor`."""
    moved = moves.copy()
    moved[:, [BILL, SHORTER]] *= factor
    return moved


def known_from(market: Market, *, opens: bool, yen: bool) -> Day:
    """First session of a market from which on every one has a real open, and USD/JPY with its rate, where these are
    asked for; its first row where nothing is. Sessions after its last row: there are none.
    """
    lacking = np.flatnonzero(~known_sessions(market, opens=opens, yen=yen))
    row = int(lacking[-1]) + 1 if len(lacking) else 0
    return market.days[row] if row < len(market) else market.days[-1] + 1


def known_sessions(market: Market, *, opens: bool, yen: bool) -> Flags:
    """Whether each session of a market has a real open, and USD/JPY with its rate, where these are asked for."""
    known = np.ones(len(market), dtype=np.bool_)
    if opens:
        known &= market.floats("open_is_real") > 0.0
    if yen:
        known &= ~np.isnan(market.floats("usdjpy") + market.floats("jpy_rate"))
    return known
