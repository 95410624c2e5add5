"""What sizers mean on margin: percent of equity as notional, of free collateral as margin, contracts."""

from typing import ClassVar

import backtrader as bt
import pandas as pd
import pytest

from data.base.days import day_of
from data.base.errors import ConfigError
from engine import broker_for, load_config, open_account, run_own
from strategies.sizing.sizers import AllowedLossSizer, CollateralSizer

PERIOD = slice("2014-01-02", "2014-03-31")
MES = 5.0
INITIAL = 1.1
"""Of maintenance margin."""


@pytest.fixture(scope="module")
def frame(market):
    table = market.table.to_pandas().set_index("date")
    table.index = table.index.astype("datetime64[ns]")
    return table.loc[PERIOD, ["open", "high", "low", "close"]].assign(volume=0)


class InAndOut(bt.Strategy):
    """Buys when it holds nothing and sells ten sessions later, as many as its sizer says."""

    params = (("short", False), ("sizer", None))

    def __init__(self):
        self.fills = []
        if self.p.sizer:
            self.setsizer(self.p.sizer())

    def next(self):
        enter, leave = (self.sell, self.buy) if self.p.short else (self.buy, self.sell)
        if len(self) % 20 == 1 and not self.position:
            enter()
        if len(self) % 20 == 11 and self.position:
            leave()

    def notify_order(self, order):
        if order.status == order.Completed:
            self.fills.append(order.executed.size)


def run(frame, strategy=InAndOut, sizer=None, assignments=(), params=None, **sizing):
    data = bt.feeds.PandasData(dataname=frame)
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(data)
    cerebro.setbroker(broker_for(data, load_config(None, assignments)))
    if sizer:
        cerebro.addsizer(sizer, **sizing)
    cerebro.addstrategy(strategy, **(params or {}))
    return cerebro.run()[0]


@pytest.mark.parametrize("whole", [bt.sizers.PercentSizer, bt.sizers.PercentSizerInt])
@pytest.mark.parametrize("percents", [20, 90, 250])
def test_a_percent_sizer_buys_that_share_of_equity_as_notional(frame, whole, percents):
    strategy = run(frame, sizer=whole, percents=percents)
    expected = int(percents / 100 * 1e6 / (frame["close"].iloc[0] * MES))
    assert strategy.fills[:2] == [expected, -expected]
    assert expected == {20: 21, 90: 98, 250: 272}[percents]


@pytest.mark.parametrize("all_in", [bt.sizers.AllInSizer, bt.sizers.AllInSizerInt])
def test_all_in_is_once_the_equity(frame, all_in):
    strategy = run(frame, sizer=all_in)
    assert strategy.fills[0] == int(1e6 / (frame["close"].iloc[0] * MES))
    assert len(strategy.fills) > 4


