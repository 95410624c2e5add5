"""Eight months of the index as any script would have it, and the same run on Backtrader's own broker."""

from datetime import date

import backtrader as bt
import numpy as np
import pyarrow as pa
import pytest

from data.base.days import day_of
from data.market.market import Market
from engine import broker_for, load_config

FIRST, LAST = "2013-08-01", "2014-03-31"
FREE = ("execution.fill_at=open", "costs.factor=0")


@pytest.fixture(scope="package")
def bars(market):
    """A pandas frame of open, high, low, close."""
    frame = market.table.to_pandas().set_index("date")
    frame.index = frame.index.astype("datetime64[ns]")
    return frame.loc[FIRST:LAST, ["open", "high", "low", "close"]].assign(volume=0)


@pytest.fixture(scope="package")
def dull(market):
    """The market of those days without bill yields and dividends."""
    first, last = (market.row_from(day_of(date.fromisoformat(day))) for day in (FIRST, LAST))
    table = market.table.slice(first, last + 1 - first)
    for name in ("bill_yield", "dividend_yield"):
        place = table.column_names.index(name)
        table = table.set_column(place, table.schema.field(place), pa.array(np.zeros(len(table))))
    return Market(table, index=market.index, bill_months=market.bill_months)


class Crossing(bt.Strategy):
    """Holds three contracts while the close is above its average: nothing in it knows of this account."""

    params = (("period", 20), ("stake", 3))

    def __init__(self):
        self.average = bt.indicators.SMA(self.data.close, period=self.p.period)
        self.fills = []

    def next(self):
        if not self.position and self.data.close[0] > self.average[0]:
            self.buy(size=self.p.stake)
        elif self.position and self.data.close[0] < self.average[0]:
            self.close()

    def notify_order(self, order):
        if order.status == order.Completed:
            self.fills.append((self.data.datetime.date(0), order.executed.size, order.executed.price))


@pytest.fixture(scope="package")
def crossing():
    return Crossing


@pytest.fixture
def ran(bars):
    """A run on this account: its strategy after the last session, with cerebro in its `env`."""

    def play(kind=Crossing, prepare=lambda _: None, assignments=(), feed=None, market=None, **switches):
        data = bt.feeds.PandasData(dataname=bars, name="spx")
        cerebro = bt.Cerebro(**{"stdstats": False, **switches})
        cerebro.adddata(data)
        cerebro.setbroker(broker_for(data, load_config(None, assignments), market, feed=feed))
        cerebro.addstrategy(kind)
        prepare(cerebro)
        return cerebro.run()[0]

    return play


@pytest.fixture
def on_both(ran, bars, dull):
    """The strategies after a run on this account, where nothing is earned and nothing costs, and on Backtrader's own
    broker.
    """

    def play(kind=Crossing, prepare=lambda _: None, **switches):
        cerebro = bt.Cerebro(**{"stdstats": False, **switches})
        cerebro.adddata(bt.feeds.PandasData(dataname=bars, name="spx"))
        cerebro.broker.setcash(1e6)
        cerebro.broker.setcommission(margin=500.0, mult=5.0)
        cerebro.addstrategy(kind)
        prepare(cerebro)
        return ran(kind, prepare, FREE, "future", dull, **switches), cerebro.run()[0]

    return play
