"""The price of scalar Black-76 against two independent libraries, against itself, and at its limits."""

from math import isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vollib.black import black as vollib_price

from data.pricing.black76 import (
    black76,
    normal_cdf,
    normal_density,
)
from tests.support.options_by_chance import ANY_OPTION, OPTIONS, quantlib, vollib_arguments


@ANY_OPTION
@given(OPTIONS)
def test_price_agrees_with_quantlib(one):
    assert one.price == pytest.approx(quantlib(one).value(), rel=0, abs=1e-14 * (one.forward + one.strike))


@ANY_OPTION
@given(OPTIONS)
def test_price_agrees_with_vollib(one):
    flag, forward, strike, years, rate, volatility = vollib_arguments(one)
    theirs = vollib_price(flag, forward, strike, years, rate, volatility)
    assert one.price == pytest.approx(theirs, rel=0, abs=1e-14 * (forward + strike))


@ANY_OPTION
@given(OPTIONS)
def test_a_call_less_a_put_is_the_discounted_forward_less_strike(one):
    call, put = one._replace(right="C"), one._replace(right="P")
    parity = one.discount * (one.forward - one.strike)
    assert call.price - put.price == pytest.approx(parity, rel=0, abs=1e-14 * (one.forward + one.strike))


@ANY_OPTION
@given(OPTIONS)
def test_a_price_lies_between_intrinsic_value_and_the_forward_or_strike(one):
    rounding = 1e-14 * (one.forward + one.strike)
    assert one.intrinsic - rounding <= one.price <= one.upper_bound + rounding


@ANY_OPTION
@given(OPTIONS, st.floats(0.1, 10.0))
def test_a_price_scales_with_forward_and_strike(one, factor):
    scaled = one._replace(forward=factor * one.forward, strike=factor * one.strike)
    assert scaled.price == pytest.approx(factor * one.price, rel=0, abs=1e-13 * factor * (one.forward + one.strike))


@ANY_OPTION
@given(OPTIONS)
def test_a_call_is_the_put_with_forward_and_strike_exchanged(one):
    mirrored = one.other._replace(forward=one.strike, strike=one.forward)
    assert one.price == pytest.approx(mirrored.price, rel=0, abs=1e-14 * (one.forward + one.strike))


@ANY_OPTION
@given(OPTIONS, st.floats(1.001, 1.5))
def test_calls_get_cheaper_and_puts_dearer_with_the_strike_by_at_most_its_discounted_rise(one, step):
    higher = one._replace(strike=step * one.strike)
    rise = higher.price - one.price if one.right == "P" else one.price - higher.price
    rounding = 1e-14 * (one.forward + higher.strike)
    assert -rounding <= rise <= one.discount * (higher.strike - one.strike) + rounding


@ANY_OPTION
@given(OPTIONS, st.floats(0.001, 0.3))
def test_a_butterfly_is_never_worth_less_than_nothing(one, wing):
    below, above = (one._replace(strike=(1.0 + side * wing) * one.strike) for side in (-1.0, 1.0))
    assert below.price - 2.0 * one.price + above.price >= -4e-14 * (one.forward + one.strike)


@ANY_OPTION
@given(OPTIONS, st.floats(1.001, 2.0))
def test_more_volatility_never_makes_an_option_cheaper(one, factor):
    wilder = one._replace(volatility=factor * one.volatility)
    assert wilder.price >= one.price - 1e-14 * (one.forward + one.strike)


@pytest.mark.parametrize("right", ["C", "P"])
@pytest.mark.parametrize(("years", "volatility"), [(0.0, 0.2), (0.5, 0.0), (0.0, 0.0)])
@pytest.mark.parametrize("strike", [80.0, 100.0, 125.0])
def test_without_time_or_volatility_a_price_is_the_discounted_intrinsic_value(strike, years, volatility, right):
    worth = 100.0 - strike if right == "C" else strike - 100.0
    assert black76(100.0, strike, years, volatility, right, 0.9) == 0.9 * max(worth, 0.0)


@ANY_OPTION
@given(OPTIONS)
def test_a_price_falls_towards_intrinsic_value_as_volatility_vanishes(one):
    still = one._replace(volatility=1e-9)
    assert still.price == pytest.approx(one.intrinsic, rel=0, abs=1e-8 * one.forward)


@pytest.mark.parametrize("place", [0, 1, 2, 3, 5])
def test_the_price_of_something_unknown_is_unknown(place):
    arguments = [100.0, 105.0, 0.25, 0.2, "C", 0.99]
    arguments[place] = nan
    assert isnan(black76(*arguments))


@given(st.floats(-8.0, 8.0))
def test_the_normal_distribution_is_symmetric_and_its_density_is_its_slope(x):
    assert normal_cdf(x) + normal_cdf(-x) == pytest.approx(1.0, abs=1e-15)
    slope = (normal_cdf(x + 1e-5) - normal_cdf(x - 1e-5)) / 2e-5
    assert slope == pytest.approx(normal_density(x), abs=1e-9)
