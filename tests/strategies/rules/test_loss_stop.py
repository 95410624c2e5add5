import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies.rules.loss_stop import LIFTED, NOTHING, STOPPED, LossStop, begin, result, step

RULE = LossStop(0.02)


def multipliers(*sessions):
    """Multipliers for (month, month of the fill, equity), from a first equity of 100 in month 1."""
    state, seen = begin(1, 100.0), []
    for month, fill_month, equity in sessions:
        state, multiplier, _ = step(RULE, state, equity, month, fill_month, 0.0)
        seen.append(multiplier)
    return seen


def test_a_loss_of_the_limit_closes_the_overlay_for_the_rest_of_the_month():
    assert multipliers((1, 1, 98.1), (1, 1, 98.0), (1, 1, 105.0)) == [1.0, 0.0, 0.0]


def test_on_the_last_evening_of_the_month_it_opens_again():
    assert multipliers((1, 1, 97.0), (1, 2, 97.0), (2, 2, 97.0)) == [0.0, 1.0, 1.0]


def test_the_new_month_is_measured_from_the_end_of_the_old():
    assert multipliers((1, 2, 97.0), (2, 2, 95.2), (2, 2, 95.0)) == [1.0, 1.0, 0.0]


def test_a_change_has_a_code():
    state, _, change = step(RULE, begin(1, 100.0), 97.0, 1, 1, 0.0)
    assert (change, result(state)) == (STOPPED, pytest.approx(-0.03))
    state, _, change = step(RULE, state, 97.0, 1, 1, 0.0)
    assert change == NOTHING
    assert step(RULE, state, 97.0, 1, 2, 0.0)[2] == LIFTED


def test_the_result_of_a_month_leaves_out_what_a_hedge_brought_in_it():
    before = begin(1, 100.0)._replace(hedge_start=5.0)
    state, multiplier, _ = step(RULE, before, 97.0, 1, 1, 3.5)
    assert (multiplier, result(state)) == (1.0, pytest.approx(-0.015))


@given(st.lists(st.floats(50.0, 150.0), min_size=1))
def test_within_a_month_it_never_opens_again(equities):
    seen = multipliers(*((1, 1, equity) for equity in equities))
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize("equity", [100.0, 1.0, -50.0, float("nan")])
def test_a_limit_of_zero_is_no_stop_whatever_is_lost(equity):
    assert step(LossStop(0.0), begin(1, 100.0), equity, 1, 1, 0.0)[1:] == (1.0, NOTHING)
