"""What may be paid in and out: amounts as they grow, and what has to stay."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.account.paid import LEFT, NO_FLOWS, asked_in, asked_out, raised, ready_for, taken_out

MONEY = st.floats(0.0, 1e7, allow_nan=False)


def terms(**changed):
    return NO_FLOWS._replace(months=1, **changed)


@pytest.mark.parametrize(("months", "factor"), [(0, 1.0), (11, 1.0), (12, 1.05), (23, 1.05), (24, 1.1025)])
def test_amounts_are_raised_once_for_every_whole_year(months, factor):
    assert raised(0.05, months) == pytest.approx(factor, rel=1e-15)


def test_amounts_in_yen_go_by_the_rate_of_the_day():
    assert asked_out(terms(withdraw=300_000.0, in_yen=True), 0, 150.0, 1e6) == 2_000.0
    assert asked_in(terms(contribute=300_000.0), 0, 150.0) == 300_000.0


@pytest.mark.parametrize(("months", "part"), [(1, 1_000.0), (3, 3_000.0), (12, 12_000.0)])
def test_a_share_of_equity_a_year_is_paid_in_equal_parts(months, part):
    assert asked_out(terms(share=0.012)._replace(months=months), 0, 1.0, 1e6) == pytest.approx(part)
    assert asked_out(terms(share=0.012), 0, 1.0, -5.0) == 0.0


def test_what_goes_by_equity_or_a_rate_is_kept_ready_with_something_on_top():
    assert ready_for(terms(withdraw=500.0), 0, 1.0, 1e6) == 500.0
    assert ready_for(terms(share=0.012), 0, 1.0, 1e6) == pytest.approx(1_020.0)
    assert ready_for(terms(withdraw=500.0, contribute=600.0), 0, 1.0, 1e6) == 0.0


@given(asked=MONEY, cash=MONEY | st.just(inf), equity=MONEY, collateral=MONEY, initial=MONEY)
def test_a_withdrawal_leaves_initial_margin_and_a_cent_or_is_nothing(asked, cash, equity, collateral, initial):
    paid = taken_out(asked, cash, equity, collateral, initial)
    assert 0.0 <= paid <= asked
    if paid > 0.0:
        assert paid <= cash
        assert collateral - paid >= initial - 1e-9 * collateral
        assert equity - paid >= LEFT - 1e-9 * equity
    most = min(cash, equity - LEFT, collateral - initial)
    assert paid == asked or paid > most - 0.01 - 1e-9 * abs(most)
