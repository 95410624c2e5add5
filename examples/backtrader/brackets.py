"""Buys a new high of twenty sessions, with a stop below and a target above from the moment it has bought.

python examples/backtrader/brackets.py
"""

from pathlib import Path

import backtrader as bt

PRICES = Path(__file__).with_name("spx.csv")


class Brackets(bt.Strategy):
    params = (("period", 20), ("stop", 0.03), ("target", 0.05), ("size", 30))

    def __init__(self):
        self.highest = bt.ind.Highest(self.data.high(-1), period=self.p.period)
        self.waiting, self.filled = {}, {"entry": 0, "stop": 0, "target": 0}

    def next(self):
        close = self.data.close[0]
        if not self.waiting and close > self.highest[0]:
            low, high = close * (1 - self.p.stop), close * (1 + self.p.target)
            bracket = self.buy_bracket(size=self.p.size, exectype=bt.Order.Market, stopprice=low, limitprice=high)
            self.waiting = {order.ref: name for order, name in zip(bracket, self.filled, strict=True)}

    def notify_order(self, order):
        if order.ref in self.waiting and not order.alive():
            name = self.waiting.pop(order.ref)
            self.filled[name] += order.status == order.Completed

    def stop(self):
        print(", ".join(f"{name} {count}" for name, count in self.filled.items()))


def main():
    cerebro = bt.Cerebro()
    data = bt.feeds.GenericCSVData(dataname=str(PRICES), dtformat="%Y-%m-%d", volume=-1, openinterest=-1)
    cerebro.adddata(data, name="index")
    cerebro.broker.setcash(1_000_000)
    cerebro.addstrategy(Brackets)
    cerebro.run()
    print(f"equity {cerebro.broker.getvalue():,.0f}")


if __name__ == "__main__":
    main()
