"""Many looks at once: how often they err together where nothing differs, and what they still see where
something does.
"""

from itertools import combinations

import numpy as np
import pytest

from data.synthetic.stationary import stationary_indices
from engine.analysis.looks import adjusted

PAIRS = list(combinations(range(4), 2))
COUNT = 400


def of_pairs(values):
    """Differences of the six pairs of four runs, from what each run has, (4, ...)."""
    return np.stack([values[one] - values[two] for one, two in PAIRS])


def family(random, true=(0.0, 0.0, 0.0, 0.0)):
    """Estimates of four runs with an error of 1 each, and resamples that scatter around them as the estimates do around
    the truth.
    """
    found = np.asarray(true) + random.standard_normal(4)
    return of_pairs(found), of_pairs(found[:, np.newaxis] + random.standard_normal((4, COUNT)))


@pytest.mark.pages
def test_without_a_true_difference_six_looks_err_together_in_one_family_of_twenty():
    random, together, alone = np.random.default_rng(11), 0, 0
    for _ in range(2000):
        apart, drawn = family(random)
        low, high = np.quantile(drawn, [0.025, 0.975], axis=1)
        alone += bool(((low > 0.0) | (high < 0.0)).any())
        together += bool((adjusted(apart, drawn) <= 0.05).any())
    assert together / 2000 == pytest.approx(0.05, abs=0.015)
    assert alone / 2000 > 0.18


@pytest.mark.pages
def test_four_runs_of_a_common_market_err_together_about_as_often_when_their_returns_are_resampled():
    random, together = np.random.default_rng(11), 0
    for _ in range(200):
        runs = random.standard_normal(500) + random.standard_normal((4, 500))
        drawn = runs[:, stationary_indices(500, 1.0, COUNT, random)].mean(axis=2)
        together += bool((adjusted(of_pairs(runs.mean(axis=1)), of_pairs(drawn)) <= 0.05).any())
    assert together / 200 == pytest.approx(0.05, abs=0.035)


@pytest.mark.pages
def test_a_true_difference_is_seen_and_the_others_still_err_in_one_of_twenty():
    """The first run is ten deviations above three that do not differ: what is sure does not make the rest surer."""
    random, seen, wrong = np.random.default_rng(5), 0, 0
    for _ in range(1000):
        chances = adjusted(*family(random, (10.0, 0.0, 0.0, 0.0)))
        seen += bool((chances[:3] <= 0.05).all())
        wrong += bool((chances[3:] <= 0.05).any())
    assert seen > 990
    assert wrong / 1000 == pytest.approx(0.05, abs=0.02)


def test_the_larger_difference_is_never_the_less_sure():
    apart, drawn = family(np.random.default_rng(1))
    order = np.argsort(-np.abs(apart) / drawn.std(axis=1))
    assert (np.diff(adjusted(apart, drawn)[order]) >= 0.0).all()


def test_what_does_not_scatter_is_certain_one_way_or_the_other():
    drawn = np.stack([np.zeros(COUNT), np.full(COUNT, 0.3), np.random.default_rng(2).standard_normal(COUNT)])
    chances = adjusted(np.array([0.0, 0.3, 0.0]), drawn)
    assert chances[:2].tolist() == [1.0, 1 / (COUNT + 1)]
