"""Prices and volatilities of whole chains are those of the exact forms."""

import numpy as np

from data.chains import implied as of_chains
from data.pricing.fitted_surface import fitted_surface
from validation.black76_arrays import black76, implied_volatility


def test_fast_volatilities_and_prices_are_those_of_the_exact_ones():
    random = np.random.default_rng(3)
    forward, years = np.full(500, 1500.0), random.uniform(0.02, 2.0, 500)
    strike, volatility = forward * np.exp(random.normal(0.0, 0.1, 500)), random.uniform(0.08, 0.9, 500)
    call, discount = random.random(500) < 0.5, np.exp(-0.03 * years)
    price = black76(forward, strike, years, volatility, call, discount)
    terms = of_chains.Terms(forward, strike, years, call, discount)
    np.testing.assert_allclose(of_chains.price(volatility, terms), price, atol=1e-3)
    intrinsic = discount * np.maximum(np.where(call, forward - strike, strike - forward), 0.0)
    felt = price - intrinsic > 0.5
    exact = implied_volatility(price, forward, strike, years, call, discount)
    np.testing.assert_allclose(of_chains.implied(price, terms)[felt], exact[felt], rtol=1e-3)


def test_the_expected_volatility_is_that_of_the_fitted_surface():
    random = np.random.default_rng(4)
    vix, fall, years = random.uniform(9.0, 80.0, 200), random.uniform(0.0, 0.4, 200), random.uniform(0.01, 1.5, 200)
    forward, strike = np.full(200, 1000.0), random.uniform(600.0, 1300.0, 200)
    terms = of_chains.Terms(forward, strike, years, strike > forward, np.ones(200))
    rows = zip(vix.tolist(), forward.tolist(), strike.tolist(), years.tolist(), fall.tolist(), strict=True)
    exact = [fitted_surface().volatility(*row) for row in rows]
    np.testing.assert_allclose(of_chains.expected(fitted_surface(), vix, fall, terms), exact, rtol=1e-9)
