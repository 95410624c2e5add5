"""The probability of backtest overfitting: against the paper told slowly, and where it is known."""

import numpy as np
import pytest

from data.base.errors import ConfigError
from engine.analysis.overfitting import overfitting
from tests.oracles.slow_overfitting import logits


def noise(trials, months, seed):
    return np.random.default_rng(seed).standard_normal((trials, months)) * 0.04


@pytest.mark.pages
@pytest.mark.parametrize(("trials", "months", "blocks", "seed"), [(7, 61, 6, 1), (2, 16, 4, 2), (12, 50, 8, 3)])
def test_what_the_paper_says_step_by_step(trials, months, blocks, seed):
    returns = noise(trials, months, seed) + np.linspace(-0.01, 0.01, trials)[:, np.newaxis]
    slow = np.array(logits(returns.tolist(), blocks))

    found = overfitting(returns, blocks)

    assert np.sort(found.logits) == pytest.approx(np.sort(slow[:, 0]), abs=1e-12)
    assert found.probability == np.mean(slow[:, 0] <= 1e-12)
    assert found.loss == np.mean(slow[:, 2] < 0.0)
    assert (found.slope, found.intercept) == pytest.approx(np.polyfit(slow[:, 1], slow[:, 2], 1), abs=1e-9)
    assert found.splits == found.possible == len(slow)


def test_choosing_among_noise_finds_luck():
    found = [overfitting(noise(30, 120, seed), 8).probability for seed in range(60)]

    assert np.mean(found) == pytest.approx(0.5, abs=0.1)


def test_one_trial_with_merit_is_found_every_time():
    returns = noise(50, 240, 5)
    returns[7] += 0.02

    found = overfitting(returns)

    assert (found.probability, found.loss) == (0.0, 0.0)


def test_of_trials_that_are_the_same_none_is_better():
    found = overfitting(np.repeat(noise(1, 64, 6), 9, axis=0), 4)

    assert found.probability == 1.0
    assert not found.logits.any()


def test_beyond_the_budget_splits_are_drawn_and_told():
    returns = noise(20, 160, 7)
    every = overfitting(returns)

    drawn = overfitting(returns, budget=20 * 2000)

    assert (drawn.splits, drawn.possible) == (2000, 12_870)
    assert drawn.probability == pytest.approx(every.probability, abs=0.05)
    assert drawn.probability == overfitting(returns, budget=20 * 2000).probability


CUTS = [(5, 100, 7), (5, 100, 0), (5, 100, 22), (1, 100, 4), (5, 7, 4)]


@pytest.mark.parametrize(("trials", "months", "blocks"), CUTS)
def test_what_cannot_be_cut_in_halves_is_refused(trials, months, blocks):
    with pytest.raises(ConfigError, match=r"overfitting: .* give "):
        overfitting(noise(trials, months, 8), blocks)
