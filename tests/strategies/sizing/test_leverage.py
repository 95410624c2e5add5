import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies.sizing.leverage import (
    RequirementShares,
    cash_ratio,
    distance_to,
    largest_leverage,
    margin_ratio,
    survives,
    touch_probability,
)

leverages = st.floats(1.0, 25.0)
levels = st.floats(0.2, 2.0)
asked = st.builds(RequirementShares, st.floats(0.0, 0.10), st.floats(0.001, 0.10))
directions = st.sampled_from([1, -1])


@given(leverages, levels, asked, directions)
def test_at_the_distance_to_a_level_the_margin_ratio_is_that_level(leverage, level, requirement, direction):
    distance = distance_to(level, leverage, requirement, direction)
    if distance < 0.99:
        assert margin_ratio(leverage, requirement, distance, direction) == pytest.approx(level)


@pytest.mark.pages
@given(st.floats(0.01, 0.9), levels, asked, directions)
def test_the_largest_leverage_survives_the_move_and_a_larger_one_does_not(move, level, requirement, direction):
    most = largest_leverage(move, level, requirement, direction)
    assert survives(most, move, level, requirement, direction)
    assert not survives(1.001 * most, move, level, requirement, direction)
    assert distance_to(level, most, requirement, direction) == pytest.approx(move)


@given(leverages, levels, st.floats(0.01, 0.10))
def test_a_short_position_is_cut_sooner_because_what_it_is_asked_for_grows(leverage, level, share):
    long, short = (distance_to(level, leverage, RequirementShares(share), direction) for direction in (1, -1))
    if long > 0.0:
        assert short < long


@pytest.mark.parametrize(
    ("buffer", "calm", "stressed"), [(0.20, 0.158, 0.111), (0.30, 0.263, 0.222), (0.40, 0.368, 0.333)]
)
def test_the_fall_that_the_cash_behind_an_overlay_bears_with_5_and_with_10_percent_asked(buffer, calm, stressed):
    leverage = 1.0 / buffer
    assert cash_ratio(leverage) == pytest.approx(buffer)
    assert distance_to(1.0, leverage, RequirementShares(0.05)) == pytest.approx(calm, abs=5e-4)
    assert distance_to(1.0, leverage, RequirementShares(0.10)) == pytest.approx(stressed, abs=5e-4)


def test_without_leverage_no_fall_reaches_the_loss_cut():
    assert distance_to(1.0, 1.0, RequirementShares(0.04)) == 1.0


@pytest.mark.pages
def test_touching_is_likelier_than_ending_beyond_and_agrees_with_a_walk():
    steps = np.random.default_rng(2).normal(0.0, 0.10 / np.sqrt(2_000), (4_000, 2_000))
    touched = (np.cumsum(steps, axis=1).min(axis=1) <= -0.1).mean()
    assert touch_probability(0.1, 0.10) == pytest.approx(0.3173, abs=1e-4)
    assert touched == pytest.approx(touch_probability(0.1, 0.10), abs=0.03)
    assert touch_probability(-0.1, 0.10) == 1.0
    assert touch_probability(0.1, 0.10, years=0.25) < touch_probability(0.1, 0.10)
