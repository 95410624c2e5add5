"""What stands in the other tables of a report, and what its bar charts draw."""

from typing import Any

from data.base.days import iso
from engine.analysis.drawdowns import Drawdown, episodes
from engine.analysis.investor import investor_tables
from engine.analysis.record import life_of
from engine.audit.chapters import chapters
from engine.audit.verdicts import LineStanding, Verdict
from engine.comparison.comparison import Comparison
from engine.report.audit_words import asked, cells, rows_of, told
from engine.report.formats import figure, meaning, place
from engine.results.run import RunResult
from engine.words import Words
from engine.words.regime_names import regime_name

SHOWN_FALLS = 5
SOURCES = ("carry", "overlay", "costs", "currency", "tax")

Bars = dict[str, list[Any]]
"""Bars of a chart as columns: what they stand for, and the amount of each source."""


def figures(comparison: Comparison, say: Words) -> list[tuple[str, str, list[str]]]:
    """(name, what it is called, its value for each run) of every figure, in their order."""
    found = comparison.metrics()
    bills = say(f"bills.{next(iter(comparison.runs.values())).currency}")
    names = sorted(dict.fromkeys(name for run in found.values() for name in run), key=place)
    return [
        (name, meaning(name, bills, say), [figure(name, found[run].get(name), say) for run in comparison.runs])
        for name in names
    ]


def falls(run: RunResult) -> list[dict[str, str]]:
    """The deepest falls of a run, from high to high."""
    life = life_of(investor_tables(run.tables))
    return [_fall(one) for one in episodes(life.days, life.worth, SHOWN_FALLS)]


def _fall(one: Drawdown) -> dict[str, str]:
    return {
        "depth": f"{one.depth:.2%}",
        "peak": iso(one.peak),
        "trough": iso(one.trough),
        "recovery": iso(one.recovery) if one.recovery is not None else "",
        "sessions": f"{one.sessions:,}",
        "to_recovery": f"{one.to_recovery:,}" if one.to_recovery is not None else "",
    }


def verdicts(run: RunResult, say: Words) -> list[dict[str, Any]]:
    """The audit of a run: a row for each line of the plan that heads its checks, and one for
    each check with the rows that show it.
    """
    rows: list[dict[str, Any]] = []
    for line, found in chapters(run):
        if line:
            rows.append({"line": f"{line.number}. {line.text(say)}", "on": line.on})
        rows += [{"line": "", **_verdict(run, one, say)} for one in found if not line or line.on]
    return rows


def _verdict(run: RunResult, one: Verdict, say: Words) -> dict[str, Any]:
    shown = cells(rows_of(run, one), say) if one.days else []
    return {
        "standing": one.standing.value,
        "beyond": one.standing not in {LineStanding.KEPT, LineStanding.NOT_PART},
        "check": asked(one, say),
        "detail": told(one, say),
        "code": one.check,
        "table": one.table,
        "rows": shown,
        "more": max(len(one.days) - len(shown), 0),
    }


def sources_by_year(comparison: Comparison) -> dict[str, Bars]:
    """What each source added to each year's return, by run."""
    return _bars(comparison.table("years").to_pylist(), "year", 10)


def sources_by_regime(comparison: Comparison, say: Words) -> dict[str, dict[str, Bars]]:
    """What each source brought in each regime (account currency), by scheme and run."""
    rows = [{**row, "regime": regime_name(row["regime"], say)} for row in comparison.table("regimes").to_pylist()]
    schemes = dict.fromkeys(row["scheme"] for row in rows)
    return {scheme: _bars([row for row in rows if row["scheme"] == scheme], "regime", 2) for scheme in schemes}


def _bars(rows: list[dict[str, Any]], key: str, digits: int) -> dict[str, Bars]:
    found: dict[str, Bars] = {}
    earned = [source for source in SOURCES if any(row[source] for row in rows)]
    for row in rows:
        columns = found.setdefault(row["run"], {name: [] for name in (key, *earned)})
        for name, values in columns.items():
            value = row[name]
            values.append(round(value, digits) if isinstance(value, float) else value)
    return found
