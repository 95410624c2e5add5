"""What a rule is: one way in which a history can be wrong, for which kinds, how bad, why, and what mends it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from data.base.days import Day, iso
from data.base.finding import Finding, Severity
from data.base.saying import UNSAID, Saying, said
from data.contracts.calendars import SessionCalendar
from data.contracts.underlying import UNKNOWN
from data.intake.history import History
from data.intake.rules.typos import slip
from data.intake.source import Kind


class Hit(NamedTuple):
    """One place where a rule is broken: row (None: the file as a whole), column, value, the
    problem, and what probably did it.
    """

    row: int | None
    column: str
    value: str
    problem: Saying
    cause: Saying = UNSAID


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may know besides the history: the exchange's sessions, today, and which index it is."""

    calendar: SessionCalendar
    today: Day
    index: str = UNKNOWN


@dataclass(frozen=True, slots=True)
class Rule:
    """A finder with its meaning; the rule's name is the finder's, unless it has its own."""

    find: Callable[[History, Context], Iterator[Hit]]
    kinds: frozenset[Kind]
    severity: Severity
    fix: str = ""
    name: str = ""

    @property
    def check(self) -> str:
        """The name findings carry."""
        return self.name or self.find.__name__.replace("_", "-")

    @property
    def why(self) -> Saying:
        """Why it matters."""
        return said(f"why.{self.check}")

    def findings(self, history: History, context: Context) -> Iterator[Finding]:
        """What the rule finds in a history, line numbers filled in; nothing in kinds that it is not for."""
        if history.kind not in self.kinds or not len(history) or history.main not in history.values:
            return
        for hit in self.find(history, context):
            line = None if hit.row is None else int(history.lines[hit.row])
            before, value, after = _around(history, hit)
            date = "" if hit.row is None else iso(int(history.days[hit.row]))
            yield Finding(
                self.check, self.severity, history.source.name, line, hit.column, hit.value, hit.problem, self.why,
                self.fix,
                date, _beside(before, after), hit.cause or slip(before, value, after),
            )  # fmt: skip


def _around(history: History, hit: Hit) -> tuple[float, float, float]:
    """(the number above, at, and below a hit in its column), NaN where there is none."""
    field = next((one for one in history.values if history.names.get(one, one) == hit.column), None)
    if hit.row is None or field is None:
        return (np.nan, np.nan, np.nan)
    values, row = history.values[field], hit.row
    before = values[row - 1] if row else np.nan
    after = values[row + 1] if row + 1 < len(values) else np.nan
    return float(before), float(values[row]), float(after)


def _beside(before: float, after: float) -> Saying:
    """The numbers above and below, such as `3234.85 before, 3237.18 after`; nothing where there are none."""
    near = {"before": before, "after": after}
    told = [said(f"row.{when}", value=value) for when, value in near.items() if not np.isnan(value)]
    return said("row.list", several=told) if told else UNSAID


def kinds(*names: Kind) -> frozenset[Kind]:
    """A set of kinds."""
    return frozenset(names)
