"""The ways in which trades in a currency are opened and given up: with the trend, or at the edges of a range."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from data.base.days import Day
from strategies.fx.rules import breakout, edges
from strategies.fx.rules.attack import Record
from strategies.fx.rules.breakout import Breakout
from strategies.fx.rules.closes import UNKNOWN, Range, range_before
from strategies.fx.rules.edges import Edges, EdgesState


class Seen(NamedTuple):
    """What a way looks at on an evening: the close and the ranges that open and end a trade, yen per dollar, and the
    efficiency ratio; NaN while unknown.
    """

    day: Day
    close: float
    entry: Range
    exit: Range
    efficiency: float = UNKNOWN


class FxEdges(NamedTuple):
    """The edges of an evening, yen per dollar, the efficiency ratio (NaN while unknown), and where the rule stands."""

    day: Day
    lower: float
    middle: float
    upper: float
    efficiency: float
    state: str


class Way(Protocol):
    """How trades begin and end; `opens` names a first trade, `sessions` are those that the windows need."""

    opens: str
    sessions: int
    efficiency_window: int
    rows: list[FxEdges]

    def ranges(self, closes: Sequence[float]) -> tuple[Range, Range]:
        """The ranges that open and end a trade; the last close is today's."""

    def evening(self, seen: Seen, record: Record) -> str:
        """Look at an evening, once, before anything is asked; what it changed that is to be told, or nothing."""

    def side(self, seen: Seen) -> int:
        """1 to buy, -1 to sell, 0 for neither."""

    def ends(self, side: int, seen: Seen) -> str:
        """Why all trades of a side end, or nothing."""

    def was_stopped(self, side: int) -> None:
        """A trade of a side has reached its stop."""


class WithTheTrend:
    """Breakouts; without memory."""

    opens, efficiency_window = "breakout", 0

    def __init__(self, rule: Breakout) -> None:
        self._rule = rule
        self.sessions = max(rule.entry_window, rule.exit_window) + 1
        self.rows: list[FxEdges] = []

    def ranges(self, closes: Sequence[float]) -> tuple[Range, Range]:
        return range_before(closes, self._rule.entry_window), range_before(closes, self._rule.exit_window)

    def evening(self, seen: Seen, record: Record) -> str:  # noqa: ARG002  (a way may look)
        return ""

    def side(self, seen: Seen) -> int:
        return breakout.opened(self._rule, seen.close, seen.entry)

    def ends(self, side: int, seen: Seen) -> str:
        return "exit" if breakout.given_up(side, seen.close, seen.exit) else ""

    def was_stopped(self, side: int) -> None:
        """Nothing follows from it."""


class AtTheEdges:
    """Against the moves of a range."""

    opens = "edge"

    def __init__(self, rule: Edges) -> None:
        self._rule = rule
        self._state = EdgesState()
        self.sessions, self.efficiency_window = rule.window + 1, rule.efficiency_window
        self.rows: list[FxEdges] = []

    def ranges(self, closes: Sequence[float]) -> tuple[Range, Range]:
        found = edges.edges_of(self._rule, closes)
        at = edges.middle(found)
        return found, Range(at, at)

    def evening(self, seen: Seen, record: Record) -> str:
        self._state, rests = edges.step(self._rule, self._state, (seen.close, seen.entry, seen.efficiency), record)
        where = "resting" if self._state.resting else "range" if self._state.ranging else "trend"
        measured = (seen.entry.lowest, seen.exit.lowest, seen.entry.highest, seen.efficiency)
        self.rows.append(FxEdges(seen.day, *measured, where))
        return "resting" if rests else ""

    def side(self, seen: Seen) -> int:
        return edges.opened(self._rule, self._state, seen.close, seen.entry)

    def ends(self, side: int, seen: Seen) -> str:
        return edges.ended(self._state, side, seen.close, seen.exit.lowest)

    def was_stopped(self, side: int) -> None:
        self._state = self._state._replace(barred=side)


def way_of(rule: Breakout | Edges) -> Way:
    """The way of a rule, at its beginning."""
    return WithTheTrend(rule) if isinstance(rule, Breakout) else AtTheEdges(rule)
