"""Densities are densities, and of the model that draws."""

from itertools import pairwise, product

import numpy as np
import pytest

from engine.nearest.regimes import Days, log_chance
from tests.support.small_problems import model


def test_the_density_of_a_session_has_an_integral_of_one():
    grid = np.linspace(-0.6, 0.6, 200_001)
    density = np.exp(model().log_density(Days(grid[:, None])))
    assert float(density.sum() * (grid[1] - grid[0])) == pytest.approx(1.0, abs=1e-4)


def test_with_the_currency_it_has_too():
    index, spot = np.meshgrid(np.linspace(-0.4, 0.4, 201), np.linspace(-0.2, 0.2, 201))
    days = Days(index.reshape(-1, 1), spot.reshape(-1, 1))
    assert float(np.exp(model().log_density(days)).sum()) * 0.004 * 0.002 == pytest.approx(1.0, abs=1e-2)


def test_of_several_sessions_it_is_the_sum_over_all_ways_through_the_regimes():
    one, returns = model(), np.array([[-0.03, 0.01, -0.08]])
    each = one._each(Days(returns))[0]
    ways = sum(
        one._first[way[0]]
        * np.prod([one._next[before, after] for before, after in pairwise(way)])
        * np.prod([each[row, regime] for row, regime in enumerate(way)])
        for way in product(range(3), repeat=3)
    )
    assert float(one.log_density(Days(returns))[0]) == pytest.approx(float(np.log(ways)))


def test_a_great_fall_belongs_to_a_crisis():
    ways = model().likely_ways(Days(np.array([[0.001, -0.09, 0.001]])))
    assert (ways[0, 0] @ ways[1])[2] > 0.95
    assert ways.sum(axis=2) == pytest.approx(np.ones((3, 3)))


@pytest.mark.pages
def test_draws_around_a_path_are_centred_on_it_and_know_their_density():
    one, centre = model(), Days(np.array([[-0.2, 0.0]]))
    ways = one.likely_ways(centre)
    drawn = one.around(4_000, centre, ways, np.random.default_rng(3))
    assert np.median(drawn.returns, axis=0) == pytest.approx([-0.2, 0.0], abs=6e-3)
    # the mean of a density over that of a mixture is 1 where draws are of the mixture
    own = one.drawn(4_000, 2, np.random.default_rng(4), currency=False)
    ratios = [np.exp(one.log_density(days) - _mixed(one, days, centre, ways)).mean() for days in (drawn, own)]
    assert 0.5 * sum(ratios) == pytest.approx(1.0, abs=0.03)


def _mixed(one, days, centre, ways):
    return np.logaddexp(one.log_density(days), one.log_density_around(days, centre, ways)) + np.log(0.5)


def test_what_cannot_be_has_no_chance():
    assert (log_chance(0.0, 0), log_chance(0.0, 1), log_chance(0.1, 2)) == (
        0.0,
        -np.inf,
        pytest.approx(2 * np.log(0.1)),
    )
