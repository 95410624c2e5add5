"""Money that moves on an evening, and when what is needed later must be sent."""

from collections.abc import Iterable
from typing import NamedTuple

from data.base.days import Day
from data.contracts.calendars import SessionCalendar
from engine.account.account import Account
from engine.account.ledger import Postings

ORDERED, AT_ONCE, SWEPT = "redemption ordered", "redemption", "sweep"
"""Reasons of postings that move money between fund and cash; see `engine.account.account.Account`."""
A_CENT = 0.005


class CashMove(NamedTuple):
    """Money that moves tonight, account currency, positive: out of the fund (`redeem`) or into it (`subscribe`), and
    the session on which it arrives.
    """

    code: str
    amount: float
    arrives: Day


class Arrival(NamedTuple):
    """Money on its way: the session on which it arrives, and the amount, account currency."""

    day: Day
    amount: float


def arriving(in_transit: Iterable[tuple[Day, float]]) -> tuple[Arrival, ...]:
    """Money on its way by the session on which it arrives, that of one session together.

    >>> arriving([(4, 1.0), (5, 2.0), (4, 3.0)])
    (Arrival(day=4, amount=4.0), Arrival(day=5, amount=2.0))
    """
    found: dict[Day, float] = {}
    for day, amount in in_transit:
        found[day] = found.get(day, 0.0) + amount
    return tuple(Arrival(*one) for one in sorted(found.items()))


def lag_of(account: Account) -> int:
    """Sessions until the money of a redemption that is ordered now arrives: longer than usual where the fund fails."""
    return max(account.profile.redemption_lag, account.least_lag)


def moves_tonight(account: Account, day: Day, calendar: SessionCalendar) -> tuple[CashMove, ...]:
    """What was ordered in the evening of `day`, by the postings of that session: one subscription and one redemption at
    most, in this order, as the first evening of an account redeems of what it has just put in.
    """
    moved = moved_by(account.ledger.postings, day)
    arrives = day
    for _ in range(lag_of(account)):
        arrives = calendar.after(arrives)
    told = (("subscribe", moved[SWEPT], day), ("redeem", moved[ORDERED], arrives), ("redeem", moved[AT_ONCE], day))
    return tuple(CashMove(*one) for one in told if one[1] > A_CENT)


def moved_by(postings: Postings, day: Day) -> dict[str, float]:
    """Money that went into cash, into the fund and on its way on a day, by the reason of its postings; account
    currency, positive.
    """
    found = dict.fromkeys((ORDERED, AT_ONCE, SWEPT), 0.0)
    row = len(postings) - 1
    while row >= 0 and postings.days[row] == day:
        posting = postings[row]
        if posting.reason in found and posting.amount > 0.0:
            found[posting.reason] += posting.amount
        row -= 1
    return found


def send_by(day: Day, lag: int, calendar: SessionCalendar) -> Day:
    """The session in whose evening a redemption must be ordered at the latest, so that after `lag` sessions it has
    arrived in the morning of a session; that which takes no session is ordered the evening before.
    """
    return calendar.before(day, max(lag, 1))
