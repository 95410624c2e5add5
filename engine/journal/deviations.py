"""What was done otherwise than the plan said, and what that has cost until now."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from data.base.arrow import to_array
from data.base.days import Day
from data.market.market import Market
from engine.day.given import Given, GivenFill
from engine.journal.entry import Entry
from engine.journal.journal import Journal
from engine.journal.rows import SENT, Tables, rows_between
from engine.journal.stepping import evening
from engine.journal.typed import FILL_KINDS

NEWEST = 20
"""So many are told one by one, each a backtest; what is older is told together."""


class Part(NamedTuple):
    """Of one contract: signed contracts that were ordered, and that were done."""

    contract: str
    ordered: int
    done: int


class Deviation(NamedTuple):
    """A session with fills of one's own: what of it was ordered and done, contract by contract, why it was so, and what
    it has cost until the last session: equity with the model's fills on that day alone, less equity as it is.
    """

    day: Day
    parts: tuple[Part, ...]
    why: str
    cost: float

    @property
    def departs(self) -> bool:
        """Whether other sizes were done than were ordered."""
        return any(one.ordered != one.done for one in self.parts)


class Deviations(NamedTuple):
    """The newest ones, oldest first; how many older ones there are and what they cost together; and what all of them
    cost: equity of the plan with the model's fills alone, less equity as it is. Account currency, a gain negative.
    """

    newest: tuple[Deviation, ...]
    older: int
    older_cost: float
    cost: float


def deviations(journal: Journal, market: Market) -> Deviations:
    """All sessions with fills of one's own until the last one, each with its cost, which is exact: the plan is run once
    more without it. Raises `ResultError` as `Journal.replayed` does.
    """
    until, told = journal.head().until, journal.told()
    given = dict(sorted(journal.given_until(until).items())) if until is not None else {}
    if not given or until is None:
        return Deviations((), 0, 0.0, 0.0)

    def equity(kept: Given) -> float:
        return evening(journal.config, market, until, kept).equity

    run, days = journal.replayed(market), list(given)
    is_now, rows = run.evening.equity, run.tables
    older, newest = days[:-NEWEST], days[-NEWEST:]
    found = tuple(
        Deviation(day, parts_of(rows, day, given[day]), why_of(told, day), equity(_without(given, [day])) - is_now)
        for day in newest
    )
    return Deviations(found, len(older), equity(_without(given, older)) - is_now if older else 0.0, equity({}) - is_now)


def _without(given: Given, days: Iterable[Day]) -> Given:
    left = set(days)
    return {day: fills for day, fills in given.items() if day not in left}


def parts_of(rows: Tables, day: Day, fills: Sequence[GivenFill]) -> tuple[Part, ...]:
    """What was ordered for a session and done in it, by contract; `rows` are those of all sessions before it."""
    ordered = dict[str, int]()
    sessions = to_array(rows["equity"]["date"])
    before = int(sessions[int(np.searchsorted(sessions, day)) - 1])
    for one in rows_between(rows, before, before).get(SENT, rows["equity"].slice(0, 0)).to_pylist():
        ordered[one["contract"]] = ordered.get(one["contract"], 0) + one["size"]
    done = dict[str, int]()
    for fill in fills:
        done[fill.contract] = done.get(fill.contract, 0) + fill.size
    return tuple(Part(code, ordered.get(code, 0), done.get(code, 0)) for code in sorted({*ordered, *done}))


def why_of(entries: Iterable[Entry], day: Day) -> str:
    """What was said to the fills of a session."""
    said: Mapping[str, None] = dict.fromkeys(
        one.why for one in entries if one.kind in FILL_KINDS and one.session == day and one.why
    )
    return "; ".join(said)
