"""What splitting a capital over accounts does, and what it does not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies.sizing.leverage import RequirementShares, distance_to
from strategies.sizing.split import (
    Split,
    all_cut,
    any_cut,
    left_in_one,
    left_in_several,
    loss_when_cut,
    mean_loss,
    worst_case,
)

ASKED = RequirementShares(0.04)
moves = st.floats(-0.3, 0.6)


@given(moves, st.integers(1, 10), st.floats(1.0, 25.0), st.floats(0.2, 1.0))
def test_identical_positions_lose_the_same_in_one_account_and_in_many(move, accounts, leverage, level):
    several = left_in_several([move] * accounts, leverage, level, ASKED)
    assert several == pytest.approx(left_in_one([move], leverage, level, ASKED))


@given(st.lists(moves, min_size=2, max_size=6), st.floats(2.0, 12.0))
def test_the_worst_case_is_that_every_account_is_cut_and_no_split_is_worse(given_moves, leverage):
    worst = 1.0 - worst_case(loss_when_cut(leverage, 0.5, ASKED))
    assert left_in_several(given_moves, leverage, 0.5, ASKED) >= worst - 1e-12
    assert left_in_several([0.6] * 4, leverage, 0.5, ASKED) == pytest.approx(worst)


def test_a_gain_in_one_account_does_not_answer_for_a_loss_in_another():
    # One falls by 30 % and comes back after its cut: in a single account the other's gain would have carried it.
    leverage, paths = 5.0, [(0.30, 0.0), (-0.30, -0.30)]
    low, end = zip(*paths, strict=True)
    assert distance_to(0.5, leverage, ASKED) < 0.30
    assert left_in_one(low, leverage, 0.5, ASKED) == pytest.approx(1.0)  # not cut on the way
    kept_in_one = 1.0 - leverage * sum(end) / 2
    kept_in_two = 1.0 - (loss_when_cut(leverage, 0.5, ASKED) - leverage * 0.30) / 2
    assert kept_in_two < kept_in_one


def test_an_own_loss_cut_limits_what_one_account_can_lose():
    moves_of_two = [0.60, 0.0]
    assert left_in_several(moves_of_two, 5.0, 0.5, ASKED) == pytest.approx(1.0 - loss_when_cut(5.0, 0.5, ASKED) / 2)
    assert left_in_one(moves_of_two, 5.0, 0.5, ASKED) < left_in_several(moves_of_two, 5.0, 0.5, ASKED)


def test_the_mean_is_the_same_and_the_extremes_are_not():
    split = Split(4, 0.1)
    assert (all_cut(split, identical=True), any_cut(split, identical=True)) == (0.1, 0.1)
    assert all_cut(split, identical=False) == pytest.approx(1e-4)
    assert any_cut(split, identical=False) == pytest.approx(1.0 - 0.9**4)
    cut = np.random.default_rng(4).random((100_000, 4)) < 0.1
    assert cut.mean() * 0.8 == pytest.approx(mean_loss(split, 0.8), abs=0.002)
    assert cut.any(axis=1).mean() == pytest.approx(any_cut(split, identical=False), abs=0.005)


def test_a_refill_adds_as_much_to_the_worst_case_as_was_lost():
    loss = loss_when_cut(10.0, 0.5, ASKED)
    assert 0.0 < loss < 1.0
    assert worst_case(loss, refills=2) == pytest.approx(3.0 * loss)
    assert worst_case(loss, refills=1) > 1.0
