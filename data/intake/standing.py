"""Dividend yields where no file of the user's says them: the facts, and the nearest of those where they have none."""

from dataclasses import dataclass

import numpy as np

from data.base.arrays import Flags, Floats, Ints
from data.base.days import iso
from data.base.finding import Finding
from data.facts import facts
from data.intake.reading.problems import reading

TABLE, INDEX = "dividend_yield", "SPX"
FILE = f"data/facts/{TABLE}.csv"


@dataclass(frozen=True, slots=True)
class FactYields:
    """Dividend yields by session, annual decimals; the sessions before the facts begin and after they end, and those
    two days (None: they have not ended).
    """

    values: Floats
    before: Flags
    after: Flags
    first: int
    end: int | None


def standing(sessions: Ints) -> FactYields:
    """What the facts say of sessions, shape (sessions,): dividend yields, annual decimals; before they begin their
    first value, after they end their last one.
    """
    table, name = facts(TABLE), f"{INDEX}.{TABLE}"
    first, end = table.reach(name)
    after = sessions >= end if end is not None else np.zeros(len(sessions), dtype=bool)
    return FactYields(np.array(table.path(name, sessions.tolist())), sessions < first, after, first, end)


def beyond(facts_say: FactYields, sessions: Ints, needed: Flags) -> list[Finding]:
    """A warning where the facts are needed on sessions before they begin, and one where they are after they end."""
    sides = (
        (facts_say.before & needed, f"begins on {iso(facts_say.first)}", "first"),
        (facts_say.after & needed, "" if facts_say.end is None else f"ends on {iso(facts_say.end - 1)}", "last"),
    )
    return [
        reading("facts-end", FILE, _carried(sessions[where], facts_say.values[where][0], covers, side))
        for where, covers, side in sides
        if where.any()
    ]


def _carried(sessions: Ints, value: float, covers: str, side: str) -> str:
    span = f"{iso(int(sessions[0]))} to {iso(int(sessions[-1]))}"
    return f"{covers}; on {len(sessions):,} sessions, {span}, its {side} dividend yield, {value:.2%}, stands in"


def without_dividends(sessions: Ints) -> list[Finding]:
    """What `beyond` finds where no file says any dividend yield."""
    return beyond(standing(sessions), sessions, np.ones(len(sessions), dtype=bool))


def of_another_index(index: str) -> Finding:
    """The warning that the facts stand in on an index that they are not of."""
    return reading(
        "facts-of-another-index", FILE, f"has dividend yields of {INDEX}, which stand in for those of {index}"
    )
