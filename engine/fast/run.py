"""What a step of the loop works on."""

from typing import NamedTuple

from engine.fast.books import Books
from engine.fast.plan import Plan
from engine.fast.sessions import Session


class Run(NamedTuple):
    """The books, the session that is run, the one before (on the first that itself), its row, the plan, and the session
    whose prices and signals are seen.
    """

    books: Books
    today: Session
    before: Session
    row: int
    plan: Plan
    seen: Session


def asked_before(run: Run) -> Session:
    """The session whose margin is in force until the test of tonight."""
    return run.before if run.plan.execution.evening else run.today


def known_at(run: Run, at_open: bool) -> Session:
    """The session whose rates and volatility are known at today's close, or at its open: that of the evening before."""
    return run.before if at_open else run.today
