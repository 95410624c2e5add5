"""Micro contracts from November to April, nothing from May to October: contracts with their expiries, by name.

overlay run --strategy examples/own/seasonal.py:Seasonal --set own.feed=contracts
"""

from typing import Any

import backtrader as bt


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
