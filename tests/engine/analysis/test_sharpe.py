"""How sure a Sharpe ratio is: printed examples, and noise of which it is known."""

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest

from engine.analysis.sharpe import (
    Moments,
    after_looks,
    deflated,
    expected_maximum,
    least_track_record,
    moments,
    probabilistic,
)

DAYS = 250
FOUND = Moments(1250, 2.5 / sqrt(DAYS), -3.0, 10.0)


def test_the_best_of_a_hundred_in_the_paper_of_2014():
    # five years of days, an annual Sharpe ratio of 2.5, a variance of 1/2 a year among 100 trials
    assert sqrt(0.5 / DAYS) * expected_maximum(100) == pytest.approx(0.1132, abs=5e-5)
    assert deflated(FOUND, 100, 0.5 / DAYS) == pytest.approx(0.9004, abs=5e-5)


def test_a_single_look_leaves_the_probabilistic_ratio():
    assert deflated(FOUND, 1, 0.5 / DAYS) == probabilistic(FOUND)


def test_more_looks_leave_less():
    left = [deflated(FOUND, looks, 0.5 / DAYS) for looks in (1, 1.5, 2, 3, 10, 100, 10_000)]

    assert left == sorted(left, reverse=True)


@pytest.mark.parametrize("count", [2, 5, 50, 1000])
def test_the_expected_maximum_is_that_of_so_many_normal_numbers(count):
    drawn = np.random.default_rng(count).standard_normal((2000, count)).max(axis=1)

    assert expected_maximum(count) == pytest.approx(drawn.mean(), abs=0.06)


@pytest.mark.pages
def test_a_ratio_is_as_often_above_its_truth_as_the_probability_says():
    rows = np.random.default_rng(3).standard_normal((4000, 120)) * 0.04 + 0.004
    chances = [probabilistic(moments(row), 0.1) for row in rows]

    assert np.mean(np.array(chances) > 0.95) == pytest.approx(0.05, abs=0.012)


def test_the_least_track_record_is_as_long_as_it_has_to_be():
    needed = least_track_record(FOUND, 0.1)

    assert probabilistic(replace(FOUND, count=needed), 0.1) == pytest.approx(0.95, abs=1e-12)


def test_no_track_record_is_long_enough_for_less_than_the_benchmark():
    assert least_track_record(FOUND, 0.2) is None


def test_moments_of_normal_returns():
    found = moments(np.random.default_rng(1).standard_normal(200_000) * 0.04 + 0.004)

    assert (found.sharpe, found.skew, found.kurtosis) == pytest.approx((0.1, 0.0, 3.0), abs=0.03)


def test_nothing_is_said_of_a_few_months_or_of_what_carries_no_risk():
    assert moments(np.array([0.01, -0.01] * 5)) is None
    assert moments(np.full(60, -0.0002)) is None


def test_trials_that_agree_do_not_escape_their_number():
    assert after_looks(FOUND, 100, 0.0) == deflated(FOUND, 100, 1.0 / 1249)
    assert after_looks(FOUND, 100, 0.5 / DAYS * 1249) == deflated(FOUND, 100, 0.5 / DAYS)
