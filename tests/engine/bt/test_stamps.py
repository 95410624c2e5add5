"""A day's bar of another feed is known when the market closes, and not at the midnight that stands at it."""

import backtrader as bt
import pandas as pd
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


@pytest.fixture
def file(tmp_path):
    """Days in a file, which Backtrader stamps at their last moment."""
    frame().to_csv(tmp_path / "days.csv")
    return bt.feeds.GenericCSVData(dataname=str(tmp_path / "days.csv"), dtformat="%Y-%m-%d", openinterest=-1)


def test_a_file_is_told_once_a_session_too(file):
    run = run_own(Looks, MONTH, setup=lambda cerebro: cerebro.adddata(file))
    assert Looks.seen == [(str(day), str(day)) for day in run.table("equity")["date"].to_pylist()]


def test_weeks_of_a_file_are_known_when_they_have_closed(file):
    run_own(Looks, MONTH, setup=lambda cerebro: cerebro.resampledata(file, timeframe=bt.TimeFrame.Weeks))
    assert [week for day, week in Looks.seen if day in {"2014-01-16", "2014-01-17"}] == ["2014-01-10", "2014-01-17"]


def test_a_bar_that_tells_its_time_keeps_it():
    late = frame()
    late.index += pd.Timedelta(hours=18)
    run_own(Looks, MONTH, setup=lambda cerebro: cerebro.adddata(bt.feeds.PandasData(dataname=late)))
    assert Looks.seen[:2] == [("2014-01-02", "2014-01-02"), ("2014-01-03", "2014-01-02")]