def test_where_a_position_is_open_the_sizer_closes_it_whichever_side_it_is_on(frame):
    fills = run(frame, sizer=bt.sizers.PercentSizer, percents=50, params={"short": True}).fills
    assert fills[0] < 0
    assert [one + other for one, other in zip(fills[::2], fills[1::2], strict=True)] == [0] * (len(fills) // 2)


@pytest.mark.parametrize(("sizer", "fills"), [(bt.sizers.FixedSize, [3, -3]), (bt.sizers.FixedReverser, [3, -6])])
def test_fixed_sizers_are_contracts(frame, sizer, fills):
    assert run(frame, sizer=sizer, stake=3).fills[:2] == fills


def test_what_is_no_whole_contract_is_cut(frame):
    assert run(frame, sizer=bt.sizers.FixedSize, stake=3.9).fills[:2] == [3, -3]


def test_a_collateral_sizer_takes_that_share_of_free_collateral_as_initial_margin(frame):
    asked = []

    class Asking(InAndOut):
        def next(self):
            if len(self) == 1:
                asked.append((self.broker.free_collateral, self.broker.getcommissioninfo(self.data).margin))
            super().next()

    strategy = run(frame, Asking, CollateralSizer, percents=10)
    ((free, margin),) = asked
    assert free == 990_000.0  # a hundredth of the fund does not count
    assert margin == pytest.approx(INITIAL * 4_100.0 / 10)  # a full-size contract asked for 4,100 USD
    assert strategy.fills[0] == int(0.1 * free / (margin + 0.62)) == 219


def test_nearly_all_of_the_free_collateral_still_fills(frame):
    steady = frame.assign(**dict.fromkeys(("open", "high", "low", "close"), frame["close"].iloc[0]))
    most = run(steady, sizer=CollateralSizer, percents=95).fills[0]
    assert most == int(0.95 * 990_000.0 / (INITIAL * 410.0 + 0.62))


@pytest.mark.parametrize("percents", [0, -5, 101])
def test_percents_that_mean_nothing_are_refused(frame, percents):
    with pytest.raises(ConfigError, match=f"CollateralSizer: percents {percents} should be above 0 and at most 100"):
        run(frame, sizer=CollateralSizer, percents=percents)


class TenthOfCash(bt.Sizer):
    """Somebody's own: a tenth of the cash it is told of."""

    told: list[tuple[float, float]]

    def _getsizing(self, comminfo, cash, data, isbuy):
        account = self.broker.account
        self.told.append((cash, self.broker.getvalue() - 0.01 * account.fund - account.in_transit))
        assert self.broker.getcash() == self.broker.get_cash() == cash
        return 0.1 * cash / comminfo.get_margin(data.close[0])


def test_a_sizer_of_ones_own_is_told_the_free_collateral_as_cash(frame):
    class Sizer(TenthOfCash):
        told: ClassVar = []

    strategy = run(frame, sizer=Sizer)
    margin = INITIAL * 410.0
    assert strategy.fills[0] == int(99_000.0 / margin)
    (first, _), (second, collateral) = Sizer.told[:2]
    assert (first, second) == (990_000.0, pytest.approx(collateral - strategy.fills[0] * margin))


@pytest.mark.parametrize("late", [False, True])
def test_a_sizer_that_the_strategy_sets_itself_is_served_alike(frame, late):
    class Late(InAndOut):
        def next(self):
            if late and len(self) == 1:
                self.sizer = bt.sizers.AllInSizer()
            super().next()

    params = {} if late else {"sizer": bt.sizers.AllInSizer}
    assert run(frame, Late, params=params).fills == run(frame, sizer=bt.sizers.AllInSizer).fills


def test_each_strategy_has_its_own_sizer(frame):
    data = bt.feeds.PandasData(dataname=frame)
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(data)
    cerebro.setbroker(broker_for(data))
    cerebro.addstrategy(InAndOut)
    cerebro.addstrategy(Once)
    cerebro.addsizer(bt.sizers.FixedSize, stake=7)
    cerebro.addsizer_byidx(1, bt.sizers.PercentSizer, percents=10)
    first, second = cerebro.run()
    assert first.fills[0] == 7
    assert second.fills == [int(1e5 / (frame["close"].iloc[0] * MES))]


class Once(bt.Strategy):
    """Buys on the first session."""

    def __init__(self):
        self.fills = []

    def next(self):
        if len(self) == 1:
            self.buy()

    def notify_order(self, order):
        if order.status == order.Completed:
            self.fills.append(order.executed.size)


@pytest.mark.parametrize(
    ("sizer", "params"),
    [
        (bt.sizers.PercentSizer, {"percents": 90}),
        (CollateralSizer, {"percents": 30}),
        (AllowedLossSizer, {"stop_distance": 30.0}),
    ],
)
@pytest.mark.parametrize("cut", [12, 31, 45])
def test_sizes_do_not_depend_on_what_comes_after(frame, sizer, params, cut):
    whole, part = (run(one, sizer=sizer, **params).fills for one in (frame, frame.iloc[:cut]))
    assert part
    assert part == whole[: len(part)]


def test_an_order_and_a_trade_say_the_margin_they_took(frame):
    told = []

    class Logs(Once):
        def notify_order(self, order):
            if order.status == order.Completed:
                told.append((order.executed.value, order.executed.comm, order.executed.margin))

        def notify_trade(self, trade):
            told.append(trade.value)

    run(frame, Logs, bt.sizers.FixedSize, stake=4)
    margin = INITIAL * 410.0
    assert told == [(pytest.approx(4 * margin), pytest.approx(4 * 0.62), margin), pytest.approx(4 * margin)]


@pytest.mark.parametrize("wrong", [float("nan"), float("inf")])
def test_a_size_that_is_no_number_is_refused(frame, wrong):
    class Wrong(bt.Sizer):
        def _getsizing(self, comminfo, cash, data, isbuy):
            return wrong

    with pytest.raises(ConfigError, match=f"Wrong gave {wrong} as a size; it should be a number of contracts"):
        run(frame, sizer=Wrong)


def test_a_ruined_account_sizes_nothing(frame):
    fall = frame.copy()
    fall.loc[fall.index[10] :, ["open", "high", "low", "close"]] *= 0.92

    class Again(InAndOut):
        def next(self):
            if not self.position:
                self.buy()

    strategy = run(fall, Again, bt.sizers.PercentSizer, percents=1_500, assignments=["capital.initial=20000"])
    assert strategy.broker.ruined
    assert len(strategy.fills) == 2


def test_a_saved_kind_of_run_is_sized_alike(market):
    def setup(cerebro):
        cerebro.addsizer(bt.sizers.PercentSizer, percents=50)

    fills = run_own(Once, load_config(None, ["period=2014-01"]), market, setup=setup).tables["fills"]
    assert fills["size"].to_pylist() == [54]  # half a million at 5 x 1,831.98


@pytest.fixture
def account(market):
    """An account on the market's own contracts."""
    feed, broker = open_account(load_config(None, ["period=2014-01"]), market)
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(feed)
    cerebro.setbroker(broker)
    return cerebro, feed, broker


@pytest.mark.parametrize(
    ("sizer", "params"), [(bt.sizers.PercentSizer, {"percents": 50}), (AllowedLossSizer, {"stop_distance": 40.0})]
)
def test_contracts_of_the_market_are_sized_alike(account, sizer, params):
    cerebro, feed, broker = account

    class Lead(bt.Strategy):
        def next(self):
            if len(self) == 1:
                self.buy(data=self.data.lead("MES", self.data.view.today))

    cerebro.addsizer(sizer, **params)
    cerebro.addstrategy(Lead)
    cerebro.run()
    ((contract, position),) = broker.positions.items()
    if sizer is AllowedLossSizer:
        assert position.size == int(0.02 * 1e6 / (40.0 * MES))
    else:
        assert position.size * MES * feed.lead("MES", day_of(pd.Timestamp("2014-01-31"))).close[0] == pytest.approx(
            0.5 * 1e6, rel=0.05
        )
        assert broker.getvalue([contract]) == pytest.approx(position.size * MES * contract.close[0])
