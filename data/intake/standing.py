"""Dividend yields where no file of the user's says them: the facts by year, and the nearest of those where they have none."""

from dataclasses import dataclass

import numpy as np

from data.days import iso
from data.facts import facts
from data.intake.finding import Finding
from data.intake.history import Flags, Ints
from data.intake.reading import reading
from data.volatility import Floats

TABLE, INDEX = "dividend_yield", "SPX"
FILE = f"data/facts/{TABLE}.csv"
_YEAR = 366


@dataclass(frozen=True, slots=True)
class Standing:
    """Dividend yields by session, annual decimals; the sessions before the facts begin and after they end, and those two days."""

    values: Floats
    before: Flags
    after: Flags
    first: int
    end: int


def standing(sessions: Ints) -> Standing:
    """What the facts say of sessions; before they begin their first value, after they end their last one."""
    rows = facts(TABLE).history(f"{INDEX}.{TABLE}")
    known = [row for row in rows if row.value is not None]
    since = np.array([row.valid_from for row in known])
    place = np.searchsorted(since, sessions, side="right") - 1
    closing = [row.valid_from for row in rows if row.value is None and row.valid_from > since[-1]]
    end = closing[0] if closing else int(since[-1]) + _YEAR
    values = np.array([row.value for row in known], dtype=np.float64)[np.maximum(place, 0)]
    return Standing(values, sessions < since[0], sessions >= end, int(since[0]), int(end))


def beyond(facts_say: Standing, sessions: Ints, needed: Flags) -> list[Finding]:
    """A warning where the facts are needed on sessions before they begin, and one where they are after they end."""
    sides = (
        (facts_say.before & needed, f"begins on {iso(facts_say.first)}", "first"),
        (facts_say.after & needed, f"ends on {iso(facts_say.end - 1)}", "last"),
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
