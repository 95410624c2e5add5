"""Cures are the mildest, and do what they say."""

from itertools import pairwise

import pytest

from engine.account.profiles import AccountProfile
from engine.nearest.account_days import account_days
from engine.nearest.accounts import at_broker, with_buffer, with_contracts, with_loss_stop, with_margin_stop
from engine.nearest.cures import Plan, Search, _fewest, cures
from engine.nearest.limit_case import limit_case
from engine.nearest.search import nearest
from tests.support.small_problems import DAY, by_chance, hedged, problem

PLAN = Plan("jp_retail_futures", DAY, 0.1, 0.02, 0.05, 0.2, 0.06, 0.03)


@pytest.fixture(scope="module")
def search():
    one = problem(0.1)
    return Search(one, nearest(one)[0], 10.0, PLAN)


@pytest.fixture(scope="module")
def found(search):
    return cures(search)


def test_the_smallest_buffer_that_stands_the_path_is_told(search, found):
    stands, rarer = [one for one in found if one.kind == "buffer"]
    assert search.stands(with_buffer(search.problem, stands.after))
    assert not search.stands(with_buffer(search.problem, stands.after - 0.01))
    assert rarer.times >= 10.0 > stands.times > 1.0
    assert not search.rarer(with_buffer(search.problem, rarer.after - 0.01))


def test_what_does_not_stand_it_comes_last_and_the_cheapest_first(found):
    assert [one.survived for one in found] == sorted((one.survived for one in found), reverse=True)
    known = [one.costs for one in found if one.survived and one.costs is not None]
    assert known == sorted(known)


def test_a_broker_that_takes_the_fund_as_collateral_is_a_cure(search, found):
    assert "us_fcm_tbill" in [one.after for one in found if one.kind == "profile"]
    assert search.stands(at_broker(search.problem, AccountProfile.named("us_fcm_tbill", DAY)))


def test_a_stop_comes_too_late_for_a_fall_of_one_session(found):
    assert [one.survived for one in found if one.kind in {"loss_stop", "margin_stop"}] == [False, False]


@pytest.mark.parametrize("stop", [lambda one: with_loss_stop(one, 0.005), with_margin_stop])
def test_a_stop_acts_where_it_has_a_session(stop):
    one = problem(0.1, sessions=3)
    path = one.usual._replace(returns=(-0.1, -0.01, -0.3))
    assert one.sold(path)
    assert not stop(one).sold(path)


@pytest.mark.parametrize("change", [lambda one: with_buffer(one, 0.3), lambda one: with_contracts(one, 7)])
def test_a_change_moves_money_and_makes_none(change):
    one = problem(0.1)
    assert change(one).state.equity == pytest.approx(one.state.equity)


def test_days_begin_with_the_evening_before_and_end_with_the_sale(search):
    days = account_days(search.problem, search.path)
    assert (days[0].level, days[0].variation, days[-1].required) == (1.0, 0.0, 0.0)
    assert "liquidation" in days[-1].told
    for before, after in pairwise(days):
        gained = (after.cash + after.in_transit + after.fund) - (before.cash + before.in_transit + before.fund)
        assert gained == pytest.approx(after.variation)


def test_what_a_currency_hedge_is_settled_stands_in_the_days_too():
    one = hedged(0.1, sessions=2)
    days = account_days(one, one.usual._replace(currency=(0.02, -0.01)))
    assert days[1].variation < -10_000.0
    for before, after in pairwise(days):
        gained = (after.cash + after.in_transit + after.fund) - (before.cash + before.in_transit + before.fund)
        assert gained == pytest.approx(after.variation)


def test_fewer_futures_with_the_same_cash_are_stood_the_better_the_fewer_they_are(search):
    held = search.problem.state.contracts
    stood = [search.stands(with_contracts(search.problem, held - fewer)) for fewer in range(held)]
    assert stood == [False, *[True] * (held - 1)]


@pytest.mark.parametrize("cash", [9_000.0, 0.0])
def test_an_account_that_is_sold_as_it_stands_is_told_at_once(cash):
    one = problem(0.1)
    poor = one.with_account(one.state._replace(cash=cash, fund=one.state.equity - cash))
    found = nearest(poor)
    assert (found[0].unlikely, found[0].path.returns) == (0.0, one.usual.returns)


def test_the_limit_case_is_computed():
    safe = limit_case(problem(0.1, profile="us_fcm_tbill"))
    assert (safe.sold, safe.equity) == (False, pytest.approx(800_000.0, rel=1e-3))
    assert 4.0 < safe.overlay < 5.1
    assert limit_case(problem(0.1)).sold


@pytest.mark.pages
@pytest.mark.parametrize("seed", [202, 212, 222, 251, 266, 291])
def test_nothing_milder_stands_a_path_by_trying_everything(seed):
    one = by_chance(seed)
    nearest_path = nearest(one, ends=1)[0].path
    path = nearest_path._replace(returns=tuple(1.35 * value for value in nearest_path.returns))
    held = one.state.contracts
    for change in (
        lambda steps: with_contracts(one, held - steps),
        lambda steps: with_buffer(one, one.terms.cash.buffer + 0.01 * steps),
    ):
        stood = [not change(steps).sold(path) for steps in range(1, min(held, 60) + 1)]
        told = _fewest(lambda steps, of=change: not of(steps).sold(path), 1, len(stood))
        assert told == next((steps for steps, stands in enumerate(stood, 1) if stands), None)
