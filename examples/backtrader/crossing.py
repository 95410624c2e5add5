"""Long above, short below: two averages cross, a quarter of the money each time.

python examples/backtrader/crossing.py
"""

from pathlib import Path

import backtrader as bt

PRICES = Path(__file__).with_name("spx.csv")


class Crossing(bt.SignalStrategy):
    params = (("fast", 15), ("slow", 60))

    def __init__(self):
        fast, slow = bt.ind.EMA(period=self.p.fast), bt.ind.EMA(period=self.p.slow)
        self.signal_add(bt.SIGNAL_LONGSHORT, bt.ind.CrossOver(fast, slow))

    def notify_trade(self, trade):
        if trade.isclosed:
            print(f"{self.data.datetime.date(0)} {trade.pnlcomm:+,.0f}")


def setup(cerebro):
    cerebro.addsizer(bt.sizers.PercentSizerInt, percents=25)


def main():
    cerebro = bt.Cerebro()
    data = bt.feeds.GenericCSVData(dataname=str(PRICES), dtformat="%Y-%m-%d", volume=-1, openinterest=-1)
    cerebro.adddata(data, name="index")
    setup(cerebro)
    cerebro.broker.setcash(1_000_000)
    cerebro.addstrategy(Crossing)
    cerebro.run()
    print(f"equity {cerebro.broker.getvalue():,.0f}")


if __name__ == "__main__":
    main()
