import numpy as np
import pytest

from data.base.cache import content_hash
from data.base.days import iso
from data.market.fx_market import FxMarket, fx_market

RATES = [120.0, 121.0, 119.0, 119.0]


@pytest.fixture(scope="module")
def stocks(small_market):
    return small_market(
        [1000.0, 1010.0, 990.0, 1005.0],
        usdjpy=RATES,
        bill_yield=[0.05, 0.04, 0.03, 0.02],
        jpy_rate=[0.001, 0.002, -0.001, 0.0],
    )


def test_the_index_is_the_dollar_and_the_money_is_yen(stocks):
    seen = fx_market(stocks)
    assert seen.values("close") == seen.values("usdjpy") == RATES
    assert seen.values("bill_yield") == seen.values("jpy_rate") == [0.001, 0.002, -0.001, 0.0]
    over_bills = [0.00096] * 4  # December 2012: federal funds 0.16 % x 365 / 360, bills 0.07 %
    earned = [yielded + over for yielded, over in zip([0.05, 0.04, 0.03, 0.02], over_bills, strict=True)]
    assert seen.values("dividend_yield") == pytest.approx(earned, abs=1e-6)
    assert seen.values("vix") == stocks.values("vix")
    assert (seen.days, seen.calendar) == (stocks.days, stocks.calendar)


def test_between_two_fixings_the_rate_is_known_to_have_been_at_both(stocks):
    seen = fx_market(stocks)
    assert seen.values("open") == [120.0, 120.0, 121.0, 119.0]
    assert seen.values("high") == [120.0, 121.0, 121.0, 119.0]
    assert seen.values("low") == [120.0, 120.0, 119.0, 119.0]
    assert not any(seen.values("open_is_real"))


def test_it_is_made_once_and_not_made_of_itself(stocks):
    seen = fx_market(stocks)
    assert isinstance(seen, FxMarket)
    assert fx_market(stocks) is seen
    assert fx_market(seen) is seen
    assert seen.digest != stocks.digest


def test_nothing_of_a_day_depends_on_a_later_one(market):
    whole, day = fx_market(market), market.days[2500]
    cut = fx_market(market.until(day))
    assert cut.digest == content_hash(whole.table.slice(0, 2501))


def test_the_sessions_on_which_the_dollar_moved_by_more_than_5_percent(whole_market):
    rates = fx_market(whole_market).floats("close")
    moved = 1 + np.flatnonzero(np.abs(np.diff(np.log(rates))) > 0.05)
    assert [iso(whole_market.days[place]) for place in moved] == ["1998-10-07", "2008-10-24"]
