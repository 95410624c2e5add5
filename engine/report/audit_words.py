"""Verdicts in words: what was asked, how it stands, what was held, and the rows that show it."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

import numpy as np
import pyarrow as pa

from data.base.arrow import to_array
from data.base.days import iso
from data.base.digits import apart
from engine.audit.account_checks import ACCIDENTS, CALLS_BY
from engine.audit.chapters import audit
from engine.audit.declared_plan import declared_by
from engine.audit.verdicts import LineStanding, Verdict
from engine.report.headlines import unsigned
from engine.report.rows import texts, title
from engine.results.run import RunResult
from engine.words import Words

SHOWN_ROWS = 20
SHOWN_MONTHS = 4
COLUMNS = {
    "exposure": ("equity", "overlay_notional", "overlay_delta", "total_exposure"),
    "lead": ("equity", "overlay_notional", "overlay_delta", "total_exposure"),
    "spare_cash": ("cash", "mmf", "initial", "overlay_notional"),
    "core": ("equity", "cash", "mmf", "in_transit", "overlay_notional"),
    "halving": ("equity", "overlay_notional", "total_exposure"),
    "reductions": ("equity", "overlay_notional", "total_exposure"),
    "stop": ("equity", "overlay_notional", "option_value"),
    "call_distance": ("collateral", "maintenance", "overlay_notional", "excess"),
    "no_accident": ("kind", "numbers", "code"),
}
"""The columns that show a check, of the table of its verdict; the others are shown by all."""


def asked(verdict: Verdict, say: Words) -> str:
    """What must have held, in words."""
    return say(f"check.{verdict.check}")


def told(verdict: Verdict, say: Words) -> str:
    """What was held, against what, and where it was beyond, in words."""
    if verdict.standing is LineStanding.NOT_PART:
        return say("detail.not_part")
    key, more = _key(verdict, say)
    figures = {"figure": verdict.figure, "limit": verdict.limit}
    values: dict[str, object] = {
        **{name: ABSENT if value is None else Figure(value) for name, value in figures.items()},
        **{name: Number(value) for name, value in verdict.numbers.items()},
        **more,
    }
    sentence = say(f"detail.{key}", **values)
    return sentence + _beyond(verdict, say) if verdict.sessions else sentence


def _beyond(verdict: Verdict, say: Words) -> str:
    dates = {"first": iso(verdict.first or 0), "worst": iso(verdict.worst or 0)}
    key, alone = "beyond" if verdict.sessions > 1 else "beyond_once", int(verdict.shown.get("unattended", 0.0))
    sentence = say(f"detail.{key}", count=f"{verdict.sessions:,}", longest=f"{verdict.longest:,}", **dates)
    return sentence + say("detail.unattended", count=f"{alone:,}") if alone else sentence


class Figure(float):
    """A figure as the sentence of a check writes it (`{figure:.2f}`): a share with one decimal where it gives no form,
    and a zero without a sign.
    """

    def __format__(self, form: str) -> str:
        if not isfinite(self):
            return "∞"
        return unsigned(super().__format__(form or self._usual()))

    def _usual(self) -> str:
        return ".1%"


class Number(Figure):
    """A number behind a verdict: a count where it is whole, else as a figure."""

    def _usual(self) -> str:
        return ",.0f" if self.is_integer() else ".1%"


class _Absent:
    """A figure that there is not: nothing, in every form."""

    def __format__(self, _form: str) -> str:
        return ""


ABSENT = _Absent()


def _key(verdict: Verdict, say: Words) -> tuple[str, Mapping[str, object]]:
    """The sentence of a check, and values that are not plain numbers."""
    special = SPECIAL.get(verdict.check)
    return special(verdict, say) if special else (verdict.check, {})


def _accidents(verdict: Verdict, say: Words) -> tuple[str, Mapping[str, object]]:
    kinds = (ACCIDENTS[0], *CALLS_BY, *ACCIDENTS[1:])
    counts = [say(f"label.{kind}", count=int(verdict.numbers[kind])) for kind in kinds if kind in verdict.numbers]
    return ("accidents", {"counts": ", ".join(counts)}) if counts else ("none", {})


def _insured(verdict: Verdict, _say: Words) -> tuple[str, Mapping[str, object]]:
    return ("insured_below" if "by_rule" in verdict.numbers else "insured"), {}


def _halved(verdict: Verdict, _say: Words) -> tuple[str, Mapping[str, object]]:
    if not verdict.numbers["evenings"]:
        return "halving_idle", {}
    return ("halving_options" if verdict.table == "fills" else "halving"), {"band": Figure(verdict.numbers["band"])}


def _exposed(verdict: Verdict, _say: Words) -> tuple[str, Mapping[str, object]]:
    """The highest exposure and its limit with as many digits as tell them apart."""
    held, limit = verdict.figure or 0.0, verdict.limit or 0.0
    told = tuple(f"{Figure(one):.3f}" for one in (held, limit))
    if verdict.sessions and told[0] == told[1]:
        told = apart(held, limit, digits=4)
    return "exposure", dict(zip(("figure", "limit"), told, strict=True))


def _closest(verdict: Verdict, _say: Words) -> tuple[str, Mapping[str, object]]:
    fall, rise = verdict.figure or 0.0, bool(verdict.numbers["rise"])
    if fall >= 1.0 and not rise:
        return "no_fall", {}
    key = "short_sold" if rise else "short"
    if fall > 0.0:
        key = "closest_rise" if rise else "closest"
    return key, {"fall": Figure(abs(fall)), "date": iso(int(verdict.numbers["closest_day"]))}


def _lead(verdict: Verdict, _say: Words) -> tuple[str, Mapping[str, object]]:
    return ("lead" if verdict.figure else "no_overlay"), {"date": iso(int(verdict.numbers["most_day"]))}


def _months(verdict: Verdict, say: Words) -> tuple[str, Mapping[str, object]]:
    """The months that lost most, each with the lowest it stood at and, where that is another, its end."""
    worst = sorted(verdict.numbers, key=lambda month: verdict.shown[month])[:SHOWN_MONTHS]
    limit, amount = verdict.limit, verdict.shown["amount"]
    limits = [] if limit is None else [f"{Figure(limit if verdict.numbers else abs(limit)):.2%}"]
    return ("stops" if worst else "no_stop"), {
        "count": str(len(verdict.numbers)),
        "months": ", ".join(_month(month, verdict, say) for month in worst),
        "limit": say("detail.or").join([*limits, *([f"{amount:,.0f}"] if amount else [])]),
    }


def _month(month: str, verdict: Verdict, say: Words) -> str:
    lowest, end = (f"{one[month]:.2%}" for one in (verdict.shown, verdict.numbers))
    return f"{month} {lowest}" if lowest == end else say("detail.stopped_at", month=month, lowest=lowest, end=end)


def _premium(verdict: Verdict, _say: Words) -> tuple[str, Mapping[str, object]]:
    return ("premium_dear" if verdict.numbers["too_dear"] else "premium"), {}


def _shares(*names: str) -> Any:
    """Numbers of a verdict that are shares, whatever they are."""
    return lambda verdict, _say: (verdict.check, {name: Figure(verdict.numbers[name]) for name in names})


def _spare(verdict: Verdict, _say: Words) -> tuple[str, Mapping[str, object]]:
    shares = {name: Figure(verdict.numbers[name]) for name in ("highest", "most")}
    return ("spare_cash_hedged" if verdict.numbers["hedged"] else "spare_cash"), shares


SPECIAL = {
    "no_accident": _accidents, "halving": _halved, "exposure": _exposed, "reductions": _shares("band"),
    "declared_max_total_exposure": _exposed, "declared_monthly_loss": _months,
    "call_distance": _closest, "lead": _lead, "stop": _months, "premium": _premium,
    "insured": _insured, "spare_cash": _spare, "cash_limits": _shares("highest", "cap"), "risked": _shares("worst"),
}  # fmt: skip
"""Checks whose sentence depends on more than their figures."""


def summary(run: RunResult, say: Words, found: Sequence[Verdict] | None = None) -> str:
    """Whether anything of a run's plan was not kept, in one line; `found` are its verdicts, where they are known."""
    verdicts, parts = audit(run) if found is None else found, []
    for standing in (LineStanding.NOT_KEPT, LineStanding.COULD_NOT, LineStanding.DRIFTED):
        checks = [asked(one, say) for one in verdicts if one.standing is standing]
        if checks:
            parts.append(say(f"audit.some_{standing}", checks=", ".join(checks)))
    own = declared_by(run)
    if own is None:
        return say("audit.joined").join(parts) if parts else say("audit.all_kept")
    if not parts:
        return say("audit.declared_kept" if own.told else "audit.account_kept")
    return say("audit.joined").join([*parts, *([] if own.told else [say("audit.declares_nothing")])])


