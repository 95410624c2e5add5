"""What of a comparison stands apart, on screen and page: the figures that can be told of all runs, and why the rest
cannot.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

from engine.report.formats import figure, meaning
from engine.words import Words
from engine.words.notes import plain_note, spoken

if TYPE_CHECKING:
    from engine.comparison.comparison import Comparison

OWN = "own"


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
    return {"across": {**told, "notes": [plain_note(one) for one in told["notes"]], "runs": figures}}
