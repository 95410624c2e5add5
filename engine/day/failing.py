"""What befalls an account from outside: its fund stops redemptions, its broker fails."""

from bisect import bisect_left
from collections.abc import Sequence

from data.base.days import Day
from data.fund.failures import BrokerEvent, FundEvent
from engine.account.account import Account
from engine.account.margin_monitor import MarginMonitor
from engine.account.today import Today
from engine.day.orders import Desk
from engine.day.terms import BrokerTerms
from strategies.events.journal import Journal
from strategies.events.purposes import Ending

Parts = list[tuple[int, float]]
"""(Session number, share of the claim) of payments."""


class Failing:
    """The failures that the terms of an account have, session by session; nothing where they have none."""

    def __init__(
        self, terms: BrokerTerms, margin: MarginMonitor, desk: Desk, today: Today, days: Sequence[Day]
    ) -> None:
        self._fund, self._broker = terms.fund_event, terms.broker_event
        self._margin, self._desk, self._today, self._days = margin, desk, today, days
        self._fund_row, self._broker_row = self._row(self._fund), self._row(self._broker)
        self._taken = False

    def _row(self, event: FundEvent | BrokerEvent | None) -> int:
        return len(self._days) if event is None else bisect_left(self._days, event.day)

    @property
    def frozen(self) -> bool:
        """Whether the broker has failed and nothing is traded today."""
        return self._broker is not None and 0 <= self._today.row - self._broker_row < self._broker.frozen

    def in_the_morning(self, account: Account, journal: Journal, paid: float) -> None:
        """Before anything is traded: what was held back has been `paid`, the fund stops, the broker closes what is
        held, and orders are void.
        """
        day = self._today.day
        if paid:
            journal.event(day, "paid_out", "", "paid_out", amount=paid, left=account.ledger.balances["withheld"])
        if self._fund is not None:
            self._of_the_fund(self._fund, account, journal)
        self._margin.failed = self.frozen
        if self.frozen:
            self._margin.close_everything()
            for order in self._desk.take():
                self._desk.end(order, Ending.FROZEN, day)
            self._desk.clear_board(Ending.FROZEN, day)

    def in_the_evening(self, account: Account, journal: Journal) -> None:
        """After the test of margin: once nothing is held on margin any more, what lies with the broker is held back."""
        if not self.frozen or self._taken or self._broker is None or account.holdings or account.options.holdings:
            return
        broker, self._taken = self._broker, True
        parts = self._by_day(broker.payments.parts, self._days[self._broker_row])
        amount = 0.0
        if broker.fund_inside:
            account.withheld.set_off()
            amount = account.withheld.take("fund", broker.payments.value, parts, "broker failed")
        amount += account.withheld.take("cash", broker.payments.value, parts, "broker failed")
        journal.event(
            self._today.day, "broker_failed", "", "broker_failed",
            amount=amount, value=broker.payments.value, outside=account.equity - account.ledger.balances["withheld"],
        )  # fmt: skip

    def _of_the_fund(self, event: FundEvent, account: Account, journal: Journal) -> None:
        since = self._today.row - self._fund_row
        account.least_lag = event.lag if 0 <= since < event.sessions else 0
        if since:
            return
        value, held = event.payments.value, account.fund
        parts = self._parts_of(event)
        if parts:
            account.withheld.take("fund", value, parts, "fund stopped redemptions")
        else:
            account.withheld.lose("fund", 1.0 - value, "loss of the fund")
        code = "fund_stopped" if parts else "fund_late" if event.lag else "fund_lost"
        journal.event(self._today.day, "fund_failed", "", code, amount=held, value=value, sessions=float(event.lag))

    def _parts_of(self, event: FundEvent) -> Parts:
        """When what is held back is paid; nothing where nothing is."""
        if event.lag or not (event.sessions or event.payments.parts):
            return []
        if not event.sessions:
            return self._by_day(event.payments.parts, self._days[self._fund_row])
        left, row = event.payments.value, self._fund_row
        rest = (row + event.sessions, left * (1.0 - event.at_once))
        return [(row + 1, left * event.at_once), rest] if event.at_once else [rest]

    def _by_day(self, parts: Sequence[tuple[int, float]], day: Day) -> Parts:
        return [(bisect_left(self._days, day + after), share) for after, share in parts]
