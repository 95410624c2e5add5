"""The array forms against the scalar ones: the same numbers, the same gaps, any shapes."""

from itertools import product
from math import exp, nan

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from data.pricing import black76 as pricing
from validation.black76_arrays import GreekArrays, black76, black76_greeks, implied_volatility

FORWARDS = [20.0, 1000.0, 4321.0]
MONEYNESS = [-0.6, -0.2, -0.05, -0.003, 0.0, 0.01, 0.07, 0.3, 0.6]
YEARS = [1.0 / 365.0, 30.0 / 365.0, 0.5, 2.0]
VOLATILITIES = [0.04, 0.15, 0.4, 1.3]
DISCOUNTS = [1.01, 1.0, 0.93]
LIMITS = [0.0, 0.3]
SHAPES = pytest.mark.parametrize(
    ("forward", "strike", "shape"),
    [
        (100.0, 105.0, ()),
        ([100.0], 105.0, (1,)),
        (100.0, [95.0, 100.0, 105.0], (3,)),
        ([[100.0], [101.0]], [95.0, 100.0, 105.0], (2, 3)),
        ([[[100.0]]], [[95.0], [100.0]], (1, 2, 1)),
        ([], 105.0, (0,)),
        (np.empty((0, 1)), [95.0, 100.0, 105.0], (0, 3)),
    ],
    ids=str,
)


def grid(years, volatilities):
    """(forward, strike, years, volatility, right, discount) of every combination."""
    for forward, moneyness, time, volatility, right, discount in product(
        FORWARDS, MONEYNESS, years, volatilities, "CP", DISCOUNTS
    ):
        yield forward, forward * exp(moneyness), time, volatility, right, discount


OPTIONS = list(grid(YEARS, VOLATILITIES))
AT_THE_LIMIT = list(grid(LIMITS, LIMITS))


def columns(options):
    forward, strike, years, volatility, right, discount = (np.array(column) for column in zip(*options, strict=True))
    return forward, strike, years, volatility, right == "C", discount


def one_by_one(function, options):
    return np.array([function(*one) for one in options])


def scale(options):
    forward, strike, *_ = columns(options)
    return np.maximum(forward, strike)


@pytest.mark.parametrize("options", [OPTIONS, AT_THE_LIMIT], ids=["ordinary", "at the limit"])
def test_prices_are_those_of_the_scalar_form_to_a_few_roundings_of_forward_and_strike(options):
    difference = black76(*columns(options)) - one_by_one(pricing.black76, options)
    assert np.abs(difference / scale(options)).max() < 2e-15


@pytest.mark.parametrize("field", GreekArrays._fields)
def test_greeks_are_those_of_the_scalar_form_to_the_rounding_of_a_squared_deviation(field):
    # The density of an option d deviations away rounds in relative terms by d squared roundings; d reaches 300 here.
    scalar = one_by_one(lambda *one: getattr(pricing.black76_greeks(*one), field), OPTIONS)
    array = getattr(black76_greeks(*columns(OPTIONS)), field)
    assert_allclose(array, scalar, rtol=1e-11, atol=1e-13 * np.abs(scalar).max())


@pytest.mark.parametrize("field", GreekArrays._fields)
def test_greeks_at_the_limit_are_those_of_the_scalar_form(field):
    scalar = one_by_one(lambda *one: getattr(pricing.black76_greeks(*one), field), AT_THE_LIMIT)
    array = getattr(black76_greeks(*columns(AT_THE_LIMIT)), field)
    assert_allclose(array, scalar, rtol=1e-12)


def test_the_greeks_of_both_forms_have_the_same_names():
    assert GreekArrays._fields == pricing.Greeks._fields


def quoted(options):
    """(price, forward, strike, years, right, discount): the price of each option."""
    return [
        (pricing.black76(*one), forward, strike, years, right, discount)
        for one in options
        for forward, strike, years, _, right, discount in [one]
    ]


def implied(quotes):
    price, forward, strike, years, right, discount = (np.array(column) for column in zip(*quotes, strict=True))
    return implied_volatility(price, forward, strike, years, right == "C", discount)


def test_implied_volatilities_are_those_of_the_scalar_form_down_to_prices_of_nearly_nothing():
    quotes = [quote for quote in quoted(OPTIONS) if quote[0] == 0.0 or quote[0] > 1e-100]
    scalar, array = one_by_one(pricing.implied_volatility, quotes), implied(quotes)
    assert_array_equal(np.isnan(array), np.isnan(scalar))
    assert_allclose(array, scalar, rtol=1e-12)
    assert np.isfinite(scalar).mean() > 0.6


def test_volatilities_come_back_from_out_of_the_money_prices_above_a_millionth():
    cheap = [one for one in OPTIONS if (one[1] >= one[0]) == (one[4] == "C") and pricing.black76(*one) > 1e-6]
    assert len(cheap) > 500
    assert_allclose(implied(quoted(cheap)), columns(cheap)[3], rtol=0, atol=1e-12)


