"""A Backtrader strategy of one's own on an account whose collateral is a money-market fund.

python examples/own_strategy.py
"""

from typing import Any

import backtrader as bt

from engine import load_config, open_account


class Seasonal(bt.Strategy):
    """Holds ten micro contracts from November to April, and nothing from May to October."""

    params = (("contracts", 10),)

    def next(self) -> None:
        tomorrow = self.data.view.next_session
        contract = self.data.lead("MES", tomorrow)
        for other in list(self.broker.positions):
            if other is not contract:
                self.close(data=other)
        winter = self.data.datetime.date(0).month in {11, 12, 1, 2, 3, 4}
        self.order_target_size(data=contract, target=self.p.contracts if winter else 0)

    def notify_trade(self, trade: Any) -> None:
        if trade.isclosed:
            print(f"{self.data.datetime.date(0)} {trade.getdataname()}: {trade.pnlcomm:+,.0f} USD")


if __name__ == "__main__":
    feed, broker = open_account(load_config(None, ["period.start=2007-01-03", "period.end=2009-12-31"]))
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(feed)
    cerebro.setbroker(broker)
    cerebro.addstrategy(Seasonal)
    cerebro.run()
    print(f"equity {broker.getvalue():,.0f} USD, of which fund {broker.account.fund:,.0f} USD")
