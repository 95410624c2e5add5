"""A Backtrader strategy of the ordinary kind, moved onto a `CollateralBroker` with one line."""

from datetime import date
from itertools import pairwise

import backtrader as bt
import pandas as pd
import pytest

from data.base.days import date_of, day_of
from data.base.errors import ConfigError, DataError
from data.contracts.contracts import FutureContract, future_spec
from data.curves.futures_curve import FuturesCurve
from engine import broker_for, load_config, open_account
from engine.bt.cerebro import run_strategy

PERIOD = slice("2008-06-02", "2008-12-31")


@pytest.fixture(scope="module")
def prices(market):
    """The embedded index as any script would have it: a pandas frame of open, high, low, close."""
    frame = market.table.to_pandas().set_index("date")
    frame.index = frame.index.astype("datetime64[ns]")
    return frame[["open", "high", "low", "close"]].assign(volume=0)


class Crossing(bt.Strategy):
    """Holds `stake` while the close is above its average: nothing in it knows of margin."""

    params = (("stake", 1), ("period", 20))

    def __init__(self):
        self.average = bt.indicators.SimpleMovingAverage(self.data.close, period=self.p.period)
        self.fills, self.trades = [], []

    def next(self):
        if not self.position and self.data.close[0] > self.average[0]:
            self.buy(size=self.p.stake)
        elif self.position and self.data.close[0] < self.average[0]:
            self.close()

    def notify_order(self, order):
        if order.status == order.Completed:
            self.fills.append((self.data.num2date().date(), order.executed.size, order.executed.price, order.data))

    def notify_trade(self, trade):
        self.trades.append(trade)


class Holder(bt.Strategy):
    """Buys on the first day and holds on."""

    params = (("stake", 1),)

    def next(self):
        if len(self) == 1:
            self.buy(size=self.p.stake)


def run(frame, strategy, assignments=(), market=None, **params):
    data = bt.feeds.PandasData(dataname=frame)
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(data)
    cerebro.setbroker(broker_for(data, load_config(None, assignments), market))
    cerebro.addstrategy(strategy, **params)
    return cerebro.run()[0]


def kinds(strategy):
    return [event.kind for event in strategy.broker.journal.events]


@pytest.mark.pages
def test_it_trades_its_own_feed_at_its_own_prices(prices):
    strategy = run(prices.loc[PERIOD], Crossing)
    assert len(strategy.fills) > 10
    paid = {round(size * (price - prices.loc[str(day), "close"]), 9) for day, size, price, _ in strategy.fills}
    assert paid == {0.125, 0.5}  # half a tick, and two ticks while the VIX is above 40
    assert all(data is strategy.data for *_, data in strategy.fills)
    assert strategy.trades[-1].data is strategy.data


def test_its_capital_earns_what_the_fund_earns(prices):
    idle = run(prices.loc["2007-01-03":"2007-12-31"], bt.Strategy)
    assert 0.04 < idle.broker.getvalue() / 1e6 - 1.0 < 0.05


def test_it_is_called_like_anybody_else(prices):
    strategy = run(prices.loc[PERIOD], Holder, stake=1400)
    assert kinds(strategy) == ["warning", "margin_call", "deadline_missed", "liquidation"]
    assert not strategy.position


def test_it_is_cut_like_anybody_else(prices):
    strategy = run(prices.loc[PERIOD], Holder, stake=400)
    assert kinds(strategy) == ["warning", "loss_cut", "liquidation"]
    assert not strategy.position


def test_without_a_position_nothing_is_asked(prices):
    assert kinds(run(prices.loc[PERIOD], Crossing, stake=1)) == []


YEAR = slice("2006-01-03", "2006-12-29")
BY_NAME = ("index", "future")


def held(frame, stake=100, feed=None, assignments=(), **how):
    """The broker after a year with contracts bought on the first day."""
    data = bt.feeds.PandasData(dataname=frame)
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(data)
    cerebro.setbroker(broker_for(data, load_config(None, assignments), feed=feed))
    cerebro.addstrategy(Holder, stake=stake)
    cerebro.run(**how)
    return cerebro.broker


def carried(broker):
    rows = broker.account.ledger.postings
    return [
        amount
        for amount, category in zip(rows.amounts, rows.column("category"), strict=True)
        if category == "futures_carry"
    ]


@pytest.fixture(scope="module")
def future(market, prices):
    """A continuous future without its rolls: one contract that is far from its expiry, at the account's own prices."""
    curve, contract = FuturesCurve(market, "flat"), FutureContract(future_spec("MES"), day_of(date(2007, 3, 16)))
    frame = prices.loc[YEAR].copy()
    frame["close"] = [curve.price(contract, market.row_from(day_of(day.date()))) for day in frame.index]
    return frame


