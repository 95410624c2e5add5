"""The currency hedge: the account's currency sold forward for the investor's, marked in cash every day,
rolled on fixed dates.

It is a standing instruction to the broker, like the sweep of spare cash. What is sold is a share of equity as it was
the evening before, less what is about to be taken out, filled at the close of the fixed date: the last session of each
month (where a feed lacks it, the next it has), and once at the beginning. In between it drifts with equity, as hedges
do. What a forward is struck at (basis, half-spreads, margin) is that of the day it is rolled, and stays with it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from data.base.days import Day, month_number
from data.market.market import Market
from data.pricing.forwards import forward_price
from engine.account.account import Account
from engine.account.hedge_flows import (
    hedge_closing_cost,
    hedge_is_due,
    hedge_marked,
    hedge_planned,
    hedge_roll_cost,
    hedge_stands_still,
    next_fixed_date,
)
from engine.account.hedge_terms import CONTRACT, NOTHING_SOLD, HedgeTerms
from engine.account.today import Today
from strategies.events.journal import Journal


class HedgeRows(NamedTuple):
    """By session: its day, the spot rate (JPY per USD), annual rates of bills and of the investor's currency
    (decimals), and the last session of its month, which is the fixed date, also of the session after them all.
    """

    days: Sequence[Day]
    spots: Sequence[float]
    account_rates: Sequence[float]
    investor_rates: Sequence[float]
    fixed_dates: Sequence[Day]


def hedge_rows(market: Market) -> HedgeRows:
    """All sessions of a market."""
    rates = market.values("bill_yield"), market.values("jpy_rate")
    return HedgeRows(market.days, market.values("usdjpy"), *rates, last_sessions(market))


class CurrencyHedge:
    """One rolling forward of an account: `notional` is what is sold, positive, in account currency, at the last mark
    `forward` (JPY per USD), `gained` what its marks have brought so far (account currency, negative: lost).
    """

    def __init__(self, terms: HedgeTerms, rows: HedgeRows, account: Account, today: Today, journal: Journal) -> None:
        self.notional = self.forward = self.gained = 0.0
        self._today = today
        self._account = account
        self._terms = terms
        self._journal = journal
        self._days, self._spots, self._account_rates, self._investor_rates, self._expiries = rows
        self._costs = NOTHING_SOLD
        self._given_up = False
        self._settled = -1
        self._expiry: Day = 0
        self._spot = 0.0

    @property
    def planned(self) -> float:
        """What is sold, or while nothing is, what would be sold now, in account currency; never negative."""
        account = self._account
        return hedge_planned(self.notional, account.equity, self._terms.ratio, ruined=account.ruined)

    @property
    def margin_share(self) -> float:
        """Margin of what is sold or would be, as a share of it (0.04: 4 %)."""
        return (self._costs if self.notional else self._terms.on(self._today.day)).margin

    def settle(self, equity: float) -> None:
        """A session's profit or loss in cash, and on a fixed date the roll; `equity`, account currency, is that
        of the evening before, less what is about to be taken out.
        """
        row = self._settled = self._today.row
        if self.notional:
            self._mark(row)
        if self._given_up:
            self._close()
        elif hedge_is_due(self._days[row], self._expiry, self._account.ruined):
            self._roll(max(equity, 0.0) * self._terms.ratio)

    def take_over(self, notional: float) -> None:
        """Begin with so much sold (account currency), at today's prices and costs, until the next fixed date."""
        row = self._today.row
        self._costs, self._spot, self._expiry = self._terms.on(self._days[row]), self._spots[row], self._next_date()
        self.forward = self._price(row, self._expiry)
        self._holds(notional)

    def give_up(self) -> None:
        """The broker closes it at today's fixing: now where the session has been settled at it, else then. It comes
        back on the next fixed date.
        """
        self._given_up = True
        if self._settled == self._today.row:
            self._close()

    def _mark(self, row: int) -> None:
        """The move of the spot rate and that of the forward points, each in account currency at today's spot rate. What
        it would gain in ruin is the broker's.
        """
        spot, forward = self._spots[row], self._price(row, self._expiry)
        if hedge_stands_still(forward, self.forward, self._account.ruined):
            return
        post = self._account.ledger.post
        price, carry = hedge_marked(self.notional, (self._spot, self.forward), (spot, forward))
        post("cash", "hedge_price", price, CONTRACT)
        post("cash", "hedge_carry", carry, CONTRACT)
        self.gained += price + carry
        self._spot, self.forward = spot, forward

    def _roll(self, notional: float) -> None:
        """Sell the new notional to the next fixed date; rolled is what stood and stays, the rest is
        bought or sold outright.
        """
        held = self.notional
        self.take_over(notional)
        half_spreads = self._costs.half_spread, self._costs.roll_half_spread
        cost = hedge_roll_cost(held, notional, half_spreads, self._spot)
        self._account.ledger.post("cash", "spread", -cost, CONTRACT, "currency hedge")
        numbers = {"notional": notional, "forward": self.forward, "spot": self._spot, "cost": cost}
        self._tell("hedge", "hedge", basis=self._costs.basis, **numbers)

    def _close(self) -> None:
        """Buy back what was sold, at the mark and half the spread of a forced trade."""
        numbers = {"notional": self.notional, "forward": self.forward, "spot": self._spot}
        cost = hedge_closing_cost(self.notional, self._costs.closing_half_spread, self._spots[self._today.row])
        self._account.ledger.post("cash", "liquidation_cost", -cost, CONTRACT, "currency hedge")
        self._given_up, self._expiry = False, self._next_date()
        self._holds(0.0)
        self._tell("liquidation", "forced", cost=cost, **numbers)

    def _next_date(self) -> Day:
        """The first fixed date after today."""
        row = self._today.row
        return next_fixed_date(self._days[row], *self._expiries[row : row + 2])

    def _holds(self, notional: float) -> None:
        self.notional = notional
        self._account.set_hedge_margin(notional * self._costs.margin)

    def _tell(self, kind: str, code: str, **numbers: float) -> None:
        self._journal.event(self._today.day, kind, CONTRACT, code, **numbers)

    def _price(self, row: int, expiry: int) -> float:
        """The forward at interbank rates: those of bills and of the call rate, and the spreads of
        the day it was struck.
        """
        dollars, yen = self._costs.interbank
        rates = self._account_rates[row] + dollars, self._investor_rates[row] + yen
        return forward_price(self._spots[row], *rates, self._costs.basis, max(expiry - self._days[row], 0))


def last_sessions(market: Market) -> list[int]:
    """At each session, and at the one after the last, the last session of its month, by the calendar: known ahead."""
    days = [*market.days, market.next_sessions[-1]]
    last = days[-1]
    while month_number(following := market.calendar.after(last)) == month_number(last):
        last = following
    found = [last] * len(days)
    for row in range(len(days) - 2, -1, -1):
        if month_number(days[row + 1]) != month_number(days[row]):
            last = days[row]
        found[row] = last
    return found
