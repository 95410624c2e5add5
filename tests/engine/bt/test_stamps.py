"""A day's bar of another feed is known when the market closes, and not at the midnight that stands at it."""

import backtrader as bt
import pytest

from engine import load_config, run_own
from tests.support.own_strategies import bars

MONTH = load_config(None, ["period=2014-01"])


class Looks(bt.Strategy):
    """Writes down the days of both feeds whenever it is asked, and buys the day before the signal jumps."""

    seen: list[tuple[str, str]]

    def __init__(self):
        type(self).seen = []

    def next(self):
        self.seen.append(tuple(str(data.datetime.date(0)) for data in self.datas))


def frame():
    return bars("2014-01-02", "2014-02-28")


@pytest.mark.parametrize("add", ["adddata", "chained"])
def test_it_is_told_once_a_session_with_both_feeds_of_that_day(add):
    def setup(cerebro):
        feed = bt.feeds.PandasData(dataname=frame())
        cerebro.adddata(feed, name="signal") if add == "adddata" else cerebro.chaindata(feed, name="signal")

    run = run_own(Looks, MONTH, setup=setup)
    days = [str(day) for day in run.table("equity")["date"].to_pylist()]
    assert Looks.seen == [(day, day) for day in days]


def test_a_weekly_bar_is_known_when_its_week_has_closed():
    def setup(cerebro):
        cerebro.resampledata(bt.feeds.PandasData(dataname=frame()), timeframe=bt.TimeFrame.Weeks, name="weekly")

    run_own(Looks, MONTH, setup=setup)
    assert all(week <= day for day, week in Looks.seen)
    assert [week for day, week in Looks.seen if day == "2014-01-17"] == ["2014-01-17"]
    assert [week for day, week in Looks.seen if day == "2014-01-16"] == ["2014-01-10"]
