"""A line of a feed or an indicator gives nothing of later bars, whichever way Backtrader goes through a run."""

import math
from datetime import time

import backtrader as bt
import pandas as pd
import pytest

from data.base.errors import LookAheadError
from engine.bt.guarded_line import GuardedLine
from engine.bt.lean_cerebro import LeanCerebro

CLOSES = [100.0, 101.0, 103.0, 102.0, 105.0, 104.0]


class Asks(bt.Strategy):
    params = (("question", None), ("bar", 3))

    def __init__(self):
        self.average = bt.indicators.SMA(self.data.close, period=2)
        self.crossed = bt.indicators.CrossOver(self.data.close, self.average)
        self.told = []

    def prenext(self):
        self.next()

    def next(self):
        if len(self) == self.p.bar:
            self.told.append(self.p.question(self))


def asked(question, bar=3, *, timed=False, **how):
    frame = pd.DataFrame(
        dict.fromkeys(("open", "high", "low", "close"), CLOSES) | {"volume": 0},
        index=pd.bdate_range("2013-01-02", periods=6),
    )
    cerebro = LeanCerebro(stdstats=False, **how)
    cerebro.adddata(bt.feeds.PandasData(dataname=frame))
    if timed:
        cerebro.add_timer(when=time(9), strats=True)
    cerebro.addstrategy(Asks, question=question, bar=bar)
    return cerebro.run()[0].told


@pytest.mark.parametrize("how", [{}, {"runonce": False}, {"timed": True}])
@pytest.mark.parametrize(
    "ahead",
    [
        lambda own: own.data.close[1],
        lambda own: own.data.high.get(ago=2, size=2),
        lambda own: own.average[1],
        lambda own: own.crossed.lines.crossover[2],
    ],
)
def test_a_later_bar_is_refused(ahead, how):
    with pytest.raises(LookAheadError, match=r"line, \[\d\]: asked for 2013-01-0[78], but today is 2013-01-04"):
        asked(ahead, **how)


@pytest.mark.parametrize("how", [{}, {"runonce": False}])
def test_what_was_before_is_what_it_was(how):
    (told,) = asked(
        lambda own: (own.data.close[0], own.data.close[-2], own.average[0], *own.data.close.get(size=2)), **how
    )
    assert told == (103.0, 100.0, 102.0, 101.0, 103.0)


def test_before_the_first_bar_there_is_no_value_and_not_the_last_one():
    (told,) = asked(lambda own: own.data.close[-1], bar=1)
    assert math.isnan(told)


def test_on_the_last_bar_the_day_that_is_asked_for_is_told_all_the_same():
    with pytest.raises(LookAheadError, match=r"asked for 2013-01-10, but today is 2013-01-09"):
        asked(lambda own: own.data.close[1], bar=6)


def test_a_market_feed_is_guarded_in_any_engine(small_market, play):
    def question(own):
        assert type(own.data.close) is not bt.LineBuffer
        assert isinstance(own.data.close, GuardedLine)
        return own.data.close[1]

    with pytest.raises(LookAheadError, match=r"line, \[1\]: asked for 2013-01-07, but today is 2013-01-04"):
        play(small_market(CLOSES), Asks, question=question)
