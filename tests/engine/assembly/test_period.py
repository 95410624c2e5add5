"""Where a run begins and ends: where the market begins to serve runs, unless a period is asked for."""

from datetime import date

import pytest

from data.base.days import day_of
from data.base.errors import ConfigError
from data.market.market import Market
from engine import backtest, load_config

LAST = ("period.end=1999-12-31",)
STARTS = day_of(date(1999, 6, 1))


@pytest.fixture(scope="module")
def later(market):
    """The market, whose first five months serve rules that look back."""
    return Market(market.table, index=market.index, starts=STARTS)


def days(market, *settings):
    return backtest(load_config(None, [*LAST, *settings], pattern="core"), market).table("equity")["date"].to_pylist()


@pytest.mark.pages
def test_a_run_begins_where_its_market_does(market, later):
    assert days(market)[0] == date(1999, 1, 4)
    assert days(later)[0] == date(1999, 6, 1)
    assert days(later, "period.start=1999-06-03")[0] == date(1999, 6, 3)


def test_before_it_no_run_begins(later):
    with pytest.raises(
        ConfigError, match=r"covers 1999-06-01 to 2018-12-31 \(its earlier rows serve rules that look back\); choose"
    ):
        days(later, "period.start=1999-05-28")
    with pytest.raises(ConfigError, match=r"the market covers 1999-06-01 to 2018-12-31; choose a period within it"):
        days(later, "period.start=1998-05-28")


def test_a_crisis_is_run_on_exactly_its_days(market):
    run = backtest(load_config(None, ["period=2011-08"], pattern="core"), market)
    found = run.table("equity")["date"].to_pylist()
    assert (found[0], found[-1], len(found)) == (date(2011, 7, 22), date(2011, 8, 8), 12)
