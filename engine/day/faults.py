"""What goes wrong around an account, session by session, as its drivers and strategies ask for it."""

from data.base.days import Day
from engine.account.today import Today
from engine.day.fault_rows import FaultRows, FaultTerms, forgotten
from strategies.events.journal import Journal

SPELLS = ("absence", "outage", "stale")
"""Spells in the order of `FaultRows`; an event tells when each begins and ends."""


class Faults:
    """The faults of the terms that an account has; without terms nothing goes wrong."""

    def __init__(self, terms: FaultTerms | None, rows: FaultRows | None, today: Today, journal: Journal) -> None:
        self._terms, self._rows, self._today, self._journal = terms, rows, today, journal
        self.any = terms is not None
        """Whether anything may go wrong."""
        self.away = self.cut_off = self.stale = False
        """Whether nobody is there this evening, the broker cannot be reached in this session, and its prices are not
        seen.
        """
        self._seen = -1

    def begin(self) -> None:
        """Begin a session: what begins and ends with it is told."""
        if self._rows is None:
            return
        was, row = (self.away, self.cut_off, self.stale), self._today.row
        now = self._rows.away[row], self._rows.cut_off[row], self._rows.stale[row]
        self.away, self.cut_off, self.stale = now
        if not self.stale or self._seen < 0:
            self._seen = row
        for name, before, is_so in zip(SPELLS, was, now, strict=True):
            if before != is_so:
                code = f"{name}_{'begins' if is_so else 'ends'}"
                self._journal.event(self._today.day, code, "", code)

    @property
    def ago(self) -> int:
        """Sessions since the one whose prices are seen; 0: those of today are."""
        return self._today.row - self._seen if self.stale else 0

    def delay(self, row: int, amount: float) -> int:
        """Sessions by which a redemption that is ordered in a row comes late, which is told; `amount` in account
        currency.
        """
        late = 0 if self._rows is None else self._rows.late[row]
        if late:
            numbers = {"amount": amount, "sessions": float(late)}
            self._journal.event(self._today.day, "redemption_late", "", "redemption_late", **numbers)
        return late

    def forgets(self, expiry: Day) -> bool:
        """Whether nobody rolls the future that ends on a day."""
        return self._terms is not None and self._terms.missed_rolls > 0.0 and forgotten(self._terms, [expiry])[0]
