import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies.rules.volatility_halving import (
    FULL,
    HALVED,
    NOTHING,
    RESTORED,
    Halving,
    HalvingState,
    halving_rule,
    step,
)

RULE = Halving(halve_above=0.20, restore_below=0.15, restore_sessions=3)
NO_HYSTERESIS = Halving(halve_above=0.20, restore_below=0.20, restore_sessions=1)


def multipliers(rule, volatilities):
    state, seen = FULL, []
    for volatility in volatilities:
        state, multiplier, _ = step(rule, state, volatility)
        seen.append(multiplier)
    return seen


def test_above_the_threshold_the_overlay_is_halved_at_once():
    assert multipliers(RULE, [0.20, 0.21]) == [1.0, 0.5]


def test_it_comes_back_after_three_calm_sessions_in_a_row():
    assert multipliers(RULE, [0.25, 0.15, 0.14, 0.13, 0.12]) == [0.5, 0.5, 0.5, 1.0, 1.0]


def test_a_session_between_the_thresholds_starts_the_count_again():
    assert multipliers(RULE, [0.25, 0.14, 0.14, 0.16, 0.14, 0.14, 0.14]) == [0.5] * 6 + [1.0]


def test_without_hysteresis_the_multiplier_is_a_function_of_today():
    assert multipliers(NO_HYSTERESIS, [0.19, 0.21, 0.20, 0.22, 0.19]) == [1.0, 0.5, 1.0, 0.5, 1.0]


def test_an_unknown_volatility_changes_nothing():
    unknown = float("nan")
    assert step(RULE, FULL, unknown) == (FULL, 1.0, NOTHING)
    assert step(RULE, HalvingState(halved=True, calm_sessions=2), unknown)[:2] == (HalvingState(halved=True), 0.5)


def test_a_change_has_a_code_and_no_change_has_none():
    assert step(RULE, FULL, 0.25)[2] == HALVED
    assert step(RULE, HalvingState(halved=True, calm_sessions=2), 0.1)[2] == RESTORED
    assert step(RULE, FULL, 0.1)[2] == NOTHING


def test_as_a_rule_of_an_overlay_it_tells_the_numbers_of_a_change():
    rule, calm = halving_rule(RULE), HalvingState(halved=True, calm_sessions=2)
    assert dict(rule.step(RULE, FULL, 0.25)[1].numbers) == {"volatility": 0.25, "level": 0.20}
    assert dict(rule.step(RULE, calm, 0.1)[1].numbers) == {"volatility": 0.1, "level": 0.15, "count": 3}
    assert [rule.step(RULE, state, 0.16)[1].state for state in (FULL, calm)] == ["full", "halved"]
    assert dict(rule.step(RULE, FULL, 0.1)[1].numbers) == {}


@given(st.lists(st.floats(0.0, 1.0)))
def test_a_run_of_halved_sessions_never_ends_on_a_rough_one(volatilities):
    seen = multipliers(RULE, volatilities)
    for before, after, volatility in zip(seen, seen[1:], volatilities[1:], strict=False):
        if before == 0.5 and after == 1.0:
            assert volatility <= RULE.restore_below
        if before == 1.0 and after == 0.5:
            assert volatility > RULE.halve_above


@pytest.mark.parametrize("factor", [0.0, 0.25])
def test_the_factor_is_the_multiplier(factor):
    assert multipliers(RULE._replace(factor=factor), [0.25]) == [factor]
