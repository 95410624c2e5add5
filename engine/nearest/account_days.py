"""The account day by day on a path, from the evening before."""

from typing import NamedTuple

from engine.account.calls import CALLED, CLOSING
from engine.day.trading_day import TradingDay
from engine.nearest.problem import Path, Problem
from engine.stress.held import SESSION
from engine.stress.walk import walk


class AccountDay(NamedTuple):
    """An evening, money in account currency: index and currency as multiples of what they were, margin as a multiple of
    its share of notional, what futures and hedge gained since the evening before, cash, money on its way, fund, what
    counts as collateral, what is asked, an open call and the session of its deadline, and what was told.
    """

    level: float
    spot: float
    margin: float
    variation: float
    cash: float
    in_transit: float
    fund: float
    collateral: float
    required: float
    called: float
    due: int
    told: tuple[str, ...]


def account_days(problem: Problem, path: Path) -> tuple[AccountDay, ...]:
    """Every evening of a path up to the last on which anything happened."""
    shocks, found = problem.shocks(path), list[AccountDay]()
    level, spot, before = 1.0, 1.0, 0.0
    acts = problem.evening() if problem.evening else None

    def evening(day: TradingDay) -> None:
        nonlocal level, spot, before
        row = day.row
        shock = shocks[min(row, len(shocks)) - 1] if row else None
        if shock and row <= len(shocks):
            level, spot = level * (1.0 + shock.index_return), spot * (1.0 + shock.currency_return)
        variation = day.account.variation + (day.hedge.gained if day.hedge else 0.0)
        found.append(_told(day, (level, spot, shock.margin if shock else 1.0, variation - before)))
        before = variation
        if acts:
            acts(day)

    walk(problem.state, problem.terms, shocks, path.late, evening)
    last = max((row for row, one in enumerate(found) if one.told), default=len(found) - 1)
    return tuple(found[: last + 1])


def _told(day: TradingDay, moved: tuple[float, float, float, float]) -> AccountDay:
    account, margin, state = day.account, day.margin, day.margin.state
    called = state.status == CALLED
    events = tuple(event.kind for event in day.journal.events if event.day == SESSION * day.row and day.row)
    return AccountDay(
        *moved,
        cash=account.cash,
        in_transit=account.in_transit,
        fund=account.fund,
        collateral=account.collateral,
        required=margin.maintenance,
        called=state.amount if called else 0.0,
        due=state.deadline if called else state.closing if state.status == CLOSING else 0,
        told=events,
    )
