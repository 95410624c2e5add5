"""Where a journal stands, in numbers and codes."""

from typing import NamedTuple

import numpy as np

from data.base.arrow import to_array, to_codes
from data.base.days import Day
from data.market.market import Market
from engine.analysis.unit_value import net_flows
from engine.evening.evening import Evening
from engine.evening.tonight import Tonight, tonight_of
from engine.journal.head import Head
from engine.journal.journal import Journal
from engine.journal.rows import Tables
from engine.journal.stepping import changed_since, evening, made_with

OWN_FILLS = "own_fills"
"""The table of a run with fills of one's own in which each stands beside the model's price."""


class Own(NamedTuple):
    """Sessions with fills of one's own, what they have cost until now, slippage by cause (account currency, a cost
    positive), revisions, and files that have changed since the last step.
    """

    sessions: int
    cost: float
    slippage: dict[str, float]
    revisions: int
    changed: tuple[str, ...]


class Status(NamedTuple):
    """Where a journal stands: the last session and how many there are, the market's last one; equity now and when it
    began, and in the evening before, and of the money that flowed since and in the last session what was paid in less
    what was taken out (account currency); what was done on one's own, whether what is recorded still
    follows from plan, market and fills, the head, and what is to be done for the next session.
    """

    until: Day
    sessions: int
    market_ends: Day
    equity: float
    opened: float
    before: float
    flowed: tuple[float, float]
    own: Own
    agrees: bool
    head: Head
    tonight: Tonight


def status(journal: Journal, market: Market, *, levels: bool = False) -> Status:
    """Where a journal stands on a market that goes at least as far; with `levels` also how far away is what the next
    close could bring. Raises `ResultError` as `Journal.replayed` does.
    """
    head, run = journal.head(), journal.replayed(market)
    last, equity = run.evening, to_array(run.tables["equity"]["equity"]).tolist()
    rehearsed, flows = market.days[-1] > last.day, net_flows(run.tables)
    return Status(
        last.day, len(equity), market.days[-1], last.equity, equity[0], equity[-min(len(equity), 2)],
        (float(flows.sum()), float(flows[-1])), _own(journal, market, last, run.tables),
        run.chained_until(head.until) == head.rows, head,
        tonight_of(last, rehearsed=rehearsed, levels=levels),
    )  # fmt: skip


def _own(journal: Journal, market: Market, last: Evening, rows: Tables) -> Own:
    given = [day for day in journal.given() if day <= last.day]
    cost = evening(journal.config, market, last.day, {}).equity - last.equity if given else 0.0
    changed = changed_since(journal.made(), made_with(journal.config))
    revisions = sum(kind == "revision" for _, kind in journal.head().others)
    return Own(len(given), cost, slippage(rows), revisions, tuple(changed))


def slippage(rows: Tables) -> dict[str, float]:
    """What fills of one's own were worse than the model's, by cause, account currency, a cost positive."""
    if OWN_FILLS not in rows:
        return {}
    codes, causes = to_codes(rows[OWN_FILLS]["cause"])
    sums = np.bincount(codes, weights=to_array(rows[OWN_FILLS]["slippage"]), minlength=len(causes))
    return dict(zip(causes, sums.tolist(), strict=True))
