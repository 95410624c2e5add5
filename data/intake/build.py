"""One market table from several files: read, mended where asked, checked, and merged on the sessions of the index."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from data.calendars import exchange
from data.days import Day, day_of, iso
from data.errors import ConfigError
from data.intake.columns import Made, bills, dividends, index, merged, usdjpy, vix, yen
from data.intake.finding import Finding, Refused, errors
from data.intake.fixes import check_fixes, repair
from data.intake.history import History, read_history
from data.intake.reading import reading
from data.intake.record import origin
from data.intake.rule import Context
from data.intake.rules import findings
from data.intake.source import Kind, Source
from data.market import Market
from data.underlying import UNKNOWN, index_name

if TYPE_CHECKING:
    from data.arrow import Values

OLDER = 800
"""Calendar days before the first session from which a value may still be carried forward."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a market is to be built from: files by kind, first and last day (None: those of the index), calendar, repairs, and the name of the index."""

    sources: Mapping[Kind, Source]
    first: Day | None = None
    last: Day | None = None
    calendar: str = "XNYS"
    fixes: Sequence[str] = ()
    index: str = UNKNOWN


@dataclass(slots=True)
class Checked:
    """Histories by kind, after repairs; what was found in them, and the rows each repair touched, by kind."""

    histories: dict[Kind, History] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    touched: dict[Kind, dict[str, int]] = field(default_factory=dict)


def build_market(plan: Plan, today: Day | None = None) -> Market:
    """The market of a plan, with its origin. Raises `Refused` with every error of every file, `ConfigError` for a wrong plan."""
    for kind in ("index", "bills"):
        if kind not in plan.sources:
            raise ConfigError(f"a market needs --{kind}")
    check_fixes(plan.fixes)
    index_name(plan.index)
    context = Context(exchange(plan.calendar), today or this_day())
    checked = check_sources(plan, context)
    if errors(checked.findings):
        raise Refused(checked.findings)
    sessions = checked.histories["index"].days
    makers: tuple[Callable[[Mapping[Kind, History], Made], Mapping[str, Values]], ...] = (
        index, dividends, bills, vix, usdjpy, yen,
    )  # fmt: skip
    made = Made(sessions)
    columns: dict[str, Values] = {}
    for maker in makers:
        columns |= maker(checked.histories, made)
    if errors(made.findings):
        raise Refused([*checked.findings, *made.findings])
    table = merged(sessions, columns)
    record = origin(plan.calendar, checked.histories, checked.touched, [*checked.findings, *made.findings], made.told)
    return Market(table, context.calendar, origin=record, index=plan.index)


def check_sources(plan: Plan, context: Context) -> Checked:
    """All files of a plan, read, cut to the period, mended and checked; what is wrong is among the findings."""
    checked = Checked()
    for kind, source in plan.sources.items():
        try:
            history = cut(read_history(source), plan.first, plan.last)
        except Refused as refused:
            checked.findings += refused.findings
            continue
        history, touched = repair(history, plan.fixes, context)
        checked.touched[kind] = touched
        checked.histories[kind] = history
        checked.findings += findings(history, context)
    return checked


def cut(history: History, first: Day | None, last: Day | None) -> History:
    """The rows of a period; of what is carried forward also those before it that may be. A period without rows is a finding."""
    start = first if first is None or history.kind in {"index", "vix"} else first - OLDER
    inside = np.ones(len(history), dtype=bool)
    inside &= history.days >= start if start is not None else True
    inside &= history.days <= last if last is not None else True
    if inside.all():
        return history
    if inside.any():
        return history.take(inside)
    problem = f"has no row from {iso(first) if first else 'its beginning'} to {iso(last) if last else 'its end'}"
    covered = f"it covers {iso(int(history.days.min()))} to {iso(int(history.days.max()))}"
    found = reading("outside-period", history.source.name, f"{problem}; {covered}")
    return replace(history.take(inside), findings=(*history.findings, found))


def this_day() -> Day:
    """Today, UTC."""
    return day_of(datetime.now(UTC).date())
