from datetime import date

import numpy as np
import pytest

from data.base.cache import content_hash
from data.base.days import day_of, iso
from data.base.errors import DataError
from data.contracts.fx_pairs import fx_pair
from data.contracts.underlying import SYNTHETIC
from data.facts import facts
from data.market.fx_market import FxMarket, PairRates, fx_market
from data.market.market import Market
from data.market.reference_rates import cross

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


OTHERS = ("EURJPY", "GBPJPY", "AUDJPY", "NZDJPY", "CADJPY", "CHFJPY")


@pytest.mark.parametrize("pair", OTHERS)
def test_another_pair_is_its_reference_rates_and_what_its_currency_earns(whole_market, pair):
    seen = fx_market(whole_market, pair)
    days, values = cross(fx_pair(pair))
    known = dict(zip(days.tolist(), values.tolist(), strict=True))
    assert iso(seen.days[0]) == "1999-01-04"
    assert seen.index == pair
    stale = [day for day in seen.days if day not in known]
    assert 0 < len(stale) < 0.03 * len(seen)
    for day, close, before in zip(seen.days[1:], seen.values("close")[1:], seen.values("close"), strict=False):
        assert close == known.get(day, before)
    row, column = seen.row_of(day_of(date(2007, 7, 20))), seen.values("dividend_yield")
    year = 365.0 / 360.0 if pair[:3] in {"EUR", "CHF"} else 1.0
    assert column[row] == pytest.approx(year * facts("overnight_rates").value(f"{pair[:3]}.overnight", seen.days[row]))


@pytest.mark.parametrize("pair", OTHERS)
def test_nothing_of_a_day_of_another_pair_depends_on_a_later_one(market, pair):
    whole, day = fx_market(market, pair), market.days[2500]
    cut = fx_market(market.until(day), pair)
    assert cut.digest == content_hash(whole.table.slice(0, len(cut)))
    assert cut.days[-1] == day


def test_rates_that_are_not_renewed_are_forgotten_and_the_session_is_named(stocks):
    own = PairRates("mine.csv", "", np.array(stocks.days[:1]), np.array([120.0]), None)
    assert fx_market(stocks, "EURJPY", own).days == stocks.days[:1]
    late = PairRates("mine.csv", "late", np.array([stocks.days[0] - 11, stocks.days[-1]]), np.array([1.0, 2.0]), None)
    assert fx_market(stocks, "EURJPY", late).days == stocks.days[-1:]


def test_a_hole_in_own_rates_is_a_sentence(market):
    days = np.array([market.days[1000], market.days[1001], market.days[1100]])
    own = PairRates("mine.csv", "hole", days, np.array([120.0, 121.0, 122.0]), None)
    with pytest.raises(DataError, match=r"mine.csv: no rate of EUR/JPY is known on 20\d\d-.*a session of the market"):
        fx_market(market, "EURJPY", own)


def test_a_made_up_market_has_no_rates_of_the_program_but_takes_own_ones(stocks):
    made_up = Market(stocks.table, index=SYNTHETIC)
    assert fx_market(made_up).values("close") == RATES
    with pytest.raises(DataError, match="a made-up market knows USDJPY alone"):
        fx_market(made_up, "EURJPY")
    own = PairRates("mine.csv", "own", np.array(stocks.days), np.array(RATES), np.full(4, 0.04))
    assert fx_market(made_up, "EURJPY", own).values("dividend_yield") == [0.04] * 4


def test_the_market_of_one_pair_is_not_that_of_another(stocks):
    with pytest.raises(DataError, match="the market is that of USDJPY, not of EURJPY"):
        fx_market(fx_market(stocks), "EURJPY")
