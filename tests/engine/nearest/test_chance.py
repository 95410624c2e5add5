"""The chance of a sale is what the model says, where it can be said otherwise."""

import numpy as np
import pytest

from engine.nearest.chance import _own, _path, chance_of_sale
from engine.nearest.problem import Chances, Path
from engine.nearest.regimes import Days
from engine.nearest.search import nearest
from tests.support.small_problems import hedged, model, problem


def _tail(one):
    """The chance of a fall within one session that is as deep as that which sells the account, or deeper."""
    grid = np.linspace(-1.5, nearest(one)[0].path.returns[0], 400_001)
    return float(np.exp(model().log_density(Days(grid[:, None]))).sum() * (grid[1] - grid[0]))


@pytest.mark.pages
def test_of_one_session_it_is_the_tail_of_the_model():
    one = problem(0.1)
    found = nearest(one)
    tail = _tail(one)
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
def test_with_a_currency_that_is_settled_daily_it_is_too():
    one = hedged(0.05, sessions=2)
    chance = chance_of_sale(one, [row.path for row in nearest(one)], 4_000, 2)
    drawn = _own(one, 20_000, np.random.default_rng(9))
    plain = np.mean([one.sold(_path(drawn, row)) for row in range(20_000)])
    assert plain > 1e-3
    assert abs(chance.chance - plain) < 4.0 * np.hypot(chance.error, np.sqrt(plain / 20_000))


@pytest.mark.pages
def test_a_rare_sale_within_ten_sessions_is_as_likely_as_ten_times_one_within_one():
    one, ten = problem(0.25), problem(0.25, sessions=10)
    tail = _tail(one)
    found = [chance_of_sale(ten, [row.path for row in nearest(ten)], 4_000, seed) for seed in (1, 2)]
    for chance in found:
        assert chance.chance == pytest.approx(10.0 * tail, abs=4.0 * chance.error)
        assert chance.error < 0.7 * tail


@pytest.mark.pages
def test_a_seed_repeats_it_and_a_bad_beginning_does_not_bend_it():
    one = problem(0.05)
    found = [row.path for row in nearest(one)]
    first, again = (chance_of_sale(one, found, 600, 3) for _ in range(2))
    assert first == again
    elsewhere = chance_of_sale(one, [Path((-0.5,))], 1_200, 4)
    assert abs(first.chance - elsewhere.chance) < 4.0 * np.hypot(first.error, elsewhere.error)
