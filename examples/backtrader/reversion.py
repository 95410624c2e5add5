"""Buys below the lower Bollinger band by a limit that is good for five days; leaves by a limit at the middle band or a
stop, whichever comes first.

python examples/backtrader/reversion.py
"""

from datetime import timedelta
from pathlib import Path

import backtrader as bt

PRICES = Path(__file__).with_name("spx.csv")


class Reversion(bt.Strategy):
    params = (("period", 20), ("below", 0.01), ("days", 5), ("stop", 0.06))

    def __init__(self):
        self.bands = bt.ind.BollingerBands(period=self.p.period)
        self.entry = None
        self.lapsed = 0

    def next(self):
        if not self.position and not self.entry and self.data.close[0] < self.bands.bot[0]:
            limit = self.data.close[0] * (1 - self.p.below)
            valid = self.data.datetime.date(0) + timedelta(days=self.p.days)
            self.entry = self.buy(exectype=bt.Order.Limit, price=limit, valid=valid)

    def notify_order(self, order):
        if order.alive() or self.entry is None or order.ref != self.entry.ref:
            return
        self.entry = None
        self.lapsed += order.status == order.Expired
        if order.status == order.Completed:
            size, paid = order.executed.size, order.executed.price
            target = self.sell(size=size, exectype=bt.Order.Limit, price=max(self.bands.mid[0], paid))
            self.sell(size=size, exectype=bt.Order.Stop, price=paid * (1 - self.p.stop), oco=target)

    def stop(self):
        print(f"{self.lapsed} limits lapsed")


def setup(cerebro):
    cerebro.addsizer(bt.sizers.FixedSize, stake=30)


def main():
    cerebro = bt.Cerebro()
    data = bt.feeds.GenericCSVData(dataname=str(PRICES), dtformat="%Y-%m-%d", volume=-1, openinterest=-1)
    cerebro.adddata(data, name="index")
    setup(cerebro)
    cerebro.broker.setcash(1_000_000)
    cerebro.addstrategy(Reversion)
    cerebro.run()
    print(f"equity {cerebro.broker.getvalue():,.0f}")


if __name__ == "__main__":
    main()
