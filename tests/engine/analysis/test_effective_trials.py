"""How many independent trials: of clusters that are known."""

from math import inf

import numpy as np
import pytest

from engine.analysis.effective_trials import effective_trials, number_for
from engine.analysis.sharpe import expected_maximum

MONTHS = 360


def clusters(count, size, alike, seed=1):
    """Returns of `count` x `size` trials that go together within their cluster with a correlation of `alike`."""
    random = np.random.default_rng(seed)
    shared, own = random.standard_normal((count, 1, MONTHS)), random.standard_normal((count, size, MONTHS))
    return (np.sqrt(alike) * shared + np.sqrt(1.0 - alike) * own).reshape(count * size, MONTHS)


def expected_best(count, size, alike):
    drawn = np.random.default_rng(2)
    shared, own = drawn.standard_normal((4000, count, 1)), drawn.standard_normal((4000, count, size))
    return (np.sqrt(alike) * shared + np.sqrt(1.0 - alike) * own).reshape(4000, -1).max(axis=1).mean()


@pytest.mark.parametrize(("count", "size"), [(2, 5), (5, 20), (20, 3)])
def test_copies_count_once(count, size):
    returns = np.repeat(clusters(count, 1, 0.0), size, axis=0)

    assert effective_trials(returns) == pytest.approx(count, rel=0.12)


@pytest.mark.parametrize(("count", "size", "alike"), [(1, 50, 0.5), (1, 50, 0.9), (5, 10, 0.9), (50, 1, 0.0)])
def test_the_best_of_so_many_is_as_good_as_the_best_of_those_that_are_alike(count, size, alike):
    found = effective_trials(clusters(count, size, alike))

    assert expected_maximum(found) == pytest.approx(expected_best(count, size, alike), abs=0.1)


def test_more_trials_than_months_are_counted_too():
    assert effective_trials(clusters(1500, 1, 0.0)) > 1000


def test_a_trial_alone_and_one_that_never_moved():
    one = clusters(1, 1, 0.0)

    assert effective_trials(one) == pytest.approx(1.0, abs=1e-9)
    assert effective_trials(np.vstack([one, np.zeros(MONTHS)])) == effective_trials(one)
    assert effective_trials(np.zeros((1, MONTHS))) == 1.0


def test_trials_of_different_years_are_independent():
    early, late = np.full((2, 1, MONTHS), np.nan)
    returns = clusters(1, 1, 0.0)[0]
    early[:, : MONTHS // 2], late[:, MONTHS // 2 :] = returns[: MONTHS // 2], returns[MONTHS // 2 :]

    assert effective_trials(np.vstack([early, late])) == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize("trials", [1.0, 1.3, 2.0, 17.0, 9000.0])
def test_the_number_is_found_again_from_its_best(trials):
    assert number_for(expected_maximum(trials), 10_000) == pytest.approx(trials, rel=1e-9)


def test_the_number_is_never_more_than_the_trials():
    assert number_for(inf, 12) == pytest.approx(12)
