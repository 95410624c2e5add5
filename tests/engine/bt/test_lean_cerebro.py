"""The lean loop and Backtrader's own give the same run, and whatever is no plain run goes Backtrader's way."""

from datetime import time

import backtrader as bt
import pandas as pd
import pytest

from data.curves.futures_curve import FuturesCurve
from engine import backtest, load_config
from engine.bt.broker import CollateralBroker
from engine.bt.feed import MarketFeed
from engine.bt.guarded_line import GuardedLine
from engine.bt.lean_cerebro import LeanCerebro
from engine.bt.recorder import Recorder
from strategies.base.strategy import OverlayStrategy

CLOSES = [100.0, 101.0, 102.0, 103.0, 104.0, 105.0]
CRISIS = ("period.start=2008-08-01", "period.end=2009-01-30")


def usual(self, strategies):
    bt.Cerebro._runonce(self, strategies)


@pytest.mark.parametrize(
    ("pattern", "settings"),
    [
        ("core", ()),
        ("A", ("account.profile=jp_retail_futures", "overlay.ratio=0.3", "cash.buffer=0.0")),
        ("A", ("execution.fill_at=open", "margin.test=intraday")),
        ("B", ()),
        ("C", ()),
        ("cash", ()),
    ],
)
def test_tables_are_those_of_backtraders_own_loop(market, monkeypatch, pattern, settings):
    config = load_config(None, [*CRISIS, *settings], pattern=pattern)
    lean = backtest(config, market).tables
    monkeypatch.setattr(LeanCerebro, "_runonce", usual)
    assert backtest(config, market).tables == lean
    assert len(lean["equity"]) == 126


class Heard(bt.Strategy):
    """Somebody's own strategy: writes down all it hears, sees and counts."""

    params = (("size", 2), ("stop", None))

    def __init__(self):
        self.average = bt.indicators.SMA(self.data.close, period=2)
        self.heard = []

    def next(self):
        contract, bars = self.data.lead("ES", self.data.view.today), len(self.data)
        self.heard.append((
            "next", bars, len(self), self.datetime.datetime(0), self.data.datetime.date(0), self.data.close[0],
            self.data.close[-1], list(self.data.close.get(size=2)), self.average[0], self.data.view.value("close"),
            self.data.buflen(), self.broker.getvalue(), self.getposition(contract).size,
        ))  # fmt: skip
        if bars == 2:
            self.buy(data=contract, size=self.p.size)
        elif bars == 4:
            self.close(data=contract)
        if bars == self.p.stop:
            self.env.runstop()

    def notify_order(self, order):
        self.heard.append(("order", len(self.data), order.getstatusname(), order.executed.size, order.executed.price))

    def notify_trade(self, trade):
        self.heard.append(("trade", len(self.data), trade.isclosed, trade.pnl, trade.pnlcomm))

    def notify_cashvalue(self, cash, value):
        self.heard.append(("cash", len(self.data), cash, value))

    def notify_timer(self, timer, when, *args, **kwargs):
        self.heard.append(("timer", len(self.data), when))


@pytest.fixture
def heard(small_market, terms):
    """What is heard in a run by one kind of engine; `prepare` may add to it."""

    def play(engine, kind=Heard, prepare=lambda _: None, **switches):
        market = small_market(CLOSES)
        feed = MarketFeed(market, FuturesCurve(market, 0.0), market.days[0], market.days[-1])
        cerebro = engine(stdstats=False, **switches)
        cerebro.adddata(feed)
        cerebro.setbroker(CollateralBroker(feed, terms()))
        cerebro.addanalyzer(Recorder, _name="recorder")
        cerebro.addstrategy(kind)
        prepare(cerebro)
        ran = cerebro.run()
        return [(one.heard, one.analyzers.recorder.get_analysis()) for one in ran], cerebro

    return play


def with_timer(cerebro):
    cerebro.add_timer(when=bt.timer.SESSION_START, strats=True)
    cerebro.add_timer(when=time(16), strats=True)


def with_another_feed(cerebro):
    days = pd.date_range("2013-01-02 16:00", periods=8, freq="B")
    frame = pd.DataFrame({"open": 1.0, "high": 1.0, "low": 1.0, "close": 1.0, "volume": 0.0}, index=days)
    cerebro.adddata(bt.feeds.PandasData(dataname=frame))


