"""Two averages cross upwards: a fifth of equity is bought, with a stop below it from the moment it is bought.

overlay run --strategy examples/own/crossing.py:Crossing --param fast=10
"""

from typing import Any, ClassVar

import backtrader as bt


class Crossing(bt.Strategy):
    """Holds the index while the fast average is above the slow one, unless the stop has sold it."""

    params = (("fast", 20), ("slow", 100), ("stop", 0.05))
    declares: ClassVar = {"max_total_exposure": 1.3, "contracts": ["MES"], "long_only": True, "stop_loss": 0.08}

    def __init__(self) -> None:
        fast, slow = (bt.ind.SMA(period=period) for period in (self.p.fast, self.p.slow))
        self.cross = bt.ind.CrossOver(fast, slow)
        self.stop_order: Any = None

    def next(self) -> None:
        if self.cross > 0 and not self.position:
            below = self.data.close[0] * (1.0 - self.p.stop)
            _, self.stop_order, _ = self.buy_bracket(exectype=bt.Order.Market, stopprice=below, limitexec=None)
        elif self.cross < 0 and self.position:
            self.cancel(self.stop_order)
            self.close()


def setup(cerebro: bt.Cerebro) -> None:
    """What goes with the strategy: here how much it buys."""
    cerebro.addsizer(bt.sizers.PercentSizerInt, percents=20)
