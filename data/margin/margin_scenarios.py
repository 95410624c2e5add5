"""Margin that moves: what the exchange asks, and what it would ask if it did again what it did in March 2020."""

from collections.abc import Sequence
from datetime import date
from math import nan
from typing import Literal, NamedTuple

from data.base.days import Day, day_of, iso
from data.base.errors import ConfigError
from data.contracts.calendars import SessionCalendar
from data.contracts.contracts import FULL_SIZE
from data.facts import facts
from data.margin.fx_requirements import FxRequirements
from data.margin.margins import asked_shares, maintenance_schedule, modelled_schedule, of_value, published
from data.margin.methods import methods_of, two_sided
from data.margin.shortfall import LONG, Side

Source = Literal["table_or_model", "table", "model"]
Scenario = Literal["none", "multiply", "march_2020"]
CALM, FIRST_RAISE, FIRST_CUT = (day_of(date.fromisoformat(day)) for day in ("2020-01-09", "2020-03-02", "2020-12-11"))


class MarginPath(NamedTuple):
    """Where maintenance margin comes from, and what is laid over it.

    `multiply` multiplies every session by `factor`. `march_2020` begins on session `start` and goes through the raises
    of that month (+82 % in 13 sessions) and the nine months for which they were held, then ends. An FX broker's
    `requirements` stand in place of a source. `on_index` names the index on which margin is asked, None the family's
    own: a published table holds there alone. `side` is that of the position, where it makes a difference.
    """

    source: Source = "table_or_model"
    scenario: Scenario = "none"
    factor: float = 1.0
    start: Day | None = None
    requirements: FxRequirements | None = None
    on_index: str | None = None
    side: Side = LONG

    def proportional(self, days: Sequence[Day]) -> list[bool]:
        """Whether the requirement of each day moves with the index within it, as a share of its value does."""
        return [False] * len(days) if self.requirements is None else self.requirements.proportional(days)

    def evening(self, family: str) -> bool:
        """Whether the amount of a session comes into force in its evening, with the test of margin."""
        return self.requirements is None and methods_of(family) is not None

    def two_sided(self, family: str) -> bool:
        """Whether short positions may be asked another margin than long ones."""
        return self.requirements is None and two_sided(family)


AS_PUBLISHED = MarginPath()


def margin_path(
    path: MarginPath,
    family: str,
    days: Sequence[Day],
    closes: Sequence[float],
    calendar: SessionCalendar,
    *,
    implied: Sequence[float] | None = None,
) -> list[float]:
    """Maintenance margin of one full-size contract at each session, shape (sessions,), a positive amount of its
    currency; NaN where the table alone is asked for and does not reach.

    Closes in index points; `implied` is that of `modelled_schedule`. Raises `ConfigError` where the table alone is
    asked for and there is none for the family on that index, and where `march_2020` has no start within the days.
    """
    if path.requirements is not None:
        margins = path.requirements.of_lots(days, closes)
    else:
        margins = _sourced(path, family, days, closes, implied)
    if path.scenario == "multiply":
        return [path.factor * margin for margin in margins]
    if path.scenario == "march_2020":
        return _laid_over(margins, days, march_2020(calendar), path.start)
    return margins


def march_2020(calendar: SessionCalendar) -> list[float]:
    """Multiples (1: as it was) of the margin of January 2020, session by session from 2020-03-02 until the first
    cut: those of CME on ES. Source: the table `exchange_margin`.
    """
    table, name = facts("exchange_margin"), f"{FULL_SIZE}.maintenance"
    calm = table.value(name, CALM)
    return [table.value(name, day) / calm for day in calendar.between(FIRST_RAISE, FIRST_CUT - 1)]


def _sourced(
    path: MarginPath, family: str, days: Sequence[Day], closes: Sequence[float], implied: Sequence[float] | None
) -> list[float]:
    if path.source == "model":
        return modelled_schedule(days, closes, family, implied=implied, side=path.side)
    if path.source == "table":
        if (shares := asked_shares(family)) is not None:
            return of_value(shares, days, closes, family)
        if not published(family, path.on_index):
            where = f" on the index {path.on_index}" if published(family) else ""
            raise ConfigError(
                f"margin.source = 'table': there is no table of {family} margins{where}; set margin.source = 'model'"
            )
        rows = [facts("exchange_margin").find(f"{family}.maintenance", day) for day in days]
        return [nan if row is None or row.value is None else row.value for row in rows]
    return maintenance_schedule(days, closes, family, path.on_index, implied=implied, side=path.side)


def _laid_over(margins: list[float], days: Sequence[Day], multiples: list[float], start: Day | None) -> list[float]:
    if start is None:
        raise ConfigError("margin.scenario = 'march_2020' needs margin.start, the session on which the raises begin")
    if not days[0] <= start <= days[-1]:
        raise ConfigError(f"margin.start {iso(start)} is outside the market, {iso(days[0])} to {iso(days[-1])}")
    first = next(place for place, day in enumerate(days) if day >= start)
    end = min(first + len(multiples), len(days))
    laid = [multiple * margins[place] for place, multiple in zip(range(first, end), multiples, strict=False)]
    return [*margins[:first], *laid, *margins[end:]]
