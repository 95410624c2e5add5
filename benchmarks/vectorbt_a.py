"""Pattern A in vectorbt, as far as it goes: orders at closes on fixed dates and switches, with no account behind them.

No margin, no calls, no fund, no rolls: signals in numpy, one call of `from_orders`. vectorbt is in none of the locks of
this project; without it `make bench` says so.
"""

from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd

CASH, MULTIPLIER, COMMISSION, WINDOW, OVERLAY, THRESHOLD = 1_000_000.0, 5.0, 2.0, 20, 0.2, 0.2


def run(close: "pd.Series[float]") -> float:
    """Final value of the overlay on prices by day."""
    vectorbt: Any = import_module("vectorbt")
    prices = close.to_numpy()
    calm = pd.Series(np.r_[np.nan, np.diff(np.log(prices))]).rolling(WINDOW).std().to_numpy() * np.sqrt(252.0)
    halved = calm > THRESHOLD
    months = pd.DatetimeIndex(close.index).month
    due = np.r_[True, (months[1:] != months[:-1]) | (halved[1:] != halved[:-1])]
    size = np.where(due, np.where(halved, OVERLAY / 2.0, OVERLAY), np.nan)
    portfolio = vectorbt.Portfolio.from_orders(
        close * MULTIPLIER, size, size_type="targetpercent", fixed_fees=COMMISSION, init_cash=CASH, size_granularity=1.0
    )
    return float(portfolio.final_value())
