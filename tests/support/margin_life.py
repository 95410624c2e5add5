"""An account with one kind of contract, lived through by hand: what brokers print as examples of calls."""

from dataclasses import replace
from datetime import date

from data.base.days import day_of
from data.contracts.contracts import FutureContract, future_spec
from engine.account.account import Account
from engine.account.calls import CALLED
from engine.account.margin_asked import MarginAsked
from engine.account.margin_monitor import MarginMonitor
from engine.account.profiles import AccountProfile
from engine.account.today import Today
from strategies.events.journal import Journal

SESSIONS = 12
FIRST = day_of(date(2023, 11, 29))


class MarginLife:
    """`size` contracts bought (negative: sold) at `price` in the first session on `cash`; each asks `maintenance`, and
    `initial` to be opened. Money that answers a call comes from a fund that is no margin, a session after it is asked
    for.
    """

    def __init__(self, profile, cash, *, multiplier, size, price, maintenance, initial=None, day=FIRST, **terms):
        known = AccountProfile.named(profile, day) if isinstance(profile, str) else profile
        self.account = Account(0.0, replace(known, redemption_lag=1, fund_haircut=1.0, **terms))
        spec = replace(future_spec("NK225M"), multiplier=multiplier, margin_share=1.0)
        self.contract, self.journal = FutureContract(spec, day + 100), Journal()
        self.today = Today([day + number for number in range(SESSIONS)])
        asked = MarginAsked("NK225M", [0.0] * SESSIONS, [(initial or maintenance) / maintenance] * SESSIONS)
        self.full_size = asked.maintenance
        self.monitor = MarginMonitor(self.account, asked, self.today, self.journal)
        self.price = price
        self.maintenance = maintenance
        self.session(price, bought=size, begin=cash)

    def session(self, price, *, bought=0, begin=0.0, maintenance=None):
        """A session that closes at `price`, after contracts were bought at it: the events of the day."""
        row = self.today.row + 1
        self.today.advance(row)
        self.maintenance = maintenance or self.maintenance
        self.full_size[row] = self.maintenance
        self.account.open_day(self.today.day)
        if begin:
            self.account.take_over(begin, 1e9, [])
        before = len(self.journal.events)
        self.monitor.receive(self.account.settle(row))
        if bought:
            self.account.trade(self.contract, bought, price, price)
        elif self.account.holdings:
            self.account.mark(self.contract, price, price)
        self.monitor.test()
        self.account.close_day(self.today.day)
        return [event.kind for event in self.journal.events[before:] if event.kind != "warning"]

    def pay(self, amount):
        """Money for the account, there in the morning of the next session."""
        self.account.redeem(self.today.row, amount)

    @property
    def cash(self):
        return self.account.cash

    @property
    def called(self):
        """What is still called for; 0 without a call."""
        state = self.monitor.state
        return state.amount - state.received if state.status == CALLED else 0.0

    @property
    def closing_in(self):
        """Sessions until the broker closes positions; None where it does not."""
        state = self.monitor.state
        return state.closing - self.today.row if state.closing else None
