"""The same strategy on Backtrader's own broker and on this account: where the model is the same, so are the fills."""

from datetime import date

import backtrader as bt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.base.days import day_of
from engine import broker_for, load_config, open_account
from tests.support.sparing import examples

Order = bt.Order
FREE = ("capital.initial=1e9", "costs.factor=0.0", "execution.fill_at=open")


@pytest.fixture(scope="module")
def prices(market):
    """The embedded index as a pandas frame of open, high, low, close."""
    frame = market.table.to_pandas().set_index("date")
    frame.index = frame.index.astype("datetime64[ns]")
    return frame[["open", "high", "low", "close"]].assign(volume=0)


class Scripted(bt.Strategy):
    """Sends (buys, kind, distance) orders on bars, of one contract each, and keeps its fills."""

    params = (("orders", {}),)

    def __init__(self):
        self.fills = []

    def next(self):
        for buys, kind, distance in self.p.orders.get(len(self), ()):
            send, close = self.buy if buys else self.sell, self.data.close[0]
            if kind == Order.StopTrail:
                send(size=1, exectype=kind, trailpercent=abs(distance))
            else:
                send(size=1, exectype=kind, price=close * (1.0 + distance))

    def notify_order(self, order):
        if order.status == order.Completed:
            self.fills.append((len(self), order.executed.size, round(order.executed.price, 6)))


def by(broker_of, frame, strategy, **params):
    data = bt.feeds.PandasData(dataname=frame)
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(data)
    cerebro.setbroker(broker_of(data))
    cerebro.addstrategy(strategy, **params)
    return cerebro.run()[0]


def backtraders(_data):
    broker = bt.brokers.BackBroker(cash=1e9, checksubmit=False)
    broker.setcommission(commission=0.0, margin=1.0, mult=50.0)
    return broker


def ours(*settings):
    return lambda data: broker_for(data, load_config(None, settings))


SENT = st.tuples(
    st.booleans(),
    st.sampled_from([Order.Market, Order.Limit, Order.Stop, Order.StopTrail]),
    st.floats(0.001, 0.04).flatmap(lambda far: st.sampled_from([far, -far])),
)


@given(st.dictionaries(st.integers(1, 40), st.lists(SENT, max_size=3), max_size=15), st.integers(0, 180))
@settings(max_examples=examples(25))
@pytest.mark.pages
def test_orders_for_themselves_fill_on_the_same_days_at_the_same_prices(prices, orders, first):
    frame = prices.loc["2008-03-03":"2008-12-31"].iloc[first : first + 45]
    mine, theirs = (by(broker, frame, Scripted, orders=orders).fills for broker in (ours(*FREE), backtraders))
    assert sorted(mine) == sorted(theirs)


class Protected(Scripted):
    """Buys once, with a stop 5 % below."""

    params = (("bracket", False),)

    def next(self):
        if len(self) == 1:
            stop = 0.95 * self.data.close[0]
            if self.p.bracket:
                self.buy_bracket(size=40, exectype=Order.Market, stopprice=stop, limitexec=None)
            else:
                self.buy(size=40)
                self.sell(size=40, exectype=Order.Stop, price=stop)


@pytest.mark.parametrize("bracket", [False, True])
@pytest.mark.parametrize("fill_at", ["close", "open"])
def test_a_protective_stop_in_2008_ends_flat_as_on_backtraders_broker(prices, bracket, fill_at):
    frame = prices.loc["2008-01-02":"2008-12-31"]
    mine = by(ours(f"execution.fill_at={fill_at}", "overlay.contract=MES"), frame, Protected, bracket=bracket)
    theirs = by(backtraders, frame, Protected, bracket=bracket)
    assert mine.position.size == theirs.position.size == 0
    assert mine.broker.journal.events == []
    (_, stop), (_, theirs_stop) = mine.fills, theirs.fills
    assert stop == (theirs_stop[0], -40, pytest.approx(theirs_stop[2] - 0.125))
    assert stop[2] < 0.951 * frame["close"].iloc[0]


class OnTheMarket(bt.Strategy):
    """The same for a contract of the market's feed, which ends in March."""

    def next(self):
        if len(self) == 1:
            contract = self.data.lead("MES", self.data.view.today)
            self.buy(data=contract, size=40)
            self.sell(data=contract, size=40, exectype=Order.Stop, price=0.95 * contract.close[0])


def test_a_protective_stop_in_2008_ends_flat_on_the_market():
    config = load_config(None, ["period.start=2008-01-02", "period.end=2008-12-31"])
    feed, broker = open_account(config)
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(feed)
    cerebro.setbroker(broker)
    cerebro.addstrategy(OnTheMarket)
    cerebro.run()
    assert broker.positions == {}
    assert [(row.date, row.size) for row in broker.desk.fills] == [
        (day_of(date(2008, 1, 3)), 40), (day_of(date(2008, 1, 16)), -40),
    ]  # fmt: skip
