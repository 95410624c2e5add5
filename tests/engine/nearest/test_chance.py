"""The chance of a sale is what the model says, where it can be said otherwise."""

import numpy as np
import pytest

from engine.nearest.chance import _own, _path, chance_of_sale
from engine.nearest.problem import Chances, Path
from engine.nearest.regimes import Days
from engine.nearest.search import nearest
from tests.support.small_problems import model, problem


def test_of_one_session_it_is_the_tail_of_the_model():
    one = problem(0.1)
    found = nearest(one)
    grid = np.linspace(-1.5, found[0].path.returns[0], 400_001)
    tail = float(np.exp(model().log_density(Days(grid[:, None]))).sum() * (grid[1] - grid[0]))
    chance = chance_of_sale(one, [row.path for row in found], 800, 1)
    assert abs(chance.chance - tail) < 4.0 * chance.error
    assert chance.error < 0.2 * tail


@pytest.mark.pages
def test_of_several_it_is_what_plain_draws_find():
    one = problem(0.05, sessions=4, chances=Chances(0.05, 2, 0.16))
    chance = chance_of_sale(one, [row.path for row in nearest(one)], 4_000, 2)
    drawn = _own(one, 20_000, np.random.default_rng(9))
    plain = np.mean([one.sold(_path(drawn, row)) for row in range(20_000)])
    assert abs(chance.chance - plain) < 4.0 * np.hypot(chance.error, np.sqrt(plain / 20_000))


@pytest.mark.pages
def test_a_seed_repeats_it_and_a_bad_beginning_does_not_bend_it():
    one = problem(0.05)
    found = [row.path for row in nearest(one)]
    first, again = (chance_of_sale(one, found, 600, 3) for _ in range(2))
    assert first == again
    elsewhere = chance_of_sale(one, [Path((-0.5,))], 1_200, 4)
    assert abs(first.chance - elsewhere.chance) < 4.0 * np.hypot(first.error, elsewhere.error)
