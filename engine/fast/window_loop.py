"""Runs of one account over stretches of its market's sessions, each as if it had been opened on the first of them."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any, NamedTuple

import numpy as np

from data.base.days import Day
from engine.fast import compiled as machine
from engine.fast.announce import announce
from engine.fast.calendar import Columns
from engine.fast.compiled import Tell
from engine.fast.path_fund import grown
from engine.fast.path_loop import Outcome, outcome_of, runnable
from engine.fast.path_sessions import run_by_month
from engine.fast.plan import Plan
from engine.fast.prepare import Prepared
from engine.fast.records import as_records, as_rows, emptied, new_books
from engine.fast.sessions import FundRates, Session


class Stretch(NamedTuple):
    """The first session of a run and that after its last, counted from the first that is made ready, and what the
    account is opened with (account currency).
    """

    first: int
    end: int
    capital: float


class WindowLoop:
    """The sessions of a configuration, made ready once, on any stretch of which its plan runs; several threads may
    `run`.
    """

    def __init__(self, prepared: Prepared, tell: Tell = announce, *, compiled: bool | None = None) -> None:
        self.compiled = machine.will_compile(wish=compiled)
        self._sessions = as_rows(Session, prepared.columns, len(prepared.days), compiled=self.compiled)
        plans = [(0, prepared.plan), *prepared.later]
        self._plans = as_records(Plan, [plan for _, plan in plans], compiled=self.compiled)
        self._ends = [*(row for row, _ in prepared.later), len(prepared.days)]
        """The row after the last one of each plan."""
        self._fund = _fund_alone(prepared.days, prepared.columns["fund"])
        self._run = runnable(run_by_month, tell, compiled=self.compiled)

    def run(self, stretches: Sequence[Stretch]) -> list[Outcome]:
        """What runs over some stretches come to. Raises `FastBooksFull` where the loop has no room for one."""
        books, plans = new_books(compiled=self.compiled), deepcopy(self._plans)
        return [
            self._over(one, emptied(books) if self.compiled else new_books(compiled=False), plans) for one in stretches
        ]

    def _over(self, one: Stretch, books: Any, plans: Any) -> Outcome:
        sessions = self._sessions[one.first : one.end]
        for place, end in enumerate(self._ends):
            if end > one.first:
                if self.compiled:
                    plans["broker"]["capital"][place] = one.capital
                else:
                    plans[place].broker.capital = one.capital
                until = min(end, one.end) - one.first
                self._run(books[0], sessions, plans[place], np.array([until]), np.zeros(1))
        return outcome_of(books[0], one.capital, self._fund[one.end - 1] / self._fund[one.first])


def _fund_alone(days: Sequence[Day], fund: Columns) -> list[float]:
    """What one unit in the fund at the close of the first session is at that of each."""
    worth = [1.0]
    for row in range(1, len(days)):
        rates = FundRates(*(fund[name][row] for name in ("income", "expense", "price")))
        worth.append(grown(worth[-1], rates, days[row] - days[row - 1]))
    return worth
