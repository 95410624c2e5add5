"""What is paid into one account and taken out of it, session by session: as `docs/flows.md` says."""

from math import inf
from typing import TYPE_CHECKING, NamedTuple

from data.base.days import Day, month_number
from data.market.market import Market
from engine.account.account import Account
from engine.account.paid import (
    CONTRIBUTION,
    INWARDS,
    WITHDRAWAL,
    FlowTerms,
    asked_in,
    asked_out,
    is_short,
    ready_for,
    taken_out,
)
from engine.day.flow_dates import NO_DATES, flow_dates, next_payment
from engine.day.terms import BrokerTerms
from strategies.events.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Sequence


class FlowRow(NamedTuple):
    """A payment, in or out by its kind: what was asked in the `currency` of the settings, and in account currency what
    that was and what was paid; all positive.
    """

    date: Day
    kind: str
    amount: float
    currency: str
    asked: float
    paid: float


class FlowBook:
    """Keeps the payments of one account through a run; `currency` is that in which their amounts are told."""

    def __init__(self, terms: FlowTerms, account: Account, market: Market, journal: Journal, currency: str) -> None:
        self.rows: list[FlowRow] = []
        self.net = self.tonight = 0.0
        """What has come in less what has gone out, account currency: in all, and in the latest session."""
        self._terms, self._account, self._journal, self._currency = terms, account, journal, currency
        self._days, self._calendar, self._first = market.days, market.calendar, -1
        self._dates = flow_dates(market.days, market.calendar, terms.months, terms.start) if terms.months else NO_DATES
        self._rates: Sequence[float] = market.values("usdjpy") if terms.in_yen else [1.0] * len(market)

    def pay(self, row: int, initial: float, *, frozen: bool) -> None:
        """At the end of session `row`, pay what is due: in, then out, of which collateral worth `initial` margin
        (account currency) is left. Nothing on the first session, from a ruined account, or where it is `frozen`:
        through a failed broker or one out of reach, and where nobody is there.
        """
        self.tonight = 0.0
        if self._first < 0:
            self._first = month_number(self._days[row])
        elif self._dates.pays[row]:
            may = not (frozen or self._account.ruined)
            months, rate = month_number(self._days[row]) - self._first, self._rates[row]
            self._pay_in(row, asked_in(self._terms, months, rate), may=may)
            least = initial * self._terms.initial_multiple
            self._take(row, asked_out(self._terms, months, rate, self._account.equity), least, may=may)

    def wanted(self, row: int) -> float:
        """Cash to be ready, account currency, never negative, from so many sessions ahead that a redemption ordered
        tonight arrives in time.
        """
        account, ahead = self._account, self._dates.ahead[row]
        if ahead > max(account.profile.redemption_lag, 1) or account.ruined:
            return 0.0
        return ready_for(self._terms, self._months_at(row), self._rates[row], account.equity)

    def coming(self, row: int) -> dict[str, float]:
        """The next payments by their kind, at the rate and the equity of session `row`, account currency, positive."""
        months, rate = self._months_at(row), self._rates[row]
        taken = asked_out(self._terms, months, rate, self._account.equity)
        found = {CONTRIBUTION: asked_in(self._terms, months, rate), WITHDRAWAL: taken}
        return {kind: amount for kind, amount in found.items() if amount > 0.0}

    def _months_at(self, row: int) -> int:
        """Months from the run's first session to the next payment after session `row`; of an account that was taken
        over, from that session.
        """
        return self._dates.months[row] - (self._first if self._first >= 0 else month_number(self._days[row]))

    def next_day(self, row: int) -> Day:
        """The session of the next payments after session `row`."""
        return next_payment(self._days[row], self._calendar, self._terms.months, self._terms.start)

    def _pay_in(self, row: int, asked: float, *, may: bool) -> None:
        if asked > 0.0:
            paid = asked if may else 0.0
            self._account.ledger.post("cash", "deposit", paid, reason="contribution")
            self._account.paid_at_once += paid  # it answers a call like any other money that arrives
            self._keep(row, CONTRIBUTION, asked, paid)

    def _take(self, row: int, asked: float, least: float, *, may: bool) -> None:
        if asked <= 0.0:
            return
        account = self._account
        cash = inf if account.profile.cash_may_be_owed else account.cash
        paid = taken_out(asked, cash, account.equity, account.collateral, least) if may else 0.0
        account.ledger.post("cash", "withdrawal", -paid, reason="withdrawal")
        self._keep(row, WITHDRAWAL, asked, paid)
        if is_short(asked, paid):
            numbers = {"asked": asked, "paid": paid}
            self._journal.event(self._days[row], "withdrawal_short", "", "withdrawal_short", **numbers)

    def _keep(self, row: int, kind: str, asked: float, paid: float) -> None:
        self._write(FlowRow(self._days[row], kind, asked * self._rates[row], self._currency, asked, paid))

    def _write(self, one: FlowRow) -> None:
        flow = one.paid if one.kind in INWARDS else -one.paid
        self.net += flow
        self.tonight += flow
        self.rows.append(one)


def told_in(terms: BrokerTerms) -> str:
    """The currency in which an account's payments are told."""
    return terms.investor if terms.flows.in_yen else terms.currency


def flow_book(terms: BrokerTerms, market: Market | None, account: Account, journal: Journal) -> FlowBook | None:
    """The book of what is paid in and taken out; None where nothing is, and for sessions that are made up."""
    if not terms.flows.months or market is None:
        return None
    return FlowBook(terms.flows, account, market, journal, told_in(terms))
