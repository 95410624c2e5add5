"""What of a comparison stands apart, on screen and page: the figures that can be told of all runs, and why the rest
cannot.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

from rich.cells import cell_len

from data.base.told_periods import with_period
from engine.report.formats import figure, meaning
from engine.report.headlines import shown
from engine.words import Words
from engine.words.notes import plain_note, spoken

if TYPE_CHECKING:
    from engine.comparison.comparison import Comparison

OWN, OTHERWISE = "own", "otherwise"
FIGURES = ("cagr", "total_return", "max_drawdown")
"""What is told otherwise at a glance; the table has all figures."""


class AcrossTable(NamedTuple):
    """Figures of all runs of a comparison side by side: a title, the runs, rows of a figure's name, what it is called
    and its value for each run, and sentences on what they are of.
    """

    title: str
    runs: list[str]
    rows: list[tuple[str, str, list[str]]]
    notes: list[str]


def across_of(comparison: "Comparison", say: Words) -> AcrossTable | None:
    """The figures that can be told of all runs; None where none stands apart."""
    if not comparison.apart:
        return None
    told, rows = comparison.manifest["across"], comparison.table("across").to_pylist()
    values = {(row["metric"], row["run"]): row["value"] for row in rows}
    runs = list(dict.fromkeys(row["run"] for row in rows))
    bills = say(f"bills.{told['currency'] or OWN}")
    shown = [
        (name, meaning(name, bills, say), [figure(name, values.get((name, run)), say) for run in runs])
        for name in dict.fromkeys(row["metric"] for row in rows)
    ]
    return AcrossTable(say("across.title"), runs, shown, [spoken(one, say) for one in told["notes"]])


class OtherwiseTable(NamedTuple):
    """A figure of runs as they are and told otherwise: a title, headings, and a row for each run."""

    title: str
    titles: list[str]
    rows: list[tuple[str, list[str]]]


def otherwise_of(comparison: "Comparison", say: Words) -> list[OtherwiseTable]:
    """Return and deepest fall of each run as they are, after tax and in yen, as far as asked for, a table each; none
    where nothing was.
    """
    if OTHERWISE not in comparison.tables:
        return []
    found = comparison.table(OTHERWISE).to_pylist()
    values = {(row["run"], row["basis"], row["metric"]): row["value"] for row in found}
    values |= {(name, OWN, key): value for name, run in comparison.runs.items() for key, value in run.metrics.items()}
    bases = [OWN, *dict.fromkeys(row["basis"] for row in found)]
    regimes = ", ".join(dict.fromkeys(comparison.manifest[OTHERWISE].values()))
    titles = [say(f"otherwise.{basis}", regime=regimes) for basis in bases]
    return [
        OtherwiseTable(
            say("otherwise.title", figure=in_one_line(say(f"headline.{key}"))),
            titles,
            [(name, [figure(key, values.get((name, basis, key)), say) for basis in bases]) for name in comparison.runs],
        )
        for key in shown(next(iter(comparison.runs.values())))
        if key in FIGURES
    ]


def in_one_line(title: str) -> str:
    """A title of several lines in one; Japanese has no space between its words."""
    return title.replace("\n", "" if cell_len(title) > len(title) else " ")


def reason_of(apart: "Comparison", say: Words) -> str:
    """Why a comparison stands apart from another."""
    return spoken(apart.manifest["apart_because"], say)


def plain_across(comparison: "Comparison") -> dict[str, Any]:
    """The figures of all runs as plain values, for JSON; nothing where none stands apart."""
    if not comparison.apart:
        return {}
    told, figures = comparison.manifest["across"], dict[str, dict[str, float | None]]()
    for row in comparison.table("across").to_pylist():
        figures.setdefault(row["run"], {})[row["metric"]] = row["value"]
    runs = [{"name": name, "metrics": metrics} for name, metrics in figures.items()]
    return {"across": {**with_period(told), "notes": [plain_note(one) for one in told["notes"]], "runs": runs}}
