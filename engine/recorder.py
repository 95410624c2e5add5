"""`Recorder`: a Backtrader analyzer that keeps a row for each session and position. It computes nothing."""

from typing import Any

import backtrader as bt

from engine.records import PositionRow, SessionRow


class Recorder(bt.Analyzer):
    """Rows of the account at the end of each session, for any strategy on a `CollateralBroker`."""

    def __init__(self) -> None:
        self.sessions: list[SessionRow] = []
        self.positions: list[PositionRow] = []

    def next(self) -> None:
        """Copy the account as it stands after this session."""
        session = self.strategy.broker.session
        account, day = session.account, session.day
        balances = account.ledger.balances
        notional = delta = 0.0
        for holding in account.holdings.values():
            contract, value = holding.contract, holding.notional
            notional += abs(value)
            delta += value
            unlisted = contract.hypothetical(day)
            self.positions.append(PositionRow(day, contract.code, holding.size, holding.mark, value, unlisted))
        self.sessions.append(
            SessionRow(
                day, session.equity, balances["cash"], balances["fund"], balances["in_transit"], balances["option_value"],
                notional, delta, session.margin.maintenance, session.margin.initial, session.margin.collateral,
            )
        )  # fmt: skip

    prenext = next  # noqa: A003  (no minimum period: every session is recorded)

    def _notify_cashvalue(self, cash: float, value: float) -> None:
        """Nothing: the account is read once a session, not told of."""

    def _notify_fund(self, *_fund: float) -> None:
        """Nothing, likewise."""

    def get_analysis(self) -> dict[str, Any]:
        """The rows, as Backtrader expects analyzers to give them."""
        return {"sessions": self.sessions, "positions": self.positions}
