"""A sweep on a terminal, and as values for JSON."""

from typing import Any

from rich.table import Table

from engine.report.console import plain, with_columns
from engine.report.formats import figure
from engine.sweeps.ranking import Ranked, Row, name_of, ranked
from engine.sweeps.result import SweepResult
from engine.words import Words
from engine.words.notes import plain_note

SHOWN = 10
"""Cells that are shown, the best first."""
FIGURES = ("sharpe", "cagr", "volatility", "max_drawdown", "worst_month", "margin_calls", "forced_sales")
PLATEAU, CLIFF, OWN = "=", "!", "*"
"""Marks of cells."""


def first_sentences(result: SweepResult, say: Words) -> list[str]:
    """How many settings were tried, which are best, and where those of the plan stand."""
    found, criterion = ranked(result), result.request["criterion"]
    told = [say("sweep.tried", count=len(found.rows), refused=found.refused)]
    if not found.rows:
        return told
    best, by = found.rows[0], say(f"sweep_by.{criterion}")
    told.append(say("sweep.best", by=by, name=name_of(best, result), value=figure(criterion, best[criterion], say)))
    key = "sweep.own" if found.place else "sweep.own_undefined"
    told.append(say(key, place=found.place, by=by, value=figure(criterion, found.own[criterion], say)))
    told.append(say("sweep.plateau", count=len(found.plateau), cliffs=len(found.cliffs)))
    return told


def sweep_tables(result: SweepResult, say: Words) -> list[Table]:
    """The best cells and the plan's own, and the windows of a walk forward where there was one."""
    tables = [_best(result, ranked(result), say)]
    return [*tables, _walk(result, say)] if "walk_forward" in result.tables else tables


def _best(result: SweepResult, found: Ranked, say: Words) -> Table:
    settings = [name.rpartition(".")[2] for name in result.values]
    titles = [say("sweep_column.place"), *settings, "", *(say(f"sweep_column.{name}") for name in FIGURES)]
    table = with_columns(plain(say("sweep.best_title", count=min(SHOWN, len(found.rows)))), *titles, right=len(FIGURES))
    shown = found.rows[:SHOWN]
    for row in shown if found.own in shown else [*shown, found.own]:
        place = str(found.rows.index(row) + 1) if row in found.rows else ""
        values = ("" if row[name] is None else str(row[name]) for name in result.values)
        table.add_row(place, *values, marks(row, found), *(_figure(name, row[name], say) for name in FIGURES))
    table.caption, table.caption_justify = say("sweep.marks", plateau=PLATEAU, cliff=CLIFF, own=OWN), "left"
    return table


def marks(row: Row, found: Ranked) -> str:
    """Marks of a cell: on the plateau of the best, at a cliff, the plan's own."""
    cell = row["cell"]
    told = ((PLATEAU, cell in found.plateau), (CLIFF, cell in found.cliffs), (OWN, row["own"]))
    return "".join(mark for mark, there in told if there)


def _figure(name: str, value: float | None, say: Words) -> str:
    return (
        f"{value:.0f}" if name in {"margin_calls", "forced_sales"} and value is not None else figure(name, value, say)
    )


def _walk(result: SweepResult, say: Words) -> Table:
    criterion = result.request["criterion"]
    titles = [say(f"sweep_column.{name}") for name in ("from", "to", "settings", "train", "test", "median")]
    table = with_columns(plain(say("sweep.walk_title", walk=result.request["walk"])), *titles, right=3)
    for row in result.tables["walk_forward"].to_pylist():
        figures = (figure(criterion, row[name], say) for name in ("train", "test", "median"))
        table.add_row(row["start"].isoformat(), row["end"].isoformat(), row["name"], *figures)
    return table


def plain_sweep(result: SweepResult) -> dict[str, Any]:
    """The same as values for JSON: numbers and codes, the best cells and the plan's own."""
    found = ranked(result)
    others = {name: table.to_pylist() for name, table in result.tables.items() if name == "walk_forward"}
    return {
        "sweep": str(result.path),
        "digest": result.manifest["digest"],
        "request": result.request,
        "runs": len(found.rows),
        "refused": found.refused,
        "best": [dict(row) for row in found.rows[:SHOWN]],
        "own": {**found.own, "place": found.place},
        "plateau": sorted(found.plateau),
        "cliffs": sorted(found.cliffs),
        **others,
        "notes": [plain_note(note) for note in result.manifest["notes"]],
    }
