"""Trades of somebody's own, from a file to what the gate of a second stage of risk looks at."""

import numpy as np

from data.base.arrays import Floats
from data.intake.trade_file import TradeFile, read_trades
from engine.settings.run_config import RunConfig
from strategies.fx.rules.attack import LONG_AGO, RecordedTrade


def recorded_trades(config: RunConfig) -> tuple[RecordedTrade, ...]:
    """The trades of `fx_trades.record_file` in the order of their days, those without one before every session; nothing
    without a file. Raises `DataError` for a file that cannot be read.
    """
    if config.fx_trades.record_file is None:
        return ()
    read = read_trades(config.fx_trades.record_file)
    multiples, shares = in_both(read, config.fx_trades.allowed_loss, config.capital.initial)
    days = read.days.tolist() or [LONG_AGO] * len(shares)
    return tuple(map(RecordedTrade, days, multiples.tolist(), shares.tolist()))


def in_both(read: TradeFile, risked: float, capital: float) -> tuple[Floats, Floats]:
    """(multiples of what was risked, shares of capital) of trades, shape (trades,) each, at a `risked` share of a
    `capital` each.
    """
    if read.unit == "multiple":
        return read.results, read.results * risked
    shares = read.results / capital if read.unit == "money" else read.results
    return np.asarray(shares / risked, dtype=np.float64), shares
