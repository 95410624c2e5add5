"""`order_target_value` and `order_target_percent`: of equity as notional on margin, as value of what is paid for."""

import backtrader as bt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.base.days import day_of
from data.contracts.fx_contracts import FxContract, fx_spec
from engine import broker_for, load_config, open_account
from tests.support.sparing import BESIDE_FIXTURES

PERIOD = slice("2014-01-02", "2014-02-28")
MES = 5.0
FREE = ("execution.fill_at=open", "costs.factor=0")


@pytest.fixture(scope="module")
def frame(market):
    table = market.table.to_pandas().set_index("date")
    table.index = table.index.astype("datetime64[ns]")
    return table.loc[PERIOD, ["open", "high", "low", "close"]].assign(volume=0)


class Targets(bt.Strategy):
    """Sends a target each session it has one for, and notes what it then held."""

    params = (("targets", {}), ("by", "order_target_percent"), ("find", lambda strategy: strategy.data))

    def __init__(self):
        self.held, self.orders = [], []

    def next(self):
        data = self.p.find(self)
        self.held.append((self.getposition(data).size, self.broker.getvalue([data]), self.broker.getvalue()))
        target = self.p.targets.get(len(self))
        if target is not None:
            self.orders.append(getattr(self, self.p.by)(data, target=target))


def run(frame, targets, by="order_target_percent", assignments=()):
    data = bt.feeds.PandasData(dataname=frame)
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(data)
    cerebro.setbroker(broker_for(data, load_config(None, assignments)))
    cerebro.addstrategy(Targets, targets=targets, by=by)
    return cerebro.run()[0]


def flat(frame):
    return frame.assign(**dict.fromkeys(("open", "high", "low", "close"), frame["close"].iloc[0]))


def test_ninety_percent_is_an_exposure_of_nine_tenths_and_not_of_fifteen_times(frame):
    strategy = run(flat(frame), {1: 0.9})
    (size, notional, equity) = strategy.held[2]
    assert 0.895 < notional / equity <= 0.9
    assert notional == pytest.approx(size * MES * frame["close"].iloc[0])
    assert size == int(0.9e6 / (MES * frame["close"].iloc[0]))


def test_a_negative_target_is_short_and_zero_closes(frame):
    strategy = run(flat(frame), {1: -0.5, 5: 0.5, 9: 0.0})
    exposures = [notional / equity for _, notional, equity in strategy.held]
    assert exposures[2:11:4] == pytest.approx([-0.5, 0.5, 0.0], abs=0.01)
    assert strategy.position.size == 0


def test_a_target_that_stands_sends_nothing(frame):
    strategy = run(flat(frame), {1: 0.5, 5: 0.5, 9: 0.5})
    assert [order is None for order in strategy.orders] == [False, True, True]


def test_a_value_is_notional_in_the_currency_of_the_account(frame):
    strategy = run(flat(frame), {1: 300_000.0}, by="order_target_value")
    contract = MES * frame["close"].iloc[0]
    assert 300_000.0 - contract < strategy.held[2][1] <= 300_000.0


@pytest.mark.pages
@settings(max_examples=15)
@given(st.lists(st.floats(-3.0, 3.0), min_size=1, max_size=6), st.sampled_from(["ES", "MES"]))
def test_after_its_fill_the_position_is_within_a_contract_of_the_target_it_was_sent_for(frame, targets, root):
    by_session = {2 * at + 1: target for at, target in enumerate(targets)}
    strategy = run(flat(frame), by_session, assignments=[f"overlay.contract={root}"])
    unit = {"ES": 10.0, "MES": 1.0}[root] * MES * frame["close"].iloc[0]
    for session, target in by_session.items():
        before, after = strategy.held[session - 1], strategy.held[session]
        assert abs(target * before[2] - after[1]) < unit * (1 + 1e-9)
        # never past it: what is traded is rounded toward what is held
        assert (target * before[2] - before[1]) * (target * before[2] - after[1]) >= -1e-6 * unit**2


