"""Implied volatility gives the price back, agrees with two independent libraries, and there is none out of bounds."""

from math import exp, isnan, log, nan, sqrt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from vollib.black.implied_volatility import implied_volatility as vollib_implied_volatility

from data.pricing.black76 import (
    black76,
    implied_volatility,
)
from tests.support.options_by_chance import ANY_OPTION, MONTH, NEAR_THE_MONEY, OPTIONS, Option, quantlib_volatility


def worth_more_than_a_millionth(one):
    return one.out_of_the_money()._replace(rate=0.0).price > 1e-6


@ANY_OPTION
@given(OPTIONS)
def test_volatility_comes_back_from_an_out_of_the_money_price(one):
    assume(worth_more_than_a_millionth(one))
    cheap = one.out_of_the_money()
    assert cheap.volatility_at(cheap.price) == pytest.approx(one.volatility, abs=1e-12)


@ANY_OPTION
@given(OPTIONS)
def test_volatility_comes_back_from_any_price_as_sharply_as_the_price_is_rounded(one):
    assume(one.greeks.vega > 1e-6 * one.forward)
    rounding = 1e-14 * (one.forward + one.strike)
    assert one.volatility_at(one.price) == pytest.approx(one.volatility, abs=1e-12 + rounding / one.greeks.vega)


@ANY_OPTION
@given(NEAR_THE_MONEY)
def test_implied_volatility_agrees_with_quantlib(one):
    cheap = one.out_of_the_money()
    price = round(cheap.price, 2)
    assume(price > 0.0)
    assert cheap.volatility_at(price) == pytest.approx(quantlib_volatility(cheap, price), abs=1e-11)


@ANY_OPTION
@given(NEAR_THE_MONEY)
def test_implied_volatility_agrees_with_vollib(one):
    cheap = one.out_of_the_money()
    price = round(cheap.price, 2)
    assume(price > 0.0)
    theirs = vollib_implied_volatility(price, cheap.forward, cheap.strike, cheap.rate, cheap.years, cheap.right.lower())
    assert cheap.volatility_at(price) == pytest.approx(theirs, abs=1e-11)


@ANY_OPTION
@given(OPTIONS, st.floats(0.001, 0.999))
def test_a_price_within_its_bounds_has_a_volatility_that_gives_it_back(one, share):
    price = one.intrinsic + share * (one.upper_bound - one.intrinsic)
    volatility = one.volatility_at(price)
    assert one._replace(volatility=volatility).price == pytest.approx(
        price, rel=0, abs=1e-13 * (one.forward + one.strike)
    )


@pytest.mark.parametrize("right", ["C", "P"])
def test_a_price_at_the_money_that_is_too_small_for_a_float_has_next_to_no_volatility(right):
    # Half of the first guess, 2.5e-17, is lost beside the 0.5 that a normal variable is below its mean.
    volatility = implied_volatility(1e-15, 100.0, 100.0, 0.25, right)
    assert 0.0 < volatility < 1e-14
    assert black76(100.0, 100.0, 0.25, volatility, right) == pytest.approx(1e-15, rel=0, abs=1e-13 * 200.0)


@pytest.mark.parametrize("unit", [1e-3, 1e-6])
def test_an_option_has_the_same_volatility_in_any_unit(unit):
    price = black76(100.0, 105.0, 0.25, 0.2, "C", 0.99)
    assert implied_volatility(price * unit, 100.0 * unit, 105.0 * unit, 0.25, "C", 0.99) == pytest.approx(0.2)


def test_a_dearer_option_has_a_higher_volatility_over_the_whole_range_of_prices():
    volatilities = [
        MONTH.volatility_at(MONTH.upper_bound * share) for share in (1e-9, 1e-6, 1e-3, 0.1, 0.5, 0.9, 0.999)
    ]
    assert volatilities == sorted(volatilities)
    assert len(set(volatilities)) == 7


@pytest.mark.parametrize("right", ["C", "P"])
@pytest.mark.parametrize("strike", [80.0, 100.0, 125.0])
def test_there_is_no_volatility_at_or_below_intrinsic_value(strike, right):
    intrinsic = black76(100.0, strike, 0.0, 0.0, right)
    for price in (intrinsic, intrinsic - 0.01, -1.0):
        assert isnan(implied_volatility(price, 100.0, strike, 0.25, right))


@pytest.mark.parametrize("right", ["C", "P"])
@pytest.mark.parametrize("strike", [80.0, 100.0, 125.0])
def test_there_is_no_volatility_above_the_forward_or_strike(strike, right):
    bound = 0.9 * (100.0 if right == "C" else strike)
    assert isnan(implied_volatility(bound + 0.01, 100.0, strike, 0.25, right, 0.9))
    assert implied_volatility(bound - 0.01, 100.0, strike, 0.25, right, 0.9) > 1.0


def test_there_is_no_volatility_on_the_bound_itself():
    strikes = [50.0 + 0.5 * step for step in range(200)]
    assert all(isnan(implied_volatility(100.0, 100.0, strike, 0.25, "C")) for strike in strikes)
    assert all(isnan(implied_volatility(strike, 100.0, strike, 0.25, "P")) for strike in strikes)


def test_a_price_computed_without_volatility_has_none():
    forward, strike, discount = 3610.484761380505, 2607.4082277641537, 0.827741692282459
    price = black76(forward, strike, 0.5, 0.0, "C", discount)
    assert isnan(implied_volatility(price, forward, strike, 0.5, "C", discount))


@pytest.mark.parametrize("right", ["C", "P"])
@pytest.mark.parametrize("years", [0.0, -0.25])
def test_there_is_no_volatility_without_time(years, right):
    assert isnan(implied_volatility(5.0, 100.0, 100.0, years, right))


@pytest.mark.parametrize("price", [0.0, -0.0])
def test_an_option_priced_at_nothing_has_no_volatility(price):
    assert isnan(implied_volatility(price, 100.0, 110.0, 0.25, "C"))


@pytest.mark.parametrize("place", [0, 1, 2, 3, 5])
def test_the_volatility_of_something_unknown_is_unknown(place):
    arguments = [5.0, 100.0, 105.0, 0.25, "C", 0.99]
    arguments[place] = nan
    assert isnan(implied_volatility(*arguments))


@pytest.mark.parametrize(("forward", "strike"), [(0.0, 100.0), (100.0, 0.0), (-100.0, 100.0), (-100.0, -110.0)])
def test_there_is_no_volatility_where_forward_or_strike_is_not_positive(forward, strike):
    assert isnan(implied_volatility(12.0, forward, strike, 0.25, "C"))


def test_at_the_money_volatility_is_about_two_and_a_half_times_the_price_share_over_root_time():
    volatility = implied_volatility(2.0, 100.0, 100.0, 0.25, "C")
    assert volatility == pytest.approx(2.5066 * 0.02 / sqrt(0.25), rel=1e-3)


def test_a_far_option_worth_next_to_nothing_still_has_its_volatility():
    far = Option(100.0, 100.0 * exp(0.5), 30.0 / 365.0, 0.15, "C", 0.0)
    assert 0.0 < far.price < 1e-28
    assert far.volatility_at(far.price) == pytest.approx(0.15, abs=1e-9)
    assert log(far.strike / far.forward) / far.deviation > 11.0
