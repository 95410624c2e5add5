import pytest

from data.pricing.rates import interest, investment_yield


def test_a_year_of_interest_is_the_rate():
    assert interest(1_000.0, 0.05, 365) == pytest.approx(50.0)


def test_a_weekend_earns_three_days():
    assert interest(365_000.0, 0.05, 3) == pytest.approx(150.0)


def test_a_discount_yields_more_than_its_rate():
    # 13 weeks at 5.25 %: price 98.6729, (100 - P) / P x 365 / 91
    assert investment_yield(0.0525, 91) == pytest.approx(0.053945, abs=1e-6)
