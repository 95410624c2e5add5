"""Which money is moved between accounts."""

import random

import pytest

from engine.portfolio.moves import RESCUE, Held, rebalancing, rescues


def held(chance, lost=0.2):
    return [
        Held(chance.uniform(0, 100), chance.uniform(0.1, 1), 0.0, chance.random() < lost)
        for _ in range(chance.randint(1, 6))
    ]


@pytest.mark.parametrize("seed", range(40))
def test_living_accounts_have_their_shares_afterwards_and_lost_ones_what_they_had(seed):
    accounts = held(random.Random(seed))  # noqa: S311  (amounts, not keys)
    worth = [one.worth for one in accounts]
    for move in rebalancing(accounts, 0.0):
        assert move.amount > 0.0
        worth[move.source] -= move.amount
        worth[move.target] += move.amount
    living = [place for place, one in enumerate(accounts) if not one.ruined]
    together = sum(accounts[place].worth for place in living)
    shares = sum(accounts[place].share for place in living)
    for place, one in enumerate(accounts):
        aim = together * one.share / shares if place in living else one.worth
        assert worth[place] == pytest.approx(aim)


def test_nothing_is_moved_within_the_band_and_all_of_it_beyond():
    accounts = [Held(54.0, 0.5, 0.0, False), Held(46.0, 0.5, 0.0, False)]
    assert rebalancing(accounts, 0.041) == []
    assert [move.amount for move in rebalancing(accounts, 0.039)] == [4.0]


def test_calls_are_answered_in_the_order_of_accounts_as_far_as_the_money_goes():
    accounts = [Held(10.0, 0.2, 8.0, False), Held(25.0, 0.6, 0.0, False), Held(1.0, 0.2, 30.0, False)]
    assert [tuple(move) for move in rescues(accounts, 1)] == [(1, 0, 8.0, RESCUE), (1, 2, 17.0, RESCUE)]


@pytest.mark.parametrize("rescuer", [Held(50.0, 0.5, 1.0, False), Held(50.0, 0.5, 0.0, True)])
def test_who_is_called_or_lost_rescues_nobody(rescuer):
    assert rescues([rescuer, Held(1.0, 0.5, 5.0, False)], 0) == []


def test_a_lost_account_is_not_rescued():
    assert rescues([Held(50.0, 0.5, 0.0, False), Held(-1.0, 0.5, 5.0, True)], 0) == []
