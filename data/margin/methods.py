"""How a clearing house sets the margin of a family, by what rules, and since when."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from data.base.days import Day
from data.contracts.perpetuals import NEVER
from data.facts import facts
from data.facts.kept import kept
from data.margin.told_by import told_by

TABLE = "margin_method"
CLEARING_HOUSE, LARGEST_MOVES, IMPLIED_VOLATILITY, SHORTFALL = range(4)
"""Methods, as the facts number them."""


class Method(NamedTuple):
    """What holds from a day on: a method, weeks from the closes a weekly amount is made of to the week in which it is
    in force, and the move (a share of the amount in force) at which it is set anew the same evening.
    """

    kind: int
    weeks_ahead: int = 1
    revision: float = 0.0


class WeeklyRules(NamedTuple):
    """What weekly amounts are made of: rounded up to `step` index points, moves of `near_weeks` and `far_weeks`, or
    `quantile` daily volatilities, implied, of a mean of sessions, never below means over two longer floors (0: none).
    A daily volatility is that of `sessions_a_year`.
    """

    step: float
    near_weeks: int
    far_weeks: int
    quantile: float
    mean_sessions: int
    floor_sessions: int
    far_floor_sessions: int
    sessions_a_year: int


class ShortfallRules(NamedTuple):
    """An expected shortfall: the mean of the worst `tail` (a share) of so many scenarios, scaled to the volatility of
    the day that is measured with `decay` per session.
    """

    scenarios: int
    tail: float
    decay: float


class Since(NamedTuple):
    """Rules of a family in order of their first days; the first hold before that too."""

    days: tuple[Day, ...]
    methods: tuple[Method, ...]
    weekly: tuple[WeeklyRules, ...]
    shortfall: ShortfallRules

    def place(self, day: Day) -> int:
        """Where the rules of a day stand."""
        return max(bisect_right(self.days, day) - 1, 0)

    def first_of(self, kind: int) -> Day:
        """The first day of a method, beyond all days where there is none."""
        return next((day for day, one in zip(self.days, self.methods, strict=True) if one.kind == kind), NEVER)

    def end_of_clearing_house(self, days: Sequence[Day]) -> int:
        """How many of the days, in order, are before the first method but a clearing house's model."""
        rows = zip(self.days, self.methods, strict=True)
        return bisect_left(days, min(day for day, one in rows if one.kind != CLEARING_HOUSE))


@kept
def methods_of(family: str) -> Since | None:
    """By what methods the margin of a family is set; None where it is that of a clearing house's model on all days.
    Raises `MissingFact` where a parameter is not told.
    """
    table = facts(TABLE)
    told = told_by(family, TABLE, "method")
    if told not in table.names:
        return None
    head = told.rpartition(".")[0]
    days = sorted({row.valid_from for row in table.under(head)})
    of = {name: tuple(table.carried(f"{head}.{name}", day) for day in days) for name in _NAMES}
    last = ShortfallRules(int(of["scenarios"][-1]), of["tail"][-1], of["decay"][-1])
    kinds = zip(of["method"], of["weeks_ahead"], of["revision"], strict=True)
    weekly = zip(*(of[name] for name in WeeklyRules._fields), strict=True)
    return Since(
        tuple(days),
        tuple(Method(int(kind), int(ahead), revision) for kind, ahead, revision in kinds),
        tuple(_weekly(dict(zip(WeeklyRules._fields, row, strict=True))) for row in weekly),
        last,
    )


_NAMES = ("method", "weeks_ahead", "revision", *WeeklyRules._fields, *ShortfallRules._fields)


def _weekly(told: dict[str, float]) -> WeeklyRules:
    whole = {name: int(told[name]) for name in WeeklyRules._fields if name not in {"step", "quantile"}}
    return WeeklyRules(step=told["step"], quantile=told["quantile"], **whole)


def two_sided(family: str) -> bool:
    """Whether margin of long and short positions can differ."""
    known = methods_of(family)
    return known is not None and any(method.kind == SHORTFALL for method in known.methods)


def stress_moves(family: str) -> tuple[tuple[Day, ...], tuple[float, ...]]:
    """Days and returns (decimals) of the sessions that are stress scenarios from then on, in order."""
    name = told_by(family, "stress_moves", "move")
    rows: Sequence[tuple[Day, float]] = ()
    if name in facts("stress_moves").names:
        rows = [(row.valid_from, row.value or 0.0) for row in facts("stress_moves").history(name)]
    return tuple(day for day, _ in rows), tuple(move for _, move in rows)
