"""Scalar Black-76 against two independent libraries, against itself, and at its limits."""

from math import exp, inf, isnan, log, nan, sqrt
from typing import NamedTuple

import pytest
import QuantLib
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from vollib.black import black as vollib_price
from vollib.black.greeks import analytical as vollib_greeks
from vollib.black.implied_volatility import implied_volatility as vollib_implied_volatility

from data.pricing.black76 import (
    Greeks,
    black76,
    black76_greeks,
    black76_marked,
    implied_volatility,
    normal_cdf,
    normal_density,
)

ANY_OPTION = settings(max_examples=60, deadline=None)


class Option(NamedTuple):
    forward: float
    strike: float
    years: float
    volatility: float
    right: str
    rate: float

    @property
    def discount(self):
        return exp(-self.rate * self.years)

    @property
    def price(self):
        return black76(self.forward, self.strike, self.years, self.volatility, self.right, self.discount)

    @property
    def greeks(self):
        return black76_greeks(self.forward, self.strike, self.years, self.volatility, self.right, self.discount)

    @property
    def deviation(self):
        return self.volatility * sqrt(self.years)

    @property
    def intrinsic(self):
        return self.discount * max(self.forward - self.strike if self.right == "C" else self.strike - self.forward, 0.0)

    @property
    def upper_bound(self):
        return self.discount * (self.forward if self.right == "C" else self.strike)

    @property
    def other(self):
        return self._replace(right="P" if self.right == "C" else "C")

    def volatility_at(self, price):
        return implied_volatility(price, self.forward, self.strike, self.years, self.right, self.discount)

    def out_of_the_money(self):
        return self._replace(right="C" if self.strike >= self.forward else "P")


def option(forward, moneyness, years, volatility, right, rate):
    return Option(forward, forward * exp(moneyness), years, volatility, right, rate)


RIGHTS = st.sampled_from(["C", "P"])
OPTIONS = st.builds(
    option,
    forward=st.floats(10.0, 10_000.0),
    moneyness=st.floats(-0.5, 0.5),
    years=st.floats(1.0 / 365.0, 3.0),
    volatility=st.floats(0.03, 1.5),
    right=RIGHTS,
    rate=st.floats(-0.02, 0.15),
)
NEAR_THE_MONEY = st.builds(
    lambda forward, deviations, years, volatility, right, rate: option(
        forward, deviations * volatility * sqrt(years), years, volatility, right, rate
    ),
    forward=st.floats(500.0, 5_000.0),
    deviations=st.floats(-2.5, 2.5),
    years=st.floats(1.0 / 12.0, 2.0),
    volatility=st.floats(0.08, 0.8),
    right=RIGHTS,
    rate=st.floats(-0.02, 0.15),
)
MONTH = option(2000.0, -0.05, 30.0 / 365.0, 0.20, "P", 0.01)


def quantlib(one):
    kind = QuantLib.Option.Call if one.right == "C" else QuantLib.Option.Put
    payoff = QuantLib.PlainVanillaPayoff(kind, one.strike)
    return QuantLib.BlackCalculator(payoff, one.forward, one.deviation, one.discount)


def quantlib_volatility(one, price):
    kind = QuantLib.Option.Call if one.right == "C" else QuantLib.Option.Put
    deviation = QuantLib.blackFormulaImpliedStdDev(
        kind, one.strike, one.forward, price, one.discount, 0.0, one.deviation, 1e-12, 1000
    )
    return deviation / sqrt(one.years)


def vollib_arguments(one):
    return one.right.lower(), one.forward, one.strike, one.years, one.rate, one.volatility


# The price.


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


# The greeks.


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


# Implied volatility.


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


@ANY_OPTION
@given(OPTIONS, st.sampled_from([1.0, 0.0]))
def test_a_mark_is_price_delta_and_vega_bit_for_bit(one, time):
    terms = (one.forward, one.strike, time * one.years, one.volatility, one.right, one.discount)
    greeks = black76_greeks(*terms)
    assert black76_marked(*terms) == (black76(*terms), greeks.delta, greeks.vega)
