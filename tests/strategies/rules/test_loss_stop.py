import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies.rules.loss_stop import (
    BY_AMOUNT,
    LIFTED,
    NOTHING,
    STOPPED,
    LossStop,
    begin,
    loss_stop_rule,
    money_lost,
    result,
    step,
)
from strategies.rules.rule import OverlayObservation

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


def changes(rule, *equities):
    """What each evening of a month changed, from a first equity of 100."""
    state, seen = begin(1, 100.0), []
    for equity in equities:
        state, _, change = step(rule, state, equity, 1, 1, 0.0)
        seen.append(change)
    return seen


def test_an_amount_of_money_closes_it_whatever_share_that_is():
    assert changes(LossStop(0.0, 1.5), 98.6, 98.5, 90.0) == [NOTHING, BY_AMOUNT, NOTHING]


def test_of_share_and_amount_the_one_that_comes_first_closes_it():
    assert changes(LossStop(0.02, 1.5), 98.5, 97.0) == [BY_AMOUNT, NOTHING]
    assert changes(LossStop(0.01, 1.5), 98.9, 97.0) == [STOPPED, NOTHING]


@given(st.floats(0.001, 0.2), st.lists(st.floats(70.0, 130.0), min_size=1))
def test_an_amount_is_a_share_of_what_the_month_began_with(share, equities):
    stopped = [
        [one != NOTHING for one in changes(rule, *equities)] for rule in (LossStop(share), LossStop(0.0, 100.0 * share))
    ]
    near = any(abs(equity - 100.0 * (1.0 - share)) < 1e-9 for equity in equities)
    assert near or stopped[0] == stopped[1]


def test_what_a_hedge_brought_is_no_money_lost():
    before = begin(1, 100.0)._replace(hedge_start=5.0)
    assert money_lost(step(LossStop(0.0, 9.0), before, 97.0, 1, 1, 3.5)[0]) == pytest.approx(1.5)


class Yen:
    """A market on which a dollar is 150 yen."""

    def value(self, column):
        return {"usdjpy": 150.0}[column]


def test_an_amount_in_yen_is_one_at_the_rate_of_the_evening():
    seen = OverlayObservation(14_000, 14_001, 0.1, 98.5, 9.0, 0.0, 0.0, view=Yen())
    for amount, told in ((220.0, "loss_stop_amount"), (230.0, "")):
        rule = loss_stop_rule(LossStop(0.0, amount), in_yen=True)
        state, _ = rule.step(rule.params, None, rule.observe(seen._replace(equity=100.0)))
        ruling = rule.step(rule.params, state, rule.observe(seen))[1]
        assert ruling.code == told
        assert not told or dict(ruling.numbers) == {"lost": pytest.approx(225.0), "amount": 220.0}
