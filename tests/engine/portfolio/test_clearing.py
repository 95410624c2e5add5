"""What becomes of transfers between accounts whose evenings are not the same."""

import random

import pytest

from data.market.embedded import embedded_market
from engine.day.transfer_book import Standing
from engine.portfolio.clearing import Clearing, Policy
from engine.portfolio.moves import RESCUE
from engine.portfolio.rates import Rates

FIRST, DAYS = 17_500, 150  # 2017-11-30
DOLLARS = Rates(embedded_market(), "USD")


class Accounts:
    """Accounts in dollars that earn nothing; each takes what comes, and sends what it has."""

    def __init__(self, chance, clearing):
        self.chance, self.clearing = chance, clearing
        self.equity = [chance.choice([0.0, 1e3, 1e5]) for _ in clearing.shares]
        self.called = [0.0] * len(self.equity)
        self.lost, self.frozen = set(), set()

    def evening(self, day, places):
        standings = {place: self._standing(place, day) for place in places}
        self.clearing.evening(day, standings)
        for place in places:
            arrived, asked = self.clearing.due(place)
            assert not (arrived or asked) or place not in self.lost | self.frozen
            self.equity[place] += arrived
            self.called[place] = max(self.called[place] - arrived, 0.0)
            sent = asked if self.chance.random() < 0.7 else min(asked, self.equity[place]) / 2
            self.equity[place] -= sent
            self.clearing.paid(place, self.equity[place], sent)

    def _standing(self, place, day):
        lost, frozen = place in self.lost, place in self.frozen
        return Standing(day, self.equity[place], self.called[place], 1 + place % 2, lost, frozen)

    @property
    def together(self):
        return sum(self.equity) + sum(one.sent for one in self.clearing.transfers if one.on_its_way)


def clearing(chance, **policy):
    found = Policy(chance.choice([0, 1, 3]), 0.0, chance.randint(1, 8), chance.choice([0, 1]), 0.01)
    shares = [chance.random() for _ in range(chance.randint(2, 5))]
    return Clearing(found._replace(**policy), ["USD"] * len(shares), shares, DOLLARS)


@pytest.mark.parametrize("seed", range(20))
def test_no_money_is_made_or_lost_whoever_has_an_evening_and_who_is_lost_neither_gives_nor_gets(seed):
    chance = random.Random(seed)  # noqa: S311  (amounts, not keys)
    accounts = Accounts(chance, clearing(chance))
    before = accounts.together
    for day in range(FIRST, FIRST + DAYS):
        for group in (accounts.lost, accounts.frozen):
            if chance.random() < 0.01:
                group.add(chance.randrange(len(accounts.equity)))
        if chance.random() < 0.1:
            accounts.frozen.clear()
        accounts.evening(day, [place for place in range(len(accounts.equity)) if chance.random() < 0.7])
        assert accounts.together == pytest.approx(before, abs=1e-6)
    assert {one.status for one in accounts.clearing.transfers if one.sent == 0.0} <= {"ordered", "lapsed"}
    assert all((one.sent_on is None) is (one.sent == 0.0) for one in accounts.clearing.transfers)


def called_for(amount):
    """Two accounts, the second of which has an open call that the first answers."""
    own = Clearing(Policy(0, 0.0, 1, 0, 0.0), ["USD", "USD"], [0.5, 0.5], DOLLARS)
    accounts = Accounts(random.Random(0), own)  # noqa: S311  (amounts, not keys)
    accounts.equity, accounts.called = [1e5, 1e5], [0.0, amount]
    accounts.chance.random = lambda: 0.0
    return accounts


def test_a_call_is_answered_once_while_the_account_that_was_called_has_no_session():
    accounts = called_for(700.0)
    for day in range(FIRST, FIRST + 5):
        accounts.evening(day, [0, 1])
    for day in range(FIRST + 5, FIRST + 9):
        accounts.evening(day, [0])
    assert [(one.reason, one.status, one.sent) for one in accounts.clearing.transfers] == [(RESCUE, "arrived", 700.0)]


def test_what_reaches_a_lost_account_goes_back_and_stays_on_its_way_where_the_sender_is_lost_too():
    for lost_too in (False, True):
        accounts = called_for(700.0)
        for day in range(FIRST, FIRST + 2):
            accounts.evening(day, [0, 1])
        accounts.lost.update({0, 1} if lost_too else {1})
        for day in range(FIRST + 2, FIRST + 12):
            accounts.evening(day, [0, 1])
        assert [one.status for one in accounts.clearing.transfers] == ["returning" if lost_too else "returned"]
        assert accounts.equity == ([1e5 - 700.0, 1e5] if lost_too else [1e5, 1e5])