WAYS = {
    "plain": {},
    "stopped": {"prepare": lambda cerebro: cerebro.strats[0][0][2].update(stop=3)},
    "with observers": {"prepare": lambda cerebro: cerebro.addobserver(bt.observers.Value)},
    "with timers": {"prepare": with_timer},
    "with two strategies": {"prepare": lambda cerebro: cerebro.addstrategy(Heard, size=1)},
    "with another feed": {"prepare": with_another_feed},
    "told at once": {"quicknotify": True},
    "bar by bar": {"runonce": False},
    "not preloaded": {"preload": False},
    "exact bars": {"exactbars": 1},
    "nearly exact bars": {"exactbars": -1},
}


@pytest.mark.parametrize("way", WAYS)
def test_an_own_strategy_hears_what_it_hears_of_backtraders_own_loop(heard, way):
    ours, theirs = (heard(engine, **WAYS[way])[0] for engine in (LeanCerebro, bt.Cerebro))
    assert ours == theirs
    said = {kind for kind, *_ in ours[0][0]}
    assert said >= ({"next", "order", "cash"} if way == "stopped" else {"next", "order", "trade", "cash"})
    assert ("timer" in said) == (way == "with timers")


class OfOverlay(OverlayStrategy):
    """A strategy as the patterns are, which nobody tells of cash and value."""

    def __init__(self):
        super().__init__()
        self.heard = []

    def decide(self):
        contract, bars = self.data.lead("ES", self.view.today), len(self.data)
        self.heard.append(("next", bars, self.getposition(contract).size))
        if bars in {2, 4}:
            self.trade_to(contract, 2 if bars == 2 else 0, 9.0)

    notify_order, notify_trade = Heard.notify_order, Heard.notify_trade


class Listener(Recorder):
    def __init__(self):
        super().__init__()
        self.told = []

    def notify_order(self, order):
        self.told.append(order.getstatusname())

    def get_analysis(self):
        return self.told


TOLD = {
    "plain": {"kind": OfOverlay},
    "at once": {"kind": OfOverlay, "quicknotify": True},
    "with a listener": {"kind": OfOverlay, "prepare": lambda cerebro: cerebro.addanalyzer(Listener, _name="listener")},
}


@pytest.mark.parametrize("way", TOLD)
def test_a_strategy_of_an_overlay_is_told_of_orders_and_trades_what_backtrader_tells(heard, monkeypatch, way):
    (ours,), cerebro = heard(LeanCerebro, **TOLD[way])
    told = [one.get_analysis() for one in cerebro.runstrats[0][0].analyzers][1:]
    monkeypatch.setattr(OverlayStrategy, "_notify", bt.Strategy._notify)
    (theirs,), again = heard(LeanCerebro, **TOLD[way])
    assert ours == theirs
    assert [kind for kind, *_ in ours[0]].count("trade") == 2
    assert told == [one.get_analysis() for one in again.runstrats[0][0].analyzers][1:]
    assert told == ([["Accepted", "Completed"] * 2] if way == "with a listener" else [])


def test_only_a_plain_run_goes_the_lean_way(heard, monkeypatch):
    went = []
    theirs = bt.Cerebro._runonce
    monkeypatch.setattr(bt.Cerebro, "_runonce", lambda *run: went.append("Backtrader's") or theirs(*run))
    for way in ("with timers", "with two strategies", "with another feed", "told at once"):
        heard(LeanCerebro, **WAYS[way])
    assert len(went) == 4
    heard(LeanCerebro)
    assert len(went) == 4


def test_a_run_can_be_made_again_in_either_loop_also_after_one_that_was_broken_off(heard):
    (first,), cerebro = heard(LeanCerebro)
    again = cerebro.run()[0]
    assert again.heard == first[0]
    line = again.data.close
    assert (type(line), len(line), line[0], line[-5]) == (GuardedLine, 6, CLOSES[5], CLOSES[0])

    class Broken(Heard):
        def next(self):
            if len(self.data) == 4:
                raise ArithmeticError

    cerebro.strats[0][0] = (Broken, (), {})
    with pytest.raises(ArithmeticError) as kept:  # and its frames with it
        cerebro.run()
    cerebro.strats[0][0] = (Heard, (), {})
    assert cerebro.run(runonce=False)[0].heard == first[0]
    assert kept.value is not None


def test_each_run_of_an_optimisation_is_that_of_its_settings(small_market, terms):
    def found(engine):
        market = small_market(CLOSES)
        feed = MarketFeed(market, FuturesCurve(market, 0.0), market.days[0], market.days[-1])
        cerebro = engine(stdstats=False, maxcpus=1, optreturn=False)
        cerebro.adddata(feed)
        cerebro.setbroker(CollateralBroker(feed, terms()))
        cerebro.optstrategy(Heard, size=(1, 3))
        return [one.heard for (one,) in cerebro.run()]

    ours = found(LeanCerebro)
    assert ours == found(bt.Cerebro)
    assert ours[0] != ours[1]
