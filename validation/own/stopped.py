"""A strategy of one's own with orders that wait for a price, for the page of plans that are stepped."""

from typing import ClassVar

import backtrader as bt


class Stopped(bt.Strategy):
    """Buys at the market with a stop and a limit beside it, and closes what is left on the eighth day."""

    params = (("size", 3), ("stop", 0.015), ("gain", 0.03))
    declares: ClassVar = {"long_only": True}

    def next(self) -> None:
        """One session."""
        close, place = self.data.close[0], len(self) % 8
        if place == 2 and not self.position:
            self.buy_bracket(
                size=self.p.size,
                exectype=bt.Order.Market,
                stopprice=close * (1.0 - self.p.stop),
                limitprice=close * (1.0 + self.p.gain),
            )
        elif place == 6 and self.position:
            self.close()
