"""What a rule is: one way in which a history can be wrong, for which kinds, how bad, why, and what mends it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from data.calendars import SessionCalendar
from data.days import Day
from data.finding import Finding, Severity
from data.intake.history import History
from data.intake.source import Kind
from data.underlying import UNKNOWN


class Hit(NamedTuple):
    """One place where a rule is broken: row (None: the file as a whole), column, value, the problem, and what probably did it."""

    row: int | None
    column: str
    value: str
    problem: str
    cause: str = ""


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
    why: str
    fix: str = ""
    name: str = ""

    @property
    def check(self) -> str:
        """The name findings carry."""
        return self.name or self.find.__name__.replace("_", "-")

    def findings(self, history: History, context: Context) -> Iterator[Finding]:
        """What the rule finds in a history, line numbers filled in; nothing in kinds that it is not for."""
        if history.kind not in self.kinds or not len(history) or history.main not in history.values:
            return
        for hit in self.find(history, context):
            line = None if hit.row is None else int(history.lines[hit.row])
            yield Finding(
                self.check, self.severity, history.source.name, line, hit.column, hit.value, hit.problem, self.why, self.fix,
                cause=hit.cause,
            )  # fmt: skip


def kinds(*names: Kind) -> frozenset[Kind]:
    """A set of kinds."""
    return frozenset(names)