class InContracts(bt.Strategy):
    """A hundred contracts of the account's own, always in the lead one."""

    def next(self):
        contract = self.data.lead("MES", self.data.view.next_session)
        for other in list(self.broker.positions):
            if other is not contract:
                self.close(data=other)
        self.order_target_size(data=contract, target=100)


@pytest.mark.pages
def test_leverage_on_the_index_costs_what_it_costs_in_contracts(prices):
    feed, broker = open_account(load_config(None, ["period.start=2006-01-03", "period.end=2006-12-29"]))
    in_contracts = run_strategy(feed, broker, InContracts).broker.getvalue()
    fund, on_index = (held(prices.loc[YEAR], stake).getvalue() for stake in (0, 100))
    free = held(prices.loc[YEAR], feed="future").getvalue()
    assert on_index - fund == pytest.approx(in_contracts - fund, rel=0.02)
    assert free - fund > 1.4 * (in_contracts - fund)


def test_the_carry_of_the_index_is_bill_and_spread_less_dividends_by_calendar_days(market, prices):
    broker = held(prices.loc[YEAR])
    rows = [market.row_from(day_of(day.date())) for day in prices.loc[YEAR].index]
    close, bill, dividend = (market.values(name) for name in ("close", "bill_yield", "dividend_yield"))
    spread = FuturesCurve(market, "flat").spread("ES", market.days[rows[0]])
    owed = [
        -500.0
        * close[before]
        * (bill[before] + spread - dividend[before])
        * (market.days[row] - market.days[before])
        / 365.0
        for before, row in pairwise(rows[1:])
    ]
    assert carried(broker) == pytest.approx(owed, rel=1e-12)


WAYS = [
    {},
    *(pytest.param(one, marks=pytest.mark.pages) for one in ({"preload": False, "runonce": False}, {"exactbars": 1})),
]


@pytest.mark.parametrize("how", WAYS, ids=str)
@pytest.mark.parametrize("feed", [None, *BY_NAME])
def test_the_index_is_recognised_unless_it_is_called_a_future(prices, how, feed):
    assert bool(carried(held(prices.loc[YEAR], feed=feed, **how))) == (feed != "future")


@pytest.mark.pages
@pytest.mark.parametrize("how", WAYS, ids=str)
@pytest.mark.parametrize("feed", [None, *BY_NAME])
def test_a_future_is_recognised_unless_it_is_called_the_index(future, how, feed):
    dear, usual = held(future, feed="index").getvalue(), held(future, feed="future").getvalue()
    assert held(future, feed=feed, **how).getvalue() == (dear if feed == "index" else usual)
    assert dear < usual - 10_000.0


def test_some_odd_closes_do_not_make_a_future_of_the_index(prices):
    frame = prices.loc[YEAR].round(2)
    frame.loc[frame.index[::3], "close"] *= 1.001
    assert carried(held(frame))


@pytest.mark.pages
@pytest.mark.parametrize("digits", [2, 1])
def test_closes_of_the_index_may_be_rounded(prices, digits):
    assert sum(carried(held(prices.loc[YEAR].round(digits)))) == pytest.approx(
        sum(carried(held(prices.loc[YEAR]))), rel=1e-2
    )


def test_another_name_for_a_feed_is_refused(prices):
    with pytest.raises(ConfigError, match="broker_for: feed='spot' should be one of index, future, or left out"):
        held(prices.loc[YEAR], feed="spot")


@pytest.mark.pages
def test_the_financing_of_the_index_can_be_set_where_it_is_called_the_index(prices):
    dear, usual = (
        sum(carried(held(prices.loc[YEAR], feed="index", assignments=more)))
        for more in (["futures.financing=0.02"], [])
    )
    assert dear < usual
    for feed in (None, "future"):
        with pytest.raises(ConfigError, match=r"the settings of \[futures\] have no effect"):
            held(prices.loc[YEAR], feed=feed, assignments=["futures.financing=0.02"])


@pytest.mark.pages
def test_missing_sessions_are_bridged(prices):
    whole, gappy = prices.loc["2007-01-03":"2007-12-31"], prices.loc["2007-01-03":"2007-12-31"].iloc[::2]
    values = [run(frame, Holder, stake=1).broker.getvalue() for frame in (whole, gappy)]
    assert values[0] == pytest.approx(values[1], rel=2e-3)


