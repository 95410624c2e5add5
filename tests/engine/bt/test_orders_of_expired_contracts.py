"""An order ends with its contract, also one that sleeps behind its parent or has not been transmitted."""

import backtrader as bt

from engine import load_config, run_own

Order = bt.Order


class Late(bt.Strategy):
    """Its entry in the next contract fills after the contract of its leg has ended."""

    def next(self):
        if len(self) == 30:
            today = self.data.view.today
            near, far = self.data.lead("MES", today), self.data.lead("MES", today + 60)
            entry = self.buy(data=far, size=4, exectype=Order.Stop, price=1400.0, transmit=False)
            self.sell(data=near, size=40, exectype=Order.Stop, price=1500.0, parent=entry)
            self.buy(data=near, size=1, exectype=Order.Limit, price=1500.0, transmit=False)


def test_no_order_outlives_its_contract(market):
    run = run_own(Late, load_config(None, ["period=2008-01-02..2008-06-30", "own.feed=contracts"]), market)
    orders = run.tables["orders"].select(["contract", "status", "reason"]).to_pylist()
    assert [tuple(one.values()) for one in orders] == [
        ("MESH08", "rejected", "expired"),
        ("MESM08", "canceled", "cancelled"),
        ("MESH08", "rejected", "expired"),
    ]
    assert run.tables["fills"].num_rows == 0
