"""Heat tables: returns by regime, by month and in crashes, each cell with the strength of its colour."""

from typing import Any, NamedTuple

import numpy as np

from data.base.days import iso
from engine.comparison.comparison import Comparison
from engine.report.chance import excess_of, regime_titles
from engine.report.console import seen
from engine.report.crisis_rows import crises_of, points
from engine.report.frame import minus
from engine.report.headlines import unsigned
from engine.words import Words

FULL_HEAT = {"return": 0.03, "excess": 0.08}
"""Values at which a cell has its full colour: a month's return, a year's return over bills in a regime."""


class HeatCell(NamedTuple):
    """A cell of a heat table: what it shows, `gain` or `loss` (nothing is a gain), and how strong its colour is, 0 to
    1.
    """

    text: str
    side: str
    heat: float


class Heat(NamedTuple):
    """A heat table: its name, titles of its columns, and rows of a title and cells."""

    name: str
    titles: list[str]
    rows: list[tuple[str, list[HeatCell]]]


def cell(value: float | None, full: float, form: str = "{:+.1%}", absent: str = "") -> HeatCell:
    """A cell of a heat table; its colour is strongest from `full` on, either way, in the unit of `value`.

    >>> cell(-0.015, 0.03)
    HeatCell(text='-1.5%', side='loss', heat=0.5)
    """
    if value is None or not np.isfinite(value):
        return HeatCell(absent, "gain", 0.0)
    text = unsigned(form.format(value))
    return HeatCell(text, "gain" if value >= 0.0 else "loss", round(min(abs(value) / full, 1.0), 2))


def regime_heat(comparison: Comparison, say: Words) -> list[Heat]:
    """Return over bills by run and regime, one table for each scheme."""
    rows = comparison.table("regimes").to_pylist()
    tables = []
    for scheme in dict.fromkeys(row["scheme"] for row in rows):
        found = [row for row in rows if row["scheme"] == scheme and row["sessions"]]
        titles = regime_titles(found, say)
        by_run = {
            run: [
                cell(excess_of(row), FULL_HEAT["excess"], "{:+.2%}", say("headline.undefined"))
                for row in found
                if row["run"] == run
            ]
            for run in comparison.runs
        }
        tables.append(Heat(scheme, titles, list(by_run.items())))
    return tables


def scheme_title(scheme: str, say: Words) -> str:
    """A scheme by name, and whether it knows the future."""
    return f"{say(f'scheme.{scheme}')} ({seen(scheme, say)})"


def monthly_heat(comparison: Comparison, say: Words) -> list[Heat]:
    """Returns by month, a row for each year with its total, one table for each run."""
    months, years = comparison.table("months").to_pylist(), comparison.table("years").to_pylist()
    titles = [*(str(month) for month in range(1, 13)), say("report.year_total")]
    tables = []
    for run in comparison.runs:
        of_month = {row["month"]: row["return"] for row in months if row["run"] == run}
        of_year = {row["year"]: row["return"] for row in years if row["run"] == run}
        rows = [
            (
                year,
                [cell(of_month.get(f"{year}-{month:02d}"), FULL_HEAT["return"]) for month in range(1, 13)]
                + [cell(total, 3 * FULL_HEAT["return"])],
            )
            for year, total in of_year.items()
        ]
        tables.append(Heat(run, titles, rows))
    return tables


def named_heat(comparison: Comparison, say: Words) -> Heat:
    """What index and runs did over each named crisis that the runs cover."""
    rows = []
    for index, *runs in crises_of(comparison):
        told = [say("crises.cell", gained=minus(points(one.gained)), fall=minus(points(one.fall))) for one in runs]
        cells = [
            cell(one.gained, FULL_HEAT["return"])._replace(text=text) for one, text in zip(runs, told, strict=True)
        ]
        crisis = index.crisis
        title = say("report.crisis", name=crisis.name, first=iso(crisis.first), last=iso(crisis.last))
        rows.append((title, [HeatCell(points(index.gained), "loss", 0.0), *cells]))
    return Heat("named", [say("report.index"), *comparison.runs], rows)


def crisis_heat(comparison: Comparison, say: Words) -> Heat:
    """What each run did in each crash of the index, from its peak to its trough."""
    named = [
        (say("differences.between", low=first, high=last), [HeatCell(f"{fall:.1%}", "loss", 0.0), *cells])
        for (first, last, fall), cells in _by_crash(comparison).items()
    ]
    return Heat("crises", [say("report.index"), *comparison.runs], named)


def crash_periods(comparison: Comparison, say: Words) -> dict[str, str]:
    """Crashes as periods that a page offers: `FIRST_LAST` and what each is called."""
    return {
        f"{first}_{last}": f"{say('differences.between', low=first, high=last)} ({fall:.1%})"
        for first, last, fall in _by_crash(comparison)
    }


def _by_crash(comparison: Comparison) -> dict[tuple[Any, Any, float], list[HeatCell]]:
    """What each run did, by peak, trough and fall of the index."""
    found: dict[tuple[Any, Any, float], list[HeatCell]] = {}
    for row in comparison.table("crises").to_pylist():
        window = (row["peak"], row["trough"], row["index_fall"])
        found.setdefault(window, []).append(cell(row["return"], FULL_HEAT["return"], "{:+.2%}"))
    return found
