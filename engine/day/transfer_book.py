"""What is moved into one account and out of it by whoever has several, beside the account's own payments."""

from math import inf
from typing import NamedTuple, Protocol

from data.base.days import Day
from data.market.market import Market
from engine.account.account import Account
from engine.account.margin_monitor import MarginMonitor
from engine.account.paid import TRANSFER_IN, TRANSFER_OUT, taken_out
from engine.day.flow_book import FlowBook, FlowRow, flow_book, told_in
from engine.day.terms import BrokerTerms
from strategies.events.journal import Journal


class Standing(NamedTuple):
    """An account in the evening, before its payments, account currency: equity, what an open call still asks for (0
    without one), the sessions that a redemption takes at least; and whether it is lost or cannot move money.
    """

    day: Day
    equity: float
    called: float
    lag: int
    ruined: bool
    frozen: bool


class Counter(Protocol):
    """Where an account's transfers are asked for and told; amounts in account currency, never negative."""

    def due(self, standing: Standing) -> tuple[float, float]:
        """What has arrived for the account by this evening, and what it is to send."""

    def paid(self, equity: float, sent: float) -> None:
        """That all of what had arrived was taken in, and what was sent; `equity` after all payments of the evening."""

    def wanted(self) -> float:
        """Cash to be ready for what is to be sent in the sessions to come."""

    def again(self) -> "Counter":
        """A counter for a run of other settings, at which the same money is moved."""


class TransferBook(FlowBook):
    """The payments of an account that is one of several."""

    def __init__(
        self,
        terms: BrokerTerms,
        market: Market,
        account: Account,
        journal: Journal,
        *,
        counter: Counter,
        margin: MarginMonitor,
    ) -> None:
        super().__init__(terms.flows, account, market, journal, told_in(terms))
        self._counter, self._margin, self._of_account = counter, margin, terms.currency

    def pay(self, row: int, initial: float, *, frozen: bool) -> None:
        """The account's own payments, as without transfers, and then the transfers: in, then out."""
        account = self._account
        called = self._margin.lacking if self._margin.called else 0.0
        lag = max(account.profile.redemption_lag, 1)
        standing = Standing(self._days[row], account.equity, called, lag, account.ruined, frozen)
        arrived, asked = self._counter.due(standing)
        self.tonight = 0.0
        if self._terms.months:
            super().pay(row, initial, frozen=frozen)
        if arrived > 0.0:
            account.ledger.post("cash", "deposit", arrived, reason="transfer")
            account.paid_at_once += arrived
            self._moved(row, TRANSFER_IN, arrived, arrived)
        least = initial * self._terms.initial_multiple
        cash = inf if account.profile.cash_may_be_owed else account.cash
        sent = taken_out(asked, cash, account.equity, account.collateral, least) if asked > 0.0 else 0.0
        if asked > 0.0:
            account.ledger.post("cash", "withdrawal", -sent, reason="transfer")
            self._moved(row, TRANSFER_OUT, asked, sent)
        self._counter.paid(account.equity, sent)

    def _moved(self, row: int, kind: str, asked: float, paid: float) -> None:
        self._write(FlowRow(self._days[row], kind, asked, self._of_account, asked, paid))

    def wanted(self, row: int) -> float:
        """Cash to be ready for payments and for transfers."""
        own = super().wanted(row) if self._terms.months else 0.0
        return own + self._counter.wanted()


def book_of(
    terms: BrokerTerms, market: Market | None, margin: MarginMonitor, journal: Journal, counter: Counter | None
) -> FlowBook | None:
    """The book of an account's payments, with transfers where it has a counter; None where nothing is paid, and for
    sessions that are made up.
    """
    if counter is None or market is None:
        return flow_book(terms, market, margin.account, journal)
    return TransferBook(terms, market, margin.account, journal, counter=counter, margin=margin)
