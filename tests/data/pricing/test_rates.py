import pytest

from data.pricing.rates import interest, investment_yield


def test_a_year_of_interest_is_the_rate():
    assert interest(1_000.0, 0.05, 365) == pytest.approx(50.0)


def test_a_weekend_earns_three_days():
    assert interest(365_000.0, 0.05, 3) == pytest.approx(150.0)


def test_a_discount_yields_more_than_its_rate():
    # 13 weeks at 5.25 %: price 98.6729, (100 - P) / P x 365 / 91
    assert investment_yield(0.0525, 91) == pytest.approx(0.053945, abs=1e-6)


@pytest.mark.parametrize("days", [0, 184])
def test_a_bill_of_more_than_half_a_year_has_no_simple_yield(days):
    with pytest.raises(ValueError, match=f"^investment_yield holds for bills of 1 to 183 days, not {days}$"):
        investment_yield(0.05, days)
    assert investment_yield(0.05, 183) > investment_yield(0.05, 1) > 0.05
