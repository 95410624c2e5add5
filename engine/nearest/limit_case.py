"""The worst that the model can do, for an account that nothing sells: computed, not asserted."""

from dataclasses import replace
from math import exp
from typing import NamedTuple

from engine.nearest.problem import Path, Problem
from engine.nearest.search import DEEPEST

RAISED = 8.0
"""Standard errors of margin: with an error of 16 % that is 3.6 times what the model asks."""
CURRENCY = 1.0
"""Logarithm of a rise of the account's currency: 2.7 times."""
HALVINGS = 24


class LimitCase(NamedTuple):
    """An index all but gone in one session or over all of them, margin and currency as far as they are taken, money as
    late as it gets: whether the account is `sold` by it, the index left (of 1), the multiple of margin, the equity
    left in account currency, and how much more overlay it would take until it is (a multiple of the futures held;
    None: it is sold, or none would be).
    """

    sold: bool
    level: float
    margin: float
    late: int
    equity: float
    overlay: float | None


def limit_case(problem: Problem) -> LimitCase:
    """Of an account."""
    paths = _worst(problem)
    outcomes = [problem.outcome(path) for path in paths]
    equity = min(outcome.equity for outcome in outcomes)
    margin = exp(problem.chances.margin_error * RAISED)
    sold = any(outcome.fatal for outcome in outcomes)
    return LimitCase(sold, exp(-DEEPEST), margin, problem.chances.latest, equity, None if sold else _overlay(problem))


def _worst(problem: Problem) -> list[Path]:
    """All in the first session, evenly, and all in the last."""
    count, late = problem.sessions, problem.chances.latest
    alone = (*(0.0,) * (count - 1), -DEEPEST)
    falls = [alone[::-1], (-DEEPEST / count,) * count, alone]
    currency = (CURRENCY, *(0.0,) * (count - 1)) if problem.with_currency else ()
    found = [Path(fall, raised, late, currency) for fall in falls for raised in (0.0, RAISED)]
    # a margin that rises while the index stands
    return [*found, Path((0.0,) * count, RAISED, late, currency)]


def _overlay(problem: Problem) -> float | None:
    """How many times the futures held can be until the limit case sells the account."""
    if not problem.state.contracts:
        return None

    def sold(times: float) -> bool:
        state = problem.state._replace(unit=problem.state.unit * times)
        larger = replace(problem, state=state)
        return any(larger.sold(path) for path in _worst(larger))

    low, high = 0.0, 100.0
    if not sold(high):
        return None
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if sold(middle) else (middle, high)
    return high
