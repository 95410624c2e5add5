"""Sixty percent of the money above the average of thirty weeks, twenty below it, set right once a month.

python examples/backtrader/weekly.py
"""

from pathlib import Path

import backtrader as bt

PRICES = Path(__file__).with_name("spx.csv")


class Weekly(bt.Strategy):
    params = (("weeks", 30), ("above", 0.6), ("below", 0.2))

    def __init__(self):
        self.average = bt.ind.SMA(self.data1.close, period=self.p.weeks)
        self.add_timer(when=bt.timer.SESSION_START, monthdays=[1], monthcarry=True)
        self.due = False

    def notify_timer(self, timer, when, *args, **kwargs):
        self.due = True

    def next(self):
        if self.due:
            self.due = False
            above = self.data1.close[0] > self.average[0]
            self.order_target_percent(target=self.p.above if above else self.p.below)


def setup(cerebro):
    cerebro.resampledata(cerebro.datas[0], name="weeks", timeframe=bt.TimeFrame.Weeks)
    cerebro.addanalyzer(bt.analyzers.DrawDown, _name="fall")
    cerebro.addanalyzer(bt.analyzers.TimeReturn, _name="years", timeframe=bt.TimeFrame.Years)


def main():
    cerebro = bt.Cerebro()
    data = bt.feeds.GenericCSVData(dataname=str(PRICES), dtformat="%Y-%m-%d", volume=-1, openinterest=-1)
    cerebro.adddata(data, name="index")
    setup(cerebro)
    cerebro.broker.setcash(1_000_000)
    cerebro.addstrategy(Weekly)
    (strategy,) = cerebro.run()
    for year, gain in strategy.analyzers.years.get_analysis().items():
        print(f"{year:%Y} {gain:+.1%}")
    print(f"deepest fall {strategy.analyzers.fall.get_analysis().max.drawdown:.1f}%")
    print(f"equity {cerebro.broker.getvalue():,.0f}")


if __name__ == "__main__":
    main()
