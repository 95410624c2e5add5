"""Runs of one account over stretches of its market's sessions, each as if it had been opened on the first of them."""

from copy import deepcopy
from typing import Any

import numpy as np

from engine.fast import compiled as machine
from engine.fast.announce import announce
from engine.fast.compiled import Tell
from engine.fast.path_fund import fund_alone
from engine.fast.path_loop import Outcome, outcome_of, runnable
from engine.fast.path_sessions import run_by_month
from engine.fast.plan import Plan
from engine.fast.prepare import Prepared
from engine.fast.records import as_records, as_rows, new_books
from engine.fast.sessions import Session


class WindowLoop:
    """The sessions of a configuration, made ready once, on any stretch of which its plan runs; several threads may
    `run`.
    """

    def __init__(self, prepared: Prepared, tell: Tell = announce, *, compiled: bool | None = None) -> None:
        self.compiled = machine.will_compile(wish=compiled)
        self._sessions = as_rows(Session, prepared.columns, len(prepared.days), compiled=self.compiled)
        self._plan = as_records(Plan, [prepared.plan], compiled=self.compiled)
        self._run, self._alone = (runnable(one, tell, compiled=self.compiled) for one in (run_by_month, fund_alone))

    def run(self, first: int, end: int, capital: float) -> Outcome:
        """What a run comes to that is opened with so much capital (account currency) on session `first` of those made
        ready, and ends before session `end`. Raises `FastBooksFull` where the loop has no room for it.
        """
        sessions, books = self._sessions[first:end], new_books(compiled=self.compiled)[0]
        self._run(books, sessions, self._opened_with(capital), np.array([end - first]), np.zeros(1))
        return outcome_of(books, capital, self._alone(sessions, 0))

    def _opened_with(self, capital: float) -> Any:
        plan = deepcopy(self._plan)[0]
        if self.compiled:
            plan["broker"]["capital"] = capital
        else:
            plan.broker.capital = capital
        return plan