def on_both(bars, dull, prepare):
    """The strategies after a run on this account, where nothing is earned and nothing costs, and on Backtrader's own
    broker with shares that cost what a contract is worth.
    """
    data = bt.feeds.PandasData(dataname=bars)
    ours, theirs = bt.Cerebro(stdstats=False), bt.Cerebro(stdstats=False)
    ours.adddata(data)
    ours.setbroker(broker_for(data, load_config(None, FREE), dull, feed="future"))
    theirs.adddata(bt.feeds.PandasData(dataname=bars[["open", "high", "low", "close"]].mul(MES).assign(volume=0)))
    theirs.broker.setcash(1e6)
    theirs.broker.set_checksubmit(False)
    for cerebro in (ours, theirs):
        prepare(cerebro)
    return ours.run()[0], theirs.run()[0]


@pytest.mark.pages
@settings(max_examples=10, suppress_health_check=BESIDE_FIXTURES)
@given(st.lists(st.integers(-90, 90), min_size=1, max_size=12), st.sampled_from([2, 3, 5]))
def test_positions_are_those_of_shares_worth_a_contract_on_backtraders_own_broker(bars, dull, targets, apart):
    by_session = {apart * at + 1: target / 100 for at, target in enumerate(targets)}
    ours, theirs = on_both(bars, dull, lambda cerebro: cerebro.addstrategy(Targets, targets=by_session))
    assert [size for size, *_ in ours.held] == [size for size, *_ in theirs.held]
    assert np.allclose(ours.held, theirs.held, rtol=1e-9, atol=1e-3)


@pytest.mark.parametrize("percents", [7, 40, 90])
def test_a_percent_sizer_buys_what_it_buys_of_such_shares(bars, dull, crossing, percents):
    class Sized(crossing):
        params = (("stake", None),)

    def prepare(cerebro):
        cerebro.addsizer(bt.sizers.PercentSizerInt, percents=percents)
        cerebro.addstrategy(Sized)

    ours, theirs = on_both(bars, dull, prepare)
    assert len(ours.fills) > 15
    assert [fill[:2] for fill in ours.fills] == [fill[:2] for fill in theirs.fills]


def on_the_market(market, find, targets, by, config=None):
    feed, broker = open_account(config or load_config(None, ["period=2014-01"]), market)
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(feed)
    cerebro.setbroker(broker)
    cerebro.addstrategy(Targets, find=find, targets=targets, by=by)
    return cerebro.run()[0]


def test_shares_are_their_value(market):
    strategy = on_the_market(market, lambda one: one.data.fund("SPXFUND"), {1: 0.6}, "order_target_percent")
    _, value, equity = strategy.held[5]
    assert value / equity == pytest.approx(0.6, abs=0.03)


def test_options_are_their_premium(market):
    expiry = day_of(pd.Timestamp("2014-03-21"))
    strategy = on_the_market(
        market, lambda one: one.data.option("SPX", expiry, 1800.0, "C"), {1: 60_000.0}, "order_target_value"
    )
    size, value, _ = strategy.held[2]
    assert size > 0
    assert value == pytest.approx(60_000.0, rel=0.25)


def test_contracts_are_their_notional(market):
    strategy = on_the_market(market, lambda one: one.data.lead("MES", 0), {1: -0.4}, "order_target_percent")
    assert strategy.held[2][1] / strategy.held[2][2] == pytest.approx(-0.4, abs=0.01)


def test_foreign_exchange_is_its_notional_in_yen(market):
    config = load_config(None, ["period=2014-01"], pattern="fx")
    root = config.fx.contract
    strategy = on_the_market(
        market,
        lambda one: one.data.tradable(FxContract(fx_spec(root))),
        {1: 5.0, 6: -1.0},
        "order_target_percent",
        config,
    )
    assert [strategy.held[at][1] / strategy.held[at][2] for at in (3, 8)] == pytest.approx([5.0, -1.0], abs=0.12)


def test_the_terms_of_a_future_say_margin_commission_and_size(frame):
    strategy, price = run(frame, {}), frame["close"].iloc[-1]
    terms = strategy.broker.getcommissioninfo(strategy.data)
    margin = terms.margin
    assert margin == terms.get_margin(price) == pytest.approx(1.1 * 432.5)
    assert terms.getoperationcost(-3, price) == terms.getvaluesize(-3, price) == 3 * margin
    assert terms.getcommission(4, price) == pytest.approx(4 * 0.62)
    assert terms.getsize(price, 3.5 * MES * price) == 3
    assert terms.getvaluesize(0, price) == 0.0
