"""The worst paths of a survival result: what became of them, and the command that replays each."""

from contextlib import suppress
from shlex import quote
from typing import Any
from urllib.parse import quote as percent_encoded

import pyarrow.compute as pc

from data.base.bounded import read_json
from engine.report.survival_rows import NOTHING, times
from engine.results.folders import MANIFEST
from engine.survival.first_sentence import Row, in_focus
from engine.survival.result import SurvivalResult
from engine.words import Words

WORST = 5
COLUMNS = (
    "cell", "path", "kind", "history", "calls", "forced_sales", "first_sale", "drawdown", "wealth", "fund",
)  # fmt: skip
TITLES = (
    "path", "kind", "history", "calls", "sales", "first_sale", "drawdown", "end_wealth", "end_fund", "replay",
)  # fmt: skip


def worst_rows(result: SurvivalResult, say: Words) -> dict[str, Any]:
    """Titles (`worst_titles`) and rows (`worst`) of the worst paths of the cell in focus."""
    cell = in_focus(result.tables)["cell"]
    links = replays(result, cell)
    return {
        "worst_titles": [say(f"survive_column.{title}") for title in TITLES],
        "worst": [
            {
                "cells": _cells(row, say),
                "command": replay_command(result, f"--path {row['path']}", cell),
                "link": links.get(row["path"], ""),
            }
            for row in worst_paths(result, cell)
        ],
    }


def worst_paths(result: SurvivalResult, cell: int, count: int = WORST) -> list[Row]:
    """The worst paths of a cell: those with a forced sale before those without, and among them the poorest at the end
    first.
    """
    kept: list[dict[str, Any]] = []
    for part in result.parts(COLUMNS):
        own = part.filter(pc.equal(part["cell"], cell))
        told = own.append_column("spared", pc.cast(pc.equal(own["forced_sales"], 0), "int8"))
        order = pc.sort_indices(told, [("spared", "ascending"), ("wealth", "ascending"), ("path", "ascending")])
        kept += told.take(order[:count]).to_pylist()
    return sorted(kept, key=lambda row: (row["spared"], row["wealth"], row["path"]))[:count]


def replay_command(result: SurvivalResult, which: str, cell: int) -> str:
    """The command that runs a path, or from a real start date, through the event engine; `which` is its option."""
    name = quote(result.path.name) if result.path else ""
    return f"overlay replay {name} {which}" + (f" --cell {cell}" if cell else "")


def replays(result: SurvivalResult, cell: int) -> dict[int, str]:
    """Reports of replays of a cell that lie beside the result, by path: addresses seen from its folder. A replay says
    in its manifest which it is (`replay`: survival, cell and path).
    """
    found: dict[int, str] = {}
    for manifest in sorted(result.path.parent.glob(f"*/{MANIFEST}")) if result.path else ():
        page = manifest.with_name("report.html")
        with suppress(OSError, ValueError):
            told = read_json(manifest).get("replay")
            if not isinstance(told, dict) or not isinstance(told.get("path"), int) or not page.exists():
                continue
            if (told.get("survival"), told.get("cell")) == (result.path and result.path.name, cell):
                found[told["path"]] = f"../{percent_encoded(page.parent.name)}/{page.name}"
    return found


def _cells(row: Row, say: Words) -> list[str]:
    return [
        f"{row['path']}",
        say.told("path_kind", row["kind"]),
        f"{row['history']}",
        f"{row['calls']}",
        f"{row['forced_sales']}",
        NOTHING if row["first_sale"] is None else f"{row['first_sale']:,}",
        f"{row['drawdown']:.1%}",
        times(row["wealth"]),
        times(row["fund"]),
    ]
