import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.account.settlement import cash_accrual, fund_accrual, sweep, variation_margin

PRICES = st.floats(100.0, 5_000.0)


def test_a_fund_earns_its_gross_yield_less_expenses():
    assert fund_accrual(365_000.0, gross_yield=0.05, expense=0.0035, days=1) == pytest.approx((50.0, -3.5))


def test_cash_earns_less_than_bills_and_debt_costs_more():
    assert cash_accrual(365_000.0, 0.05, credit_spread=0.005, debit_spread=0.015, days=1) == pytest.approx(45.0)
    assert cash_accrual(-365_000.0, 0.05, credit_spread=0.005, debit_spread=0.015, days=1) == pytest.approx(-65.0)
    assert cash_accrual(365_000.0, 0.001, credit_spread=0.005, debit_spread=0.015, days=1) == 0.0


def test_one_point_on_one_e_mini_is_fifty_dollars():
    assert variation_margin(50.0, 4_000.0, 4_001.0, 3_990.0, 3_991.0) == (50.0, 0.0)


def test_what_the_future_does_beyond_the_index_is_carry():
    assert variation_margin(50.0, 4_010.0, 4_012.0, 4_000.0, 4_003.0) == (150.0, -50.0)


@given(st.floats(-1e4, 1e4), PRICES, PRICES, PRICES, PRICES)
def test_the_two_parts_are_the_whole_variation_margin(exposure, mark, new_mark, spot, new_spot):
    parts = variation_margin(exposure, mark, new_mark, spot, new_spot)
    assert sum(parts) == pytest.approx(exposure * (new_mark - mark), abs=1e-6)


def test_within_the_band_nothing_moves():
    assert sweep(cash=80.0, target=100.0, band=0.2) == 0.0
    assert sweep(cash=120.0, target=100.0, band=0.2) == 0.0


def test_outside_the_band_everything_beyond_the_target_moves():
    assert sweep(cash=121.0, target=100.0, band=0.2) == 21.0
    assert sweep(cash=79.0, target=100.0, band=0.2) == -21.0
    assert sweep(cash=-5.0, target=0.0, band=0.2) == -5.0
