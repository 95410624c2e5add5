"""Where a journal stands, in numbers and codes."""

from typing import NamedTuple

import numpy as np

from data.base.arrow import to_array, to_codes
from data.base.days import Day
from data.market.market import Market
from engine.evening.evening import Evening, NextOrder
from engine.journal.head import Head
from engine.journal.paper import Paper
from engine.journal.rows import Tables
from engine.journal.stepping import changed_since, evening, made_with
from strategies.events.journal import Event

OWN_FILLS = "own_fills"
"""The table of a run with fills of one's own in which each stands beside the model's price."""


class Own(NamedTuple):
    """Sessions with fills of one's own, what they have cost until now, slippage by cause (account currency, a cost
    positive), and files that have changed since the last step.
    """

    sessions: int
    cost: float
    slippage: dict[str, float]
    changed: tuple[str, ...]


class Status(NamedTuple):
    """Where a journal stands: the last session and how many there are, the market's last one, the next one; equity now
    and when it began, and in the evening before (account currency); the orders that are out and the events of the last
    session; what was done on one's own; how many revisions there are, whether what is recorded still
    follows from plan, market and fills, and the head.
    """

    until: Day
    sessions: int
    market_ends: Day
    next_day: Day
    equity: float
    opened: float
    before: float
    orders: tuple[NextOrder, ...]
    events: tuple[Event, ...]
    own: Own
    revisions: int
    agrees: bool
    head: Head


def status(paper: Paper, market: Market) -> Status:
    """Where a journal stands on a market that goes at least as far. Raises `ResultError` as `Paper.replayed` does."""
    head, run = paper.head(), paper.replayed(market)
    last, equity = run.evening, to_array(run.tables["equity"]["equity"])
    others = dict(head.others)
    return Status(
        last.day, len(equity), market.days[-1], last.next_day, last.equity, float(equity[0]),
        float(equity[max(len(equity) - 2, 0)]), last.orders, last.events, _own(paper, market, last, run.tables),
        sum(kind == "revision" for kind in others.values()), run.chained_until(head.until) == head.rows, head,
    )  # fmt: skip


def _own(paper: Paper, market: Market, last: Evening, rows: Tables) -> Own:
    given = [day for day in paper.given() if day <= last.day]
    cost = evening(paper.config, market, last.day, {}).equity - last.equity if given else 0.0
    changed = changed_since(paper.made(), made_with(paper.config))
    return Own(len(given), cost, slippage(rows), tuple(changed))


def slippage(rows: Tables) -> dict[str, float]:
    """What fills of one's own were worse than the model's, by cause, account currency, a cost positive."""
    if OWN_FILLS not in rows:
        return {}
    codes, causes = to_codes(rows[OWN_FILLS]["cause"])
    sums = np.bincount(codes, weights=to_array(rows[OWN_FILLS]["slippage"]), minlength=len(causes))
    return dict(zip(causes, sums.tolist(), strict=True))
