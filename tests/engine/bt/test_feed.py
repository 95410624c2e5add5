from datetime import date, datetime, time

import backtrader as bt
import pandas as pd
import pytest

from data.base.days import day_of, iso
from data.base.errors import ConfigError, DataError, LookAheadError
from data.curves.futures_curve import FuturesCurve
from engine.bt.broker import CollateralBroker
from engine.bt.feed import MarketFeed

CLOSES = [100.0, 101.0, 102.0, 103.0, 104.0, 105.0]


class Watcher(bt.Strategy):
    def __init__(self):
        self.seen = []

    def next(self):
        self.seen.append(
            (
                self.data.datetime.date(0).isoformat(),
                self.data.close[0],
                self.data.vix[0],
                self.data.view.value("close"),
            )
        )


def watch(market, first=None, last=None, extra=None, **switches):
    feed = MarketFeed(market, FuturesCurve(market, 0.0), first or market.days[0], last or market.days[-1])
    cerebro = bt.Cerebro(stdstats=False, **switches)
    cerebro.adddata(feed)
    if extra is not None:
        cerebro.adddata(bt.feeds.PandasData(dataname=extra))
    cerebro.addstrategy(Watcher)
    return cerebro.run()[0].seen


def test_a_bar_is_a_session(small_market):
    seen = watch(small_market(CLOSES))
    assert [day for day, *_ in seen] == [
        "2013-01-02",
        "2013-01-03",
        "2013-01-04",
        "2013-01-07",
        "2013-01-08",
        "2013-01-09",
    ]
    assert [close for _, close, *_ in seen] == CLOSES
    assert {vix for *_, vix, _ in seen} == {15.0}


def test_the_view_stands_where_the_lines_stand(small_market):
    assert all(close == known for _, close, _, known in watch(small_market(CLOSES)))


@pytest.mark.parametrize("switches", [{"runonce": False}, {"preload": False}, {"exactbars": 1}])
def test_every_mode_of_backtrader_sees_the_same_bars(small_market, switches):
    assert watch(small_market(CLOSES), **switches) == watch(small_market(CLOSES))


def test_a_second_feed_with_fewer_days_does_not_disturb_it(small_market):
    days = pd.DatetimeIndex(["2013-01-03 16:00", "2013-01-08 16:00"])
    other = pd.DataFrame({"open": 1.0, "high": 1.0, "low": 1.0, "close": 1.0, "volume": 0.0}, index=days)
    for switches in ({}, {"runonce": False}):
        seen = watch(small_market(CLOSES), extra=other, **switches)
        assert [day for day, *_ in seen] == ["2013-01-03", "2013-01-04", "2013-01-07", "2013-01-08", "2013-01-09"]
        assert all(close == known for _, close, _, known in seen)


def test_a_period_cuts_the_bars_but_not_the_history(small_market):
    market = small_market(CLOSES)
    seen = watch(market, market.days[2], market.days[3])
    assert [day for day, *_ in seen] == ["2013-01-04", "2013-01-07"]
    feed = MarketFeed(market, FuturesCurve(market, 0.0), market.days[2], market.days[3])
    assert market.as_of(market.days[feed.first_row]).history("close", 3) == CLOSES[:3]


def test_a_period_without_a_session_is_refused(small_market):
    market = small_market(CLOSES)
    with pytest.raises(
        ConfigError, match="period 2012-01-01 to 2012-02-01 has no session; the market covers 2013-01-02 to"
    ):
        MarketFeed(market, FuturesCurve(market, 0.0), day_of(date(2012, 1, 1)), day_of(date(2012, 2, 1)))


@pytest.fixture
def feed(market):
    return MarketFeed(market, FuturesCurve(market, "flat"), market.days[0], market.days[-1])


def test_the_lead_contract_changes_on_the_roll_date(feed):
    before, after = day_of(date(2014, 12, 10)), day_of(date(2014, 12, 11))
    assert (feed.lead("ES", before).code, feed.lead("ES", after).code) == ("ESZ14", "ESH15")
    assert feed.lead("ES", before).code == "ESZ14"  # asked again, backwards


def test_a_contract_has_one_stand_in(feed):
    day = day_of(date(2014, 12, 10))
    assert feed.lead("ES", day) is feed.lead("ES", day - 30)
    assert feed.lead("ES", day) is not feed.lead("MES", day)
    assert feed.tradable(feed.lead("ES", day).contract) is feed.lead("ES", day)


def test_every_lead_contract_of_twenty_years_has_not_expired(feed, market):
    for day in market.days:
        contract = feed.lead("MES", day).contract
        assert day < contract.expiry <= day + 110, iso(day)


def test_a_stand_in_has_what_backtrader_asks_of_a_data(small_market, terms):
    market = small_market(CLOSES)
    feed = MarketFeed(market, FuturesCurve(market, 0.0), market.days[0], market.days[-1])
    found = {}

    class Asks(bt.Strategy):
        def next(self):
            if len(self.data) == 1:
                return
            contract = self.data.lead("ES", self.data.view.today)
            found[len(self.data)] = (
                bool(contract), len(contract), contract._name, contract.datetime.datetime(0), contract.close[0],
                contract.close[-1],
                contract.p.sessionend, repr(contract),
            )  # fmt: skip

    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(feed)
    cerebro.setbroker(CollateralBroker(feed, terms()))
    cerebro.addstrategy(Asks)
    cerebro.run()
    truth, length, name, when, today, before, session_end, shown = found[2]
    assert (truth, length, name, shown) == (True, 2, "ESH13", "<FutureInstrument ESH13>")
    assert (when, session_end) == (datetime.combine(date(2013, 1, 3), time(16)), time(16))
    assert today / before == pytest.approx(1.01, abs=0.001)


class Asks(bt.Strategy):
    params = (("question", None),)

    def next(self):
        if len(self.data) == 3:
            self.p.question(self.data.lead("ES", self.data.view.today))


def test_a_price_line_refuses_the_future_and_what_lies_before_the_data(small_market, play):
    market = small_market(CLOSES)
    with pytest.raises(LookAheadError, match=r"price line, \[1\]: asked for 2013-01-07, but today is 2013-01-04"):
        play(market, Asks, question=lambda contract: contract.close[1])
    with pytest.raises(DataError, match=r"price line, \[-3\]: the market starts on 2013-01-02"):
        play(market, Asks, question=lambda contract: contract.close[-3])
    play(market, Asks, question=lambda contract: contract.close[-2])


def test_before_the_first_bar_there_is_no_view(small_market, play):
    class Early(bt.Strategy):
        def __init__(self):
            self.data.view.value("close")

    with pytest.raises(
        LookAheadError, match=r"view.value before the first bar: asked for 2013-01-02, but today is 2013-01-01"
    ):
        play(small_market(CLOSES), Early)
