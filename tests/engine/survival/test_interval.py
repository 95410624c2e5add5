"""How sure a probability is: simulation alone, histories besides, several kinds of path."""

from math import sqrt
from statistics import NormalDist

import numpy as np
import pytest

from engine.survival.interval import Counts, Interval, deviation, interval, together, wilson

NORMAL = NormalDist()


@pytest.mark.parametrize(
    ("hits", "paths", "ends"), [(0, 10, (0.0, 0.2775)), (5, 10, (0.2366, 0.7634)), (1, 29, (0.0061, 0.1718))]
)
def test_the_interval_of_wilson_is_that_of_newcombe_1998(hits, paths, ends):
    assert wilson(hits, paths, 0.95) == pytest.approx(ends, abs=5e-5)


def by_history(middle, spread, histories=4000, each=50):
    random = np.random.default_rng(5)
    chances = [NORMAL.cdf(middle + spread * one) for one in random.standard_normal(histories)]
    return random.binomial(each, chances).tolist()


@pytest.mark.parametrize(("middle", "spread"), [(0.0, 0.3), (-1.0, 0.6), (-2.0, 0.6), (0.5, 1.0), (-2.0, 1.2)])
def test_the_deviation_between_histories_is_found_under_the_noise_of_few_paths(middle, spread):
    assert deviation(by_history(middle, spread), 50) == pytest.approx(spread, rel=0.12)


def test_histories_that_differ_by_chance_alone_have_the_least_deviation_that_is_tried():
    assert deviation(by_history(-1.0, 0.0), 50) == pytest.approx(0.2)


def test_without_other_histories_there_is_simulation_alone():
    low, high = wilson(30, 1000, 0.95)
    assert interval(Counts(30, 1000, [], 0)) == Interval(0.03, low, high, low, high)


def test_more_paths_of_one_history_do_not_make_the_interval_narrow():
    others = by_history(-1.5, 0.6, 200)
    few, many = (interval(Counts(paths // 15, paths, others, 50)) for paths in (1_500, 1_500_000))
    assert many.simulation_high - many.simulation_low < 0.05 * (few.simulation_high - few.simulation_low)
    assert many.high - many.low > 0.9 * (few.high - few.low)


def test_the_ends_are_a_deviation_and_noise_away_on_the_scale_of_probits():
    told = interval(Counts(5000, 10_000, [25] * 100, 50))
    noise = 0.25 / 5000 / NORMAL.pdf(0.0) ** 2
    assert told.high == pytest.approx(NORMAL.cdf(1.96 * sqrt(0.2**2 + noise)), abs=1e-4)
    assert told.low == pytest.approx(1.0 - told.high)


def test_what_never_happened_is_not_impossible_and_no_surer_than_simulation():
    told = interval(Counts(0, 10_000, [0] * 200, 50))
    assert (told.probability, told.low) == (0.0, 0.0)
    assert told.high > 10 * told.simulation_high > 0.0
    never = interval(Counts(10_000, 10_000, [50] * 200, 50))
    assert (never.high, never.low) == (1.0, pytest.approx(1.0 - told.high))


def test_a_history_without_hits_does_not_hide_those_of_others():
    told = interval(Counts(0, 10_000, [0] * 190 + [5] * 10, 50))
    assert told.high > 10 * interval(Counts(0, 10_000, [0] * 200, 50)).high


def test_several_kinds_have_the_mean_probability_and_the_widest_ends():
    one, other = Interval(0.1, 0.05, 0.2, 0.09, 0.11), Interval(0.3, 0.01, 0.25, 0.28, 0.32)
    assert together([one, other]) == pytest.approx((0.2, 0.01, 0.25, 0.185, 0.215))
