"""What a step of the loop works on."""

from typing import Any, NamedTuple

from engine.fast.books import Books
from engine.fast.plan import Plan
from engine.fast.sessions import Session


class Run(NamedTuple):
    """The books, all sessions of the run, the row of that which is run, and the plan."""

    books: Books
    sessions: Any
    row: int
    plan: Plan


def today(run: Run) -> Session:
    """The session that is run."""
    session: Session = run.sessions[run.row]
    return session


def known_at(run: Run, at_open: bool) -> Session:  # noqa: FBT001  (keyword-only is not to be compiled)
    """The session whose rates and volatility are known at its close, or at its open: that of the evening before."""
    session: Session = run.sessions[max(run.row - 1, 0) if at_open else run.row]
    return session