def of_plans(runs: Mapping[str, RunResult], say: Words) -> list[str]:
    """Whether anything of each run's plan was not kept: a line for all runs of which the same is to be said."""
    said: dict[str, list[str]] = {}
    for name, run in runs.items():
        said.setdefault(summary(run, say), []).append(name)
    return [say("audit.of_run", run=", ".join(names), summary=told) for told, names in said.items()]


def as_plain(verdict: Verdict, say: Words) -> dict[str, Any]:
    """A verdict as plain values for JSON, with its sentence."""
    values = {name: value for name, value in verdict._asdict().items() if name not in {"days", "numbers"}}
    figures = {name: _finite(values[name]) for name in ("figure", "limit")}
    numbers, shown = ({name: _finite(value) for name, value in one.items()} for one in (verdict.numbers, verdict.shown))
    days = {name: None if values[name] is None else iso(values[name]) for name in ("first", "worst")}
    return {
        **values,
        **figures,
        **days,
        "values": numbers,
        "shown": shown,
        "asked": asked(verdict, say),
        "text": told(verdict, say),
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and np.isfinite(value) else None


def rows_of(run: RunResult, verdict: Verdict) -> pa.Table:
    """The rows of the verdict's table on the sessions beyond, with the columns that show it."""
    table = run.table(verdict.table)
    if not len(table) or "date" not in table.column_names:
        return table.slice(0, 0)
    own = [name for name in COLUMNS.get(verdict.check, ()) if name in table.column_names]
    names = own or [name for name in table.column_names if name != "date"]
    return table.filter(np.isin(to_array(table["date"]), verdict.days)).select(["date", *names])


def cells(table: pa.Table, say: Words) -> list[dict[str, object]]:
    """Rows as text, the first of them."""
    shown = table.slice(0, SHOWN_ROWS)
    columns = {title(name): texts(shown, name, say) for name in shown.column_names}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
