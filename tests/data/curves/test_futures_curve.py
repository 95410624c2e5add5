from math import exp

import pytest

from data.base.errors import ConfigError, MissingFact
from data.contracts.contracts import FutureContract, future_spec
from data.curves.futures_curve import FuturesCurve
from data.pricing.black76 import futures_fair_value


@pytest.fixture
def flat_market(small_market):
    return small_market([100.0] * 10, bill_yield=[0.03] * 10, dividend_yield=[0.01] * 10)


def contract(market, days):
    return FutureContract(future_spec("ES"), market.days[0] + days)


def test_cost_of_carry():
    assert futures_fair_value(100.0, 0.05, 0.02, 0.5) == pytest.approx(100.0 * exp(0.015))


def test_a_price_is_the_spot_carried_to_expiry(flat_market):
    curve = FuturesCurve(flat_market, 0.005)
    assert curve.price(contract(flat_market, 73), 0) == pytest.approx(100.0 * exp((0.03 + 0.005 - 0.01) * 0.2))


def test_at_expiry_it_is_the_spot(flat_market):
    assert FuturesCurve(flat_market, 0.005).price(contract(flat_market, 0), 0) == 100.0


def test_the_open_is_carried_at_the_rates_of_the_evening_before(small_market):
    market = small_market([100.0, 100.0], open=[100.0, 100.0], bill_yield=[0.03, 0.09], dividend_yield=[0.01, 0.01])
    price = FuturesCurve(market, 0.0).open_price(contract(market, 74), 1)
    assert price == pytest.approx(100.0 * exp((0.03 - 0.01) * 73 / 365))


def test_the_yearly_series_is_fixed_when_a_contract_becomes_the_lead(small_market):
    market = small_market([100.0] * 10, start="2007-12-26", bill_yield=[0.0] * 10, dividend_yield=[0.0] * 10)
    march = FutureContract(future_spec("ES"), market.days[0] + 86)  # 2008-03-21: became the lead in December 2007
    prices = [FuturesCurve(market, "by_year").price(march, place) for place in range(10)]
    rates = [365 * (price / 100.0 - 1) / (march.expiry - day) for price, day in zip(prices, market.days, strict=True)]
    assert rates == pytest.approx([0.0056] * 10, abs=2e-5)


def test_an_expiry_is_financed_at_what_held_a_quarter_before_it(small_market):
    market = small_market([100.0] * 10, start="2007-12-26")
    curve, expiry = FuturesCurve(market, "by_year"), market.days[0] + 86
    assert curve.financing_of("ES", expiry) == curve.spread("ES", expiry - 91) != curve.spread("ES", expiry)
    assert FuturesCurve(market, 0.005).financing_of("ES", expiry) == 0.005


def test_an_unknown_series_is_answered_with_the_known_ones(flat_market):
    with pytest.raises(ConfigError, match="unknown financing series 'libor'; known: by_year, flat, or a number"):
        FuturesCurve(flat_market, "libor")


def test_every_family_has_a_financing_spread_of_its_own(flat_market):
    curve, expiry = FuturesCurve(flat_market, "flat"), flat_market.days[0] + 73
    assert curve.price(contract(flat_market, 73), 0) == pytest.approx(100.0 * exp((0.03 + 0.005 - 0.01) * 0.2))
    later = FutureContract(future_spec("NK225M"), expiry + 73)
    assert curve.price(later, 0) == pytest.approx(100.0 * exp((0.03 - 0.01) * 0.4))
    with pytest.raises(MissingFact, match=r"has no NK225M.by_year; it has CLICK225.flat, ES.by_year, ES.flat, "):
        FuturesCurve(flat_market, "by_year").price(later, 0)
