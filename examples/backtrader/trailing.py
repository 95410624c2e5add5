"""Buys when the relative strength index turns up out of the cellar, and follows the price with a trailing stop.

python examples/backtrader/trailing.py
"""

from pathlib import Path

import backtrader as bt

PRICES = Path(__file__).with_name("spx.csv")


class Trailing(bt.Strategy):
    params = (("period", 14), ("low", 35), ("trail", 0.04), ("size", 30))

    def __init__(self):
        strength = bt.ind.RSI(self.data.close, period=self.p.period)
        self.turn = bt.ind.CrossUp(strength, bt.LineNum(self.p.low))
        self.trades = []

    def next(self):
        if not self.position and self.turn[0] > 0:
            self.buy(size=self.p.size)

    def notify_order(self, order):
        if order.status == order.Completed and order.isbuy():
            self.sell(size=order.executed.size, exectype=bt.Order.StopTrail, trailpercent=self.p.trail)

    def notify_trade(self, trade):
        if trade.isclosed:
            self.trades.append(trade.pnlcomm)

    def stop(self):
        won = sum(gain > 0 for gain in self.trades)
        print(f"{len(self.trades)} trades, {won} won")


def main():
    cerebro = bt.Cerebro()
    data = bt.feeds.GenericCSVData(dataname=str(PRICES), dtformat="%Y-%m-%d", volume=-1, openinterest=-1)
    cerebro.adddata(data, name="index")
    cerebro.broker.setcash(1_000_000)
    cerebro.addstrategy(Trailing)
    cerebro.run()
    print(f"equity {cerebro.broker.getvalue():,.0f}")


if __name__ == "__main__":
    main()
