"""The list of all runs of a sweep on its page: the best, and the plan itself wherever it stands."""

from typing import Any

from engine.report.sweep_figures import Figure, Row, figures_of, setting_text, told
from engine.report.sweep_rows import figures_shown
from engine.sweeps.ranking import Ranked
from engine.sweeps.result import SweepResult
from engine.sweeps.schemas import RUNS
from engine.words import Words

LISTED = 200
"""Runs that are listed."""
PLATEAU, ALIKE, CLIFF, OWN = "=", "≈", "▼", "◆"
"""Marks of cells on a page."""


def listed_figures(result: SweepResult, say: Words) -> list[Figure]:
    """Figures of the list: those of every sweep, first those that a terminal shows."""
    declared, first = {column.name for column in RUNS}, figures_shown(result)
    listed = [one for one in figures_of(result, say) if one.name in declared]
    return sorted(listed, key=lambda one: first.index(one.name) if one.name in first else len(first))


def run_list(result: SweepResult, found: Ranked, say: Words) -> dict[str, Any]:
    """Settings and figures (`list_settings`, `list_figures`) and rows (`listed`), a sentence on how many there are, and
    the marks.
    """
    shown = found.rows[:LISTED]
    shown = shown if found.own in shown else [*shown, found.own]
    figures = listed_figures(result, say)
    places = {row["cell"]: place for place, row in enumerate(found.rows, 1)}
    return {
        "list_settings": list(result.values),
        "list_figures": figures,
        "listed": [
            [str(places.get(row["cell"], "")), *(setting_text(row[name]) for name in result.values),
             page_marks(row, found), *(told(one.name, row, say) for one in figures)]
            for row in shown
        ],
        "list_printed": len(figures_shown(result)),
        "list_told": say("sweep.list_told", shown=len(shown), count=len(found.rows)),
        "marks": {"plateau": PLATEAU, "alike": ALIKE, "cliff": CLIFF, "own": OWN},
    }  # fmt: skip


def page_marks(row: Row, found: Ranked) -> str:
    """Marks of a cell."""
    cell = row["cell"]
    near = (PLATEAU, cell in found.plateau), (ALIKE, cell in found.alike - found.plateau)
    kinds = (*near, (CLIFF, cell in found.cliffs), (OWN, row["own"]))
    return " ".join(mark for mark, there in kinds if there)
