"""Dividend yields where no file of the user's says them: the facts, and the nearest of those where they have none."""

from dataclasses import dataclass

import numpy as np

from data.base.arrays import Flags, Floats, Ints
from data.base.days import iso
from data.base.finding import Finding
from data.base.saying import UNSAID, Saying, said
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
        (facts_say.before & needed, said("facts.begins", date=iso(facts_say.first)), said("facts.first")),
        (
            facts_say.after & needed,
            UNSAID if facts_say.end is None else said("facts.ends", date=iso(facts_say.end - 1)),
            said("facts.last"),
        ),
    )
    return [
        reading("facts-end", FILE, _carried(sessions[where], facts_say.values[where][0], covers, side))
        for where, covers, side in sides
        if where.any()
    ]


def _carried(sessions: Ints, value: float, covers: Saying, side: Saying) -> Saying:
    first, last = (iso(int(sessions[one])) for one in (0, -1))
    return said("facts.carried", covers=covers, sessions=len(sessions), first=first, last=last, side=side, value=value)


def without_dividends(sessions: Ints) -> list[Finding]:
    """What `beyond` finds where no file says any dividend yield."""
    return beyond(standing(sessions), sessions, np.ones(len(sessions), dtype=bool))


def of_another_index(index: str) -> Finding:
    """The warning that the facts stand in on an index that they are not of."""
    return reading("facts-of-another-index", FILE, said("facts.another_index", facts=INDEX, index=index))