def bad_quotes():
    good = (5.0, 100.0, 105.0, 0.25, "C", 0.99)
    for place, value in product([0, 1, 2, 3, 5], [nan, -1.0]):
        yield (*good[:place], value, *good[place + 1 :])
    for right, price in product("CP", [0.0, -0.0, -3.0, 4.9, 200.0, np.inf]):
        yield (price, 100.0, 95.0 if right == "C" else 105.0, 0.25, right, 1.0)
    yield from [
        (5.0, 100.0, 105.0, 0.0, "C", 1.0),
        (5.0, 0.0, 105.0, 0.25, "C", 1.0),
        (5.0, 100.0, 0.0, 0.25, "P", 1.0),
    ]


def test_no_bad_quote_has_a_volatility_in_either_form():
    quotes = list(bad_quotes())
    assert np.isnan(one_by_one(pricing.implied_volatility, quotes)).all()
    assert np.isnan(implied(quotes)).all()


def test_a_bad_quote_does_not_disturb_its_neighbours():
    quotes = quoted(OPTIONS[:200])
    mixed = [one for quote in quotes for one in (quote, (nan, *quote[1:]))]
    volatilities = implied(mixed)
    assert_allclose(volatilities[::2], implied(quotes), rtol=1e-15)
    assert np.isnan(volatilities[1::2]).all()


def test_negative_forward_and_strike_have_no_volatility_in_either_form():
    quote = (12.0, -100.0, -110.0, 0.5)
    assert np.isnan(pricing.implied_volatility(*quote, "C"))
    assert np.isnan(implied_volatility(*quote, call=True))


@pytest.mark.parametrize("place", [0, 1, 2, 3, 5])
def test_what_is_unknown_has_an_unknown_price(place):
    arguments = [100.0, 95.0, 0.25, 0.2, True, 0.99]
    arguments[place] = np.array([nan])
    assert np.isnan(black76(*arguments)).all()


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_what_is_unknown_has_unknown_greeks(place):
    arguments = [100.0, 95.0, 0.25, 0.2, True, 0.99]
    arguments[place] = np.array([nan])
    assert all(np.isnan(value).all() for value in black76_greeks(*arguments))


@SHAPES
def test_prices_and_greeks_have_the_shape_of_their_arguments_together(forward, strike, shape):
    assert np.shape(black76(forward, strike, 0.25, 0.2, call=True)) == shape
    greeks = black76_greeks(forward, strike, 0.25, 0.2, call=True)
    assert {np.shape(greeks.delta), np.shape(greeks.gamma), np.shape(greeks.vega)} == {shape}
    assert {np.shape(greeks.theta), np.shape(greeks.rho)} == {shape}


@SHAPES
def test_implied_volatilities_have_the_shape_of_their_arguments_together(forward, strike, shape):
    assert np.shape(implied_volatility(6.0, forward, strike, 0.25, call=True)) == shape


def test_every_argument_of_a_price_broadcasts():
    arguments = [100.0, 105.0, 0.25, 0.2, True, 0.99]
    plain = pricing.black76(100.0, 105.0, 0.25, 0.2, "C", 0.99)
    for place, value in enumerate(arguments):
        wide = [*arguments[:place], np.full((2, 3), value), *arguments[place + 1 :]]
        assert_allclose(black76(*wide), np.full((2, 3), plain), rtol=1e-13)


@pytest.mark.parametrize("place", range(6))
def test_every_argument_of_an_implied_volatility_broadcasts(place):
    arguments = [5.0, 100.0, 105.0, 0.25, True, 0.99]
    arguments[place] = np.full((2, 3), arguments[place])
    plain = pricing.implied_volatility(5.0, 100.0, 105.0, 0.25, "C", 0.99)
    assert_allclose(implied_volatility(*arguments), np.full((2, 3), plain), rtol=1e-13)


def test_calls_and_puts_stand_side_by_side():
    both = black76(100.0, 105.0, 0.25, 0.2, np.array([True, False]), 0.99)
    assert_allclose(both[0] - both[1], 0.99 * (100.0 - 105.0), rtol=1e-13)


def test_whole_numbers_and_lists_are_taken_as_they_are():
    prices = black76(100, [95, 105], 1, 0.2, [True, False])
    assert prices.tolist() == [black76(100.0, 95.0, 1.0, 0.2, call=True), black76(100.0, 105.0, 1.0, 0.2, call=False)]


def test_arguments_are_left_as_they_were():
    arguments = columns(OPTIONS[:50])
    before = [column.copy() for column in arguments]
    black76_greeks(*arguments)
    prices = black76(*arguments)
    implied_volatility(prices, *arguments[:3], *arguments[4:])
    assert all(np.array_equal(one, two) for one, two in zip(arguments, before, strict=True))


@pytest.mark.pages
def test_one_call_inverts_a_whole_chain():
    strikes = np.linspace(600.0, 1500.0, 20_000)
    prices = black76(1000.0, strikes, 0.25, 0.2, strikes >= 1000.0)
    assert_allclose(implied_volatility(prices, 1000.0, strikes, 0.25, strikes >= 1000.0), 0.2, rtol=1e-11)
