"""The sizer in small cerebro runs: an ordinary broker with shares and with futures, and an account on the fund."""

import backtrader as bt
import pandas as pd
import pytest

from data.base.errors import ConfigError
from strategies.sizing.sizers import AllowedLossSizer


class BuysOnce(bt.Strategy):
    def __init__(self):
        self.sizes = []

    def next(self):
        if not self.position:
            self.buy()

    def notify_order(self, order):
        if order.status == order.Completed:
            self.sizes.append(order.executed.size)


def feed(price=100.0, sessions=4):
    days = pd.date_range("2020-01-01", periods=sessions, freq="D", name="date")
    columns = dict.fromkeys(("open", "high", "low", "close"), price)
    return bt.feeds.PandasData(dataname=pd.DataFrame(columns | {"volume": 1e6}, index=days))


def sizes(strategy=BuysOnce, *, cash=100_000.0, price=100.0, multiplier=None, **params):
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(feed(price))
    cerebro.broker.setcash(cash)
    if multiplier:
        cerebro.broker.setcommission(margin=1.0, mult=multiplier)
    cerebro.addsizer(AllowedLossSizer, **params)
    cerebro.addstrategy(strategy)
    return cerebro.run()[0].sizes


def test_shares_whose_stop_costs_two_percent():
    assert sizes(loss=0.02, stop_distance=10.0) == [200]  # 2,000 / 10


def test_futures_count_their_multiplier():
    assert sizes(loss=0.02, stop_distance=10.0, multiplier=50.0) == [4]  # 2,000 / (10 x 50)


def test_whole_steps_only_and_nothing_where_not_one_fits():
    assert sizes(loss=0.02, stop_distance=13.0, step=100) == [100]
    assert sizes(loss=0.001, stop_distance=50.0, multiplier=50.0) == []


def test_a_stop_may_follow_the_data():
    assert sizes(loss=0.01, stop_distance=lambda data: 0.05 * data.close[0]) == [200]


def test_leverage_can_be_limited():
    assert sizes(loss=0.02, stop_distance=1.0, multiplier=1.0) == [2_000]
    assert sizes(loss=0.02, stop_distance=1.0, multiplier=1.0, largest_leverage=1.5) == [1_500]


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"loss": 2.0, "stop_distance": 1.0}, "loss 2 means 200%; for 2 % write 0.02"),
        ({"loss": 0.02}, "AllowedLossSizer needs stop_distance"),
        ({"loss": 0.02, "stop_distance": 0.0}, "stop_distance 0 should be a distance in price, above 0 and below 100"),
        ({"loss": 0.02, "stop_distance": 150.0}, "stop_distance 150 should be a distance in price"),
    ],
)
def test_a_wrong_unit_is_refused(params, sentence):
    with pytest.raises(ConfigError, match=sentence):
        sizes(**params)


class BuysAFuture(bt.Strategy):
    """Buys the lead contract once, as many as its sizer says."""

    def next(self):
        contract = self.data.lead("MES", self.data.view.today)
        if not self.broker.getposition(contract).size:
            self.buy(data=contract)


def test_on_the_fund_it_sizes_by_equity_and_not_by_the_cash_beside_it(market):
    from engine import load_config, open_account

    account, broker = open_account(load_config(None, ["period.start=2008-01-02", "period.end=2008-01-31"]), market)
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(account)
    cerebro.setbroker(broker)
    cerebro.addsizer(AllowedLossSizer, loss=0.02, stop_distance=50.0)
    cerebro.addstrategy(BuysAFuture)
    cerebro.run()
    assert [order.filled for order in broker.desk.orders] == [
        80
    ]  # 20,000 / (50 x 5), with most of the million in the fund
