"""`Recorder`: a Backtrader analyzer that keeps a row for each session and position. It computes nothing."""

from collections.abc import Callable
from typing import Any

import backtrader as bt

from data.base.days import Day
from engine.results.records import PositionRow, SessionRow
from strategies.events.rows import Rows

Tell = Callable[[Day], None]
"""Hears which day a run has reached."""

TOLD_EVERY = 250
"""Sessions from one sign of life to the next."""


class Recorder(bt.Analyzer):
    """Rows of the account at the end of each session, for any strategy on a `CollateralBroker`; money
    in account currency. They are plain tuples in the order of `SessionRow` and `PositionRow`, which takes half as long.
    """

    # a strategy tells cash and value every session unless nobody hears it (`OverlayStrategy.start`)
    hears_value = False

    def __init__(self) -> None:
        self.sessions = Rows(SessionRow._fields)
        self.positions = Rows(PositionRow._fields)
        self._last = -1

    def next(self) -> None:
        """Copy the account as it stands after this session; nothing on a day of another feed that is none."""
        session = self.strategy.broker.session
        account, day = session.account, session.day
        if session.row == self._last:
            return
        self._last = session.row
        balances = account.ledger.balances
        notional = delta = 0.0
        for holding in account.holdings.values():
            contract, value = holding.contract, holding.notional
            notional += abs(value)
            delta += value
            source, unlisted = session.mark_source(contract), contract.hypothetical(day)
            self.positions.add((day, contract.code, holding.size, holding.mark, source, value, value, unlisted))
        if account.options.holdings:
            delta += self._options(session, day)
        if account.shares.holdings:
            self._shares(account, day)
        margin = session.margin
        self.sessions.add((
            day, session.equity,
            balances["cash"], balances["fund"], balances["in_transit"] + balances["withheld"],
            balances["option_value"], balances["shares"],
            notional, delta, margin.maintenance, margin.initial, margin.hedge, margin.collateral,
        ))  # fmt: skip

    def _shares(self, account: Any, day: Day) -> None:
        """Rows of the shares held: paid for, so no part of the overlay."""
        for code, held in account.shares.holdings.items():
            value, unlisted = held.value, held.contract.hypothetical(day)
            self.positions.add((day, code, held.size, held.mark, "modelled", value, value, unlisted))

    def _options(self, session: Any, day: Day) -> float:
        """Rows of the options held; their delta together."""
        delta = 0.0
        for instrument in session.desk.positions:
            if instrument.is_option:
                mark, contract = instrument.mark(), instrument.contract
                holding = session.account.options.holdings[instrument.code]
                exposure = holding.size * holding.multiplier * mark.exposure
                source, unlisted = "quoted" if mark.quoted else "modelled", contract.hypothetical(day)
                self.positions.add(
                    (day, instrument.code, holding.size, holding.mark, source, holding.value, exposure, unlisted)
                )
                delta += exposure
        return delta

    prenext = _next = next  # noqa: A003  (no minimum period: every session is recorded; no analyzers of its own)

    def _notify_cashvalue(self, cash: float, value: float) -> None:
        """Nothing: the account is read once a session, not told of."""

    def _notify_fund(self, *_fund: float) -> None:
        """Nothing, likewise."""

    def get_analysis(self) -> dict[str, Any]:
        """The columns, as Backtrader expects analyzers to give them."""
        return {"sessions": self.sessions.columns(), "positions": self.positions.columns()}


class TellingRecorder(Recorder):
    """A recorder that tells which day it has reached, about once a year of the run."""

    params = (("tell", None),)

    def next(self) -> None:
        """Copy the account, and now and then say so."""
        told = len(self.sessions)
        super().next()
        if len(self.sessions) % TOLD_EVERY == 0 and len(self.sessions) > told:
            self.p.tell(self.strategy.broker.session.day)

    prenext = _next = next  # noqa: A003
