"""One market table from several files: read, mended where asked, checked, and merged on the sessions of the index."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from data.base.arrays import Ints
from data.base.days import Day, day_of, iso
from data.base.errors import ConfigError
from data.base.finding import Finding, Refused, errors
from data.base.saying import said
from data.contracts.calendars import exchange
from data.contracts.underlying import UNKNOWN, index_name
from data.facts import facts
from data.intake.bond_yields import Bond, bond_histories, told_of
from data.intake.fixes import IN_FILE, check_fixes, repair
from data.intake.history import History
from data.intake.joined import decoded, join
from data.intake.market_columns import ColumnsMade, bills, dividends, index, merged, one_month_bills, usdjpy, vix, yen
from data.intake.opinion.vix_beside_index import vix_beside
from data.intake.provenance import about_sources
from data.intake.reading.problems import reading
from data.intake.record import origin
from data.intake.rules.all_rules import findings, order_findings
from data.intake.rules.rule import Context
from data.intake.series_file import read_history
from data.intake.source import Kind, Source, several
from data.market.embedded import EMBEDDED
from data.market.market import Market
from data.market.stored_market import BUILT

if TYPE_CHECKING:
    from data.base.arrow import Values

_NEEDED: tuple[Kind, ...] = ("index", "bills")
OLDER = 800
"""Calendar days before the first session from which a value may still be carried forward."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a market is to be built from: a file by kind, or several that are joined; first and last day (None: those of
    the index), calendar, repairs, and the name of the index.

    `starts` is the first session of runs (None: the first of all); rows before it serve rules that look back. Rows
    whose source begins with one of `derived` were computed by somebody, and not published. With a `bond` the index is
    its price at the yields of a file.
    """

    sources: Mapping[Kind, Source | Sequence[Source]]
    first: Day | None = None
    last: Day | None = None
    calendar: str = "XNYS"
    fixes: Sequence[str] = ()
    index: str = UNKNOWN
    starts: Day | None = None
    derived: Sequence[str] = ()
    bond: Bond | None = None


@dataclass(slots=True)
class Checked:
    """Histories by kind, after repairs; what was found in them; and repairs, each with kind,
    file, name and the rows it touched.
    """

    histories: dict[Kind, History] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    repairs: list[dict[str, Any]] = field(default_factory=list)

    def whole(self) -> dict[Kind, History]:
        """The histories in whose files no error was found."""
        wrong = {one.file for one in errors(self.findings)}
        return {
            kind: one
            for kind, one in self.histories.items()
            if not wrong & {one.source.name, *(part.source.name for part in one.files)}
        }

    def mend(self, history: History, names: Iterable[str], context: Context) -> History:
        """The history after the repairs of these names, which are kept in mind."""
        history, touched = repair(history, tuple(names), context)
        self.tell(history, touched)
        return history

    def tell(self, history: History, touched: Mapping[str, int]) -> None:
        """Keeps in mind how many rows repairs touched."""
        told = {"kind": history.kind, "file": history.source.name}
        self.repairs += [{**told, "fix": fix, "rows": rows} for fix, rows in touched.items()]


MAKERS: dict[Kind, Callable[[Mapping[Kind, History], ColumnsMade], Mapping[str, "Values"]]] = {
    "index": index, "dividends": dividends, "bills": bills, "bills-1m": one_month_bills, "vix": vix, "fx": usdjpy,
    "jpy-rate": yen,
}  # fmt: skip
"""What makes the columns that a kind of file is for."""


def build_market(plan: Plan, today: Day | None = None) -> Market:
    """The market of a plan, with its origin. Raises `Refused` with every error of every
    file, `ConfigError` for a wrong plan.
    """
    plan = _of_bond(plan)
    check_fixes(plan.fixes)
    index_name(plan.index)
    context = Context(exchange(plan.calendar), today or this_day(), plan.index)
    checked = check_sources(plan, context)
    whole = checked.whole()
    if plan.bond and "yields" in whole:
        checked.histories["yields"] = told_of(plan.bond, whole["yields"])
        whole |= bond_histories(plan.bond, whole["yields"], context.calendar, (plan.first, plan.last))
    if "index" not in whole:
        raise Refused(checked.findings)
    usual = plan.bond.usual_volatility if plan.bond else None
    made = ColumnsMade(whole["index"].days, plan.index, plan.derived, usual)
    columns: dict[str, Values] = {}
    for kind, maker in MAKERS.items():
        if kind in whole or kind not in plan.sources:
            columns |= maker(whole, made)
    found = [*checked.findings, *made.findings]
    if errors(found):
        raise Refused(found)
    record = origin(plan.calendar, checked.histories, checked.repairs, found, made.told)
    market = Market(
        merged(made.sessions, columns),
        context.calendar,
        origin=record,
        index=plan.index,
        bill_months=made.told["bill_yield"]["months"],
        starts=_starts(plan, made.sessions),
        hypothetical_until=_first_future(plan, made.sessions),
    )
    market.origin[BUILT] = market.digest
    return market


def _of_bond(plan: Plan) -> Plan:
    """The plan with the index of its bond. Raises `ConfigError` where a file is missing, or says what another does."""
    if plan.bond is None and "yields" in plan.sources:
        raise ConfigError("--yields is for the market of a bond future: name it with --contract, such as ZN")
    needed = ("yields", "bills") if plan.bond else _NEEDED
    missing = [f"--{kind}" for kind in needed if kind not in plan.sources]
    if missing:
        raise ConfigError(f"a market needs {' and '.join(missing)}")
    if plan.bond is None:
        return plan
    if twice := [f"--{kind}" for kind in ("index", "dividends") if kind in plan.sources]:
        raise ConfigError(f"--yields and {twice[0]} both say what the index is; leave one of them out")
    plan.bond.check(plan.calendar, plan.index)
    return replace(plan, index=plan.bond.index)


def _first_future(plan: Plan, sessions: Ints) -> Day | None:
    """The day before which nobody could trade the index of the program's own market; None
    where the market has no such day.
    """
    if plan.index != EMBEDDED:
        return None
    first = facts("costs").history("ES.commission")[0].valid_from
    begins = int(sessions[0]) if plan.starts is None else plan.starts
    return first if begins < first else None


def _starts(plan: Plan, sessions: Ints) -> Day | None:
    if plan.starts is not None and not sessions[0] <= plan.starts <= sessions[-1]:
        span = f"{iso(int(sessions[0]))} to {iso(int(sessions[-1]))}"
        raise ConfigError(f"--starts {iso(plan.starts)}: the market has sessions from {span}; give a day among them")
    return plan.starts


def check_sources(plan: Plan, context: Context) -> Checked:
    """All files of a plan, read, cut to the period, mended, joined and checked; what is wrong is among the findings."""
    checked, read = Checked(), list[History]()
    for kind, given in plan.sources.items():
        sources = several(kind, given)
        parts = list[History]()
        for source in sources:
            try:
                history = read_history(source)
                parts.append(replace(history, findings=_labelled(history.findings, source)))
            except Refused as refused:
                checked.findings += _labelled(refused.findings, source)
        read += parts
        if len(parts) > 1:
            _check_several(parts, plan, context, checked, whole=len(parts) == len(sources))
        elif parts:
            history = checked.mend(cut(parts[0], plan.first, plan.last), plan.fixes, context)
            checked.histories[kind] = history
            checked.findings += findings(history, context)
    checked.findings += about_sources(read, plan.derived)
    if plan.index not in {EMBEDDED, UNKNOWN} and {"index", "vix"} <= set(checked.histories):
        checked.findings += vix_beside(checked.histories["vix"], checked.histories["index"])
    return checked


def _labelled(found: Iterable[Finding], source: Source) -> tuple[Finding, ...]:
    """Findings of reading a file, by its label where it has one."""
    return tuple(replace(one, file=source.name) if source.label else one for one in found)


def _check_several(read: Sequence[History], plan: Plan, context: Context, checked: Checked, *, whole: bool) -> None:
    """Files of one series, each put into order by itself, then joined (if they are the whole of those that were
    named), mended and checked as one.
    """
    within = [cut(one, plan.first, plan.last) for one in read]
    if any(len(one) for one in within):
        checked.findings += [_left_out(one) for one in within if _outside(one)]
        within = [one for one in within if not _outside(one)]
    parts = [checked.mend(one, [name for name in plan.fixes if name in IN_FILE], context) for one in within]
    found = [one for part in parts for one in (*part.findings, *order_findings(part, context))]
    checked.findings += found
    if errors(found) or not whole:
        return
    joined = join(parts, keep_last="keep-last" in plan.fixes)
    checked.findings += joined.findings
    for part in joined.parts:
        checked.tell(part, {"keep-last": rows} if (rows := joined.replaced.get(part.source.name)) else {})
    if joined.history is not None:
        names = [part.source.name for part in joined.parts]
        history = checked.mend(joined.history, [name for name in plan.fixes if name not in IN_FILE], context)
        checked.histories[history.kind] = history
        checked.findings += decoded(findings(history, context)[len(history.findings) :], names)


def _outside(part: History) -> bool:
    """Whether a file is right, and none of its rows within the period."""
    return not len(part) and [one.check for one in errors(part.findings)] == ["outside-period"]


def _left_out(part: History) -> Finding:
    return reading("part-outside-period", part.source.name, part.findings[-1].problem)


def cut(history: History, first: Day | None, last: Day | None) -> History:
    """The rows of a period; of what is carried forward also those before it that may be. A
    period without rows is a finding.
    """
    start = first if first is None or history.kind in {"index", "vix"} else first - OLDER
    inside = np.ones(len(history), dtype=bool)
    inside &= history.days >= start if start is not None else True
    inside &= history.days <= last if last is not None else True
    if inside.all():
        return history
    if inside.any():
        return history.take(inside)
    since = iso(first) if first else said("build.beginning")
    until = iso(last) if last else said("build.end")
    covered = said("build.covers", first=iso(int(history.days.min())), last=iso(int(history.days.max())))
    found = reading(
        "outside-period", history.source.name, said("build.outside", since=since, until=until, covered=covered)
    )
    return replace(history.take(inside), findings=(*history.findings, found))


def this_day() -> Day:
    """Today, UTC."""
    return day_of(datetime.now(UTC).date())