def test_a_day_that_is_no_session_is_refused(prices):
    frame = prices.loc[PERIOD].copy()
    frame.index = frame.index.where(frame.index != "2008-06-06", "2008-06-07")
    with pytest.raises(DataError, match="2008-06-07 is not a session"):
        run(frame, Holder)


def test_a_price_that_is_not_the_index_is_refused(prices):
    with pytest.raises(DataError, match=r"close 138.567 on 2008-06-02 is not near the index \(1385.67\)"):
        run(prices.loc[PERIOD] / 10, Holder)


def test_two_bars_a_day_are_refused(prices):
    frame = prices.loc[PERIOD]
    halves = pd.concat(
        [frame.shift(0).set_axis(frame.index + pd.Timedelta(hours=hour)) for hour in (10, 16)]
    ).sort_index()
    with pytest.raises(DataError, match="a second bar on 2008-06-02; give daily bars"):
        run(halves, Holder)


def test_a_feed_without_opens_cannot_be_filled_at_the_open(prices):
    with pytest.raises(DataError, match="open nan on 2008-06-02"):
        run(prices.loc[PERIOD].assign(open=float("nan")), Holder, ["execution.fill_at=open"])


def test_a_feed_that_starts_later_than_another_opens_the_account_then(prices):
    early, late = (
        bt.feeds.PandasData(dataname=prices.loc[start:"2008-12-31"]) for start in ("2008-01-02", "2008-06-02")
    )
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(early)
    cerebro.adddata(late)
    broker = broker_for(late)
    cerebro.setbroker(broker)
    cerebro.addstrategy(bt.Strategy)
    cerebro.run()
    days = broker.account.ledger.postings.days
    assert date_of(days[0]).isoformat() == "2008-06-02"
    assert list(days) == sorted(days)


@pytest.mark.parametrize("setting", ["period.start=2008-06-10", "halving.enabled=false", "overlay.ratio=0.1"])
def test_settings_that_would_do_nothing_are_refused(prices, setting):
    with pytest.raises(ConfigError, match="have no effect on a strategy with a feed of its own"):
        run(prices.loc[PERIOD], Holder, [setting])


def test_a_capital_in_yen_is_refused_for_its_rate_is_that_of_a_session_not_yet_known(prices):
    with pytest.raises(
        ConfigError, match=r"which a feed of one's own does not tell before it runs; set capital\.initial"
    ):
        run(prices.loc[PERIOD], Holder, ["investor.currency=JPY", "investor.capital=1e8"])


def hedged_days(frame):
    """Days on which the currency hedge of an account that trades nothing was struck."""
    broker = run(frame, bt.Strategy, ["investor.currency=JPY", "hedge.ratio=1.0"]).broker
    return [date_of(event.day).isoformat() for event in broker.journal.events if event.kind == "hedge"]


def test_a_hedge_is_rolled_on_the_first_bar_after_a_fixed_date_that_a_feed_does_not_have(prices):
    frame = prices.loc["2008-06-02":"2008-09-30"]
    assert hedged_days(frame) == ["2008-06-03", "2008-06-30", "2008-07-31", "2008-08-29", "2008-09-30"]
    missing = frame.drop(pd.Timestamp("2008-07-31"))
    assert hedged_days(missing) == ["2008-06-03", "2008-06-30", "2008-08-01", "2008-08-29", "2008-09-30"]


def test_the_broker_can_be_asked_before_the_run(prices):
    broker = broker_for(bt.feeds.PandasData(dataname=prices.loc[PERIOD]))
    assert (broker.getvalue(), broker.get_cash(), broker.get_value()) == (1e6, 1e6, 1e6)


@pytest.mark.parametrize(
    "name", ["setcommission", "addcommissioninfo", "set_cash", "add_cash", "set_coc", "set_fundmode"]
)
def test_settings_of_backtraders_own_broker_are_refused(prices, name):
    broker = broker_for(bt.feeds.PandasData(dataname=prices.loc[PERIOD]))
    with pytest.raises(ConfigError, match=f"{name} has no effect on this account: [a-z]"):
        getattr(broker, name)(1.0)


SIZERS = sorted(
    {one for one in vars(bt.sizers).values() if isinstance(one, type) and issubclass(one, bt.Sizer)}, key=str
)


@pytest.mark.parametrize("sizer", SIZERS)
def test_every_sizer_of_backtrader_trades(prices, sizer):
    data = bt.feeds.PandasData(dataname=prices.loc[PERIOD])
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(data)
    cerebro.setbroker(broker_for(data))
    cerebro.addsizer(sizer)
    cerebro.addstrategy(Crossing, stake=None)
    assert len(cerebro.run()[0].fills) > 10
