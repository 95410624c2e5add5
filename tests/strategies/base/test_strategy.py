"""A pattern's way through its sessions is Backtrader's, with indicators, observers and minimum periods as without."""

import backtrader as bt
import pytest

from engine import load_config, open_account
from engine.bt.cerebro import run_strategy
from strategies.base.strategy import OverlayStrategy


class Seen(OverlayStrategy):
    """Remembers what it saw, and of which kind each session was."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def decide(self):
        self.seen.append((len(self), self.datetime.date(0), self.data.close[0]))


class WithAverage(Seen):
    """With an indicator, whose first sessions have no value."""

    def __init__(self):
        super().__init__()
        self.average = bt.indicators.SMA(self.data.close, period=5)

    def decide(self):
        closes = [self.data.close[-ago] for ago in range(5)]
        assert self.average[0] == pytest.approx(sum(closes) / 5.0)
        super().decide()


class WithStart(Seen):
    """With a first session of its own."""

    def nextstart(self):
        self.seen.append("start")


class Counter(bt.Analyzer):
    """Counts the sessions of which it hears, and those of its child."""

    def __init__(self):
        self.count = 0
        if self.p.child:
            self.child = Counter(child=False)

    params = (("child", True),)

    def next(self):
        self.count += 1


def account(market):
    return open_account(load_config(None, ["period.start=2008-09-02", "period.end=2008-10-31"], pattern="core"), market)


def play(market, kind):
    return run_strategy(*account(market), kind)


def usual(self, stamp):
    """Backtrader's own way."""
    bt.Strategy._oncepost(self, stamp)


@pytest.mark.parametrize("kind", [Seen, WithAverage, WithStart])
def test_sessions_are_those_of_backtraders_own_way(market, monkeypatch, kind):
    ours = play(market, kind).seen
    monkeypatch.setattr(OverlayStrategy, "_oncepost", usual)
    assert play(market, kind).seen == ours
    assert len(ours) == (40 if kind is WithAverage else 44)
    assert (ours[0] == "start") == (kind is WithStart)


def test_only_a_strategy_that_is_alone_takes_the_short_way(market):
    assert [play(market, kind)._alone for kind in (Seen, WithAverage, WithStart)] == [True, False, False]


def test_analyzers_and_their_children_hear_every_session(market):
    feed, broker = account(market)
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(feed)
    cerebro.setbroker(broker)
    cerebro.addanalyzer(Counter, _name="counter")
    cerebro.addstrategy(Seen)
    counter = cerebro.run()[0].analyzers.counter
    assert (counter.count, counter.child.count) == (44, 44)


def test_observers_see_what_they_see_elsewhere(market):
    feed, broker = account(market)
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(feed)
    cerebro.setbroker(broker)
    cerebro.addobserver(bt.observers.Value)
    cerebro.addstrategy(Seen)
    made = cerebro.run()[0]
    assert not made._alone
    assert made.observers.value.value[0] == pytest.approx(broker.getvalue())
