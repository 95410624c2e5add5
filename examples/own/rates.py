"""Holds the index while the policy rate is no higher than a year ago. The rate is a feed that is only looked at.

overlay run --strategy examples/own/rates.py:Easing
"""

from pathlib import Path

import backtrader as bt
import pandas as pd

RATES = Path(__file__).parents[1] / "policy_rate.csv"


class Easing(bt.Strategy):
    """Trades on the first feed, by what the second one says."""

    params = (("share", 0.25), ("months", 12))

    def __init__(self) -> None:
        rate = self.data1.close
        self.easing = rate <= rate(-self.p.months)
        self.held, self.sessions = 0.0, 0

    def next(self) -> None:
        if len(self.data0) == self.sessions:  # only the rate has a new bar: a weekend, say
            return
        self.sessions = len(self.data0)
        wanted = self.p.share if self.easing[0] else 0.0
        if wanted != self.held:
            self.held = wanted
            self.order_target_percent(target=wanted)


def setup(cerebro: bt.Cerebro) -> None:
    """Add the rate, each known the day after its date."""
    frame = pd.read_csv(RATES, parse_dates=["date"], index_col="date")
    frame.index += pd.Timedelta(days=1)
    absent = dict.fromkeys(("open", "high", "low", "volume", "openinterest"))
    cerebro.adddata(bt.feeds.PandasData(dataname=frame, close="rate", **absent), name="rate")
