"""The search finds what trying everything finds."""

from math import inf

import pytest

from engine.nearest.search import nearest
from tests.support.small_problems import by_brute_force, by_chance, problem

FEW, MANY = range(1), range(1, 60)


def agrees(seed):
    one = by_chance(seed)
    found = nearest(one)
    if not found:
        assert by_brute_force(one) == inf
        return
    best = found[0]
    assert one.sold(best.path)
    assert one.unlikely(best.path) == best.unlikely
    assert best.unlikely <= 1.01 * min(by_brute_force(one), by_brute_force(one, around=best.path))


@pytest.mark.pages
@pytest.mark.parametrize("seed", FEW)
def test_within_a_hundredth_of_brute_force(seed):
    agrees(seed)


@pytest.mark.pages
@pytest.mark.parametrize("seed", MANY)
def test_within_a_hundredth_of_brute_force_on_many_more(seed):
    agrees(seed)


def test_a_path_that_is_a_hair_milder_is_stood():
    one = problem(0.2)
    best = nearest(one)[0].path
    assert one.sold(best)
    milder = best._replace(returns=tuple(0.9999 * value for value in best.returns))
    assert not one.sold(milder)


@pytest.mark.pages
def test_money_that_is_late_more_often_brings_a_nearer_disaster_or_the_same():
    one = problem(0.15, sessions=2)
    often, never = (
        nearest(problem(0.15, sessions=2, chances=one.chances._replace(late=odds, latest=2)))[0].unlikely
        for odds in (0.3, 0.0)
    )
    assert often <= never + 1e-6


def test_nothing_is_found_where_nothing_sells():
    assert nearest(problem(0.1, profile="us_fcm_tbill")) == ()
