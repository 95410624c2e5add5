"""The greeks of scalar Black-76 against two independent libraries, as slopes of the price, and at their limits."""

from math import exp, inf, isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vollib.black.greeks import analytical as vollib_greeks

from data.pricing.black76 import (
    Greeks,
    black76,
    black76_greeks,
    black76_marked,
)
from tests.support.options_by_chance import ANY_OPTION, NEAR_THE_MONEY, OPTIONS, quantlib, vollib_arguments


@ANY_OPTION
@given(NEAR_THE_MONEY)
def test_greeks_agree_with_quantlib(one):
    theirs = quantlib(one)
    expected = Greeks(
        delta=theirs.deltaForward(),
        gamma=theirs.gammaForward(),
        vega=theirs.vega(one.years),
        theta=theirs.theta(one.forward, one.years),
        # QuantLib's rho holds the spot; with the dividend rate moved alike, the forward is held instead.
        rho=theirs.rho(one.years) + theirs.dividendRho(one.years),
    )
    assert one.greeks == pytest.approx(expected, rel=1e-11, abs=1e-11)


@ANY_OPTION
@given(NEAR_THE_MONEY)
def test_greeks_agree_with_vollib_per_percent_and_per_day(one):
    arguments = vollib_arguments(one)
    ours = one.greeks
    assert ours.delta == pytest.approx(vollib_greeks.delta(*arguments), rel=1e-11)
    assert ours.gamma == pytest.approx(vollib_greeks.gamma(*arguments), rel=1e-11)
    assert ours.vega / 100.0 == pytest.approx(vollib_greeks.vega(*arguments), rel=1e-11)
    assert ours.theta / 365.0 == pytest.approx(vollib_greeks.theta(*arguments), rel=1e-11, abs=1e-11)
    assert ours.rho / 100.0 == pytest.approx(vollib_greeks.rho(*arguments), rel=1e-11)


def central(one, field, step):
    up, down = (one._replace(**{field: getattr(one, field) + side * step}).price for side in (1.0, -1.0))
    return (up - down) / (2.0 * step)


@ANY_OPTION
@given(NEAR_THE_MONEY)
def test_delta_is_the_slope_of_the_price_in_the_forward(one):
    assert one.greeks.delta == pytest.approx(central(one, "forward", 1e-4 * one.deviation * one.forward), abs=1e-7)


@ANY_OPTION
@given(NEAR_THE_MONEY)
def test_gamma_is_the_slope_of_delta_in_the_forward(one):
    step = 1e-4 * one.deviation * one.forward
    up, down = (one._replace(forward=one.forward + side * step).greeks.delta for side in (1.0, -1.0))
    largest = 0.4 / (one.forward * one.deviation)
    assert one.greeks.gamma == pytest.approx((up - down) / (2.0 * step), abs=1e-6 * largest)


@ANY_OPTION
@given(NEAR_THE_MONEY)
def test_vega_is_the_slope_of_the_price_in_volatility(one):
    slope = central(one, "volatility", 1e-4 * one.volatility)
    assert one.greeks.vega == pytest.approx(slope, abs=1e-6 * one.forward)


@ANY_OPTION
@given(NEAR_THE_MONEY)
def test_theta_is_the_fall_of_the_price_as_time_passes_with_the_forward_held(one):
    slope = central(one, "years", 1e-4 * one.years)
    assert one.greeks.theta == pytest.approx(-slope, abs=1e-6 * one.forward)


@ANY_OPTION
@given(NEAR_THE_MONEY)
def test_rho_is_the_slope_of_the_price_in_the_rate_with_the_forward_held(one):
    assert one.greeks.rho == pytest.approx(central(one, "rate", 1e-4), abs=1e-6 * one.forward)


def greeks_without(place):
    arguments = [100.0, 105.0, 0.25, 0.2, "C", 0.99]
    arguments[place] = nan
    return black76_greeks(*arguments)


@ANY_OPTION
@given(OPTIONS)
def test_a_call_and_a_put_share_gamma_and_vega_and_their_deltas_differ_by_the_discount(one):
    call, put = one._replace(right="C").greeks, one._replace(right="P").greeks
    assert (call.gamma, call.vega) == (put.gamma, put.vega)
    assert call.delta - put.delta == pytest.approx(one.discount, rel=1e-14)


@pytest.mark.parametrize(
    ("strike", "right", "delta"),
    [(80.0, "C", 1.0), (80.0, "P", 0.0), (125.0, "C", 0.0), (125.0, "P", -1.0), (100.0, "C", 0.5), (100.0, "P", -0.5)],
)
@pytest.mark.parametrize(("years", "volatility"), [(0.0, 0.2), (0.5, 0.0), (0.0, 0.0)])
def test_delta_without_time_or_volatility_is_all_or_nothing_and_half_at_the_money(
    strike, right, delta, years, volatility
):
    assert black76_greeks(100.0, strike, years, volatility, right, 0.9).delta == 0.9 * delta


@pytest.mark.parametrize("right", ["C", "P"])
@pytest.mark.parametrize(("years", "volatility"), [(0.0, 0.2), (0.5, 0.0), (0.0, 0.0)])
def test_gamma_without_time_or_volatility_is_all_at_the_money(years, volatility, right):
    assert black76_greeks(100.0, 100.0, years, volatility, right).gamma == inf
    assert black76_greeks(100.0, 99.0, years, volatility, right).gamma == 0.0


@pytest.mark.parametrize("right", ["C", "P"])
@pytest.mark.parametrize("strike", [80.0, 100.0, 125.0])
def test_at_expiry_vega_and_rho_are_nothing(strike, right):
    greeks = black76_greeks(100.0, strike, 0.0, 0.2, right)
    assert (greeks.vega, greeks.rho) == (0.0, 0.0)


@pytest.mark.parametrize("right", ["C", "P"])
def test_at_expiry_only_an_option_at_the_money_decays_and_that_without_bound(right):
    assert black76_greeks(100.0, 100.0, 0.0, 0.2, right).theta == -inf
    assert black76_greeks(100.0, 99.0, 0.0, 0.2, right).theta == 0.0


def test_without_volatility_the_intrinsic_value_only_earns_the_rate():
    greeks = black76_greeks(100.0, 80.0, 0.5, 0.0, "C", exp(-0.04 * 0.5))
    price = exp(-0.04 * 0.5) * 20.0
    assert greeks.theta == pytest.approx(0.04 * price)
    assert greeks.rho == pytest.approx(-0.5 * price)


def test_without_volatility_vega_at_the_money_is_that_of_the_first_bit_of_volatility():
    limit = black76_greeks(100.0, 100.0, 0.25, 0.0, "C")
    assert limit.vega == pytest.approx(black76(100.0, 100.0, 0.25, 1e-6, "C") / 1e-6)


@pytest.mark.parametrize("place", [0, 1])
def test_the_greeks_of_an_unknown_forward_or_strike_are_unknown(place):
    assert all(isnan(value) for value in greeks_without(place))


@pytest.mark.parametrize("place", [2, 3])
def test_the_greeks_at_an_unknown_time_or_volatility_are_unknown(place):
    assert all(isnan(value) for value in greeks_without(place))


@ANY_OPTION
@given(OPTIONS, st.sampled_from([1.0, 0.0]))
def test_a_mark_is_price_delta_and_vega_bit_for_bit(one, time):
    terms = (one.forward, one.strike, time * one.years, one.volatility, one.right, one.discount)
    greeks = black76_greeks(*terms)
    marked = black76_marked(*terms[:4], one.right == "C", one.discount)
    assert marked == (black76(*terms), greeks.delta, greeks.vega)
