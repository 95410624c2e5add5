import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rates import fund_yield, interest, investment_yield, smoothed, smoothed_path, yield_from_period_return

RATES = st.floats(0.0, 0.2)


def test_a_year_of_interest_is_the_rate():
    assert interest(1_000.0, 0.05, 365) == pytest.approx(50.0)


def test_a_weekend_earns_three_days():
    assert interest(365_000.0, 0.05, 3) == pytest.approx(150.0)


def test_a_discount_yields_more_than_its_rate():
    # 13 weeks at 5.25 %: price 98.6729, (100 - P) / P x 365 / 91
    assert investment_yield(0.0525, 91) == pytest.approx(0.053945, abs=1e-6)


@given(st.floats(-0.01, 0.02), st.sampled_from([28, 29, 30, 31]))
def test_a_monthly_return_is_earned_again_day_by_day(monthly, days):
    rate = yield_from_period_return(monthly, days)
    assert (1 + rate / 365) ** days - 1 == pytest.approx(monthly, abs=1e-12)


@given(RATES, RATES, st.integers(1, 400), st.floats(1.0, 100.0))
def test_a_smoothed_rate_lies_between_the_old_and_the_new(before, rate, days, age):
    value = smoothed(before, rate, days, age)
    assert min(before, rate) - 1e-15 <= value <= max(before, rate) + 1e-15


def test_a_fund_of_no_age_pays_todays_rate():
    assert smoothed(0.05, 0.01, 1, 0.0) == 0.01


def test_after_its_mean_age_a_fund_has_followed_a_jump_to_63_percent():
    path = smoothed_path([0.0, *[0.01] * 30], list(range(31)), 30.0)
    assert path[-1] == pytest.approx(0.01 * (1 - 2.718281828**-1), rel=1e-6)


def test_expenses_are_waived_where_the_rate_does_not_cover_them():
    assert fund_yield(0.05, 0.0035) == pytest.approx(0.0465)
    assert fund_yield(0.001, 0.0035) == 0.0
