"""A sweep on a terminal, and as values for JSON."""

from collections.abc import Sequence
from typing import Any

from rich.cells import cell_len
from rich.table import Table

from engine.report.console import plain, with_columns
from engine.report.rows import plain_rows
from engine.report.survival_rows import NOTHING
from engine.report.sweep_figures import setting_text, told
from engine.report.sweep_maps import Map, Square, maps, pairs
from engine.report.sweep_rows import ALIKE, CLIFF, OWN, PLATEAU, Told, columns_of, marks, windows
from engine.sweeps.ranking import Ranked, ranked
from engine.sweeps.result import SweepResult
from engine.words import Words
from engine.words.notes import plain_note

SHOWN = 10
"""Cells that are shown, the best first."""
WIDTH = 80
TENTHS = 9
REFUSED = "x"
LEAST = 56
"""Least width of a map, for what stands above and below it."""


def sweep_tables(result: SweepResult, say: Words) -> list[Table]:
    """The best cells and the plan's own, a map where two settings are numbers, and the windows of a walk forward where
    there was one.
    """
    found = ranked(result)
    several = pairs(result)
    grid = next(maps(result, found, result.request["criterion"], several[0], say)) if several else None
    mapped = _map(grid, say) if grid else None
    walk = [_walk(result, say)] if "walk_forward" in result.tables else []
    return [_best(result, found, say), *([mapped] if mapped else []), *walk]


def _best(result: SweepResult, found: Ranked, say: Words) -> Table:
    shown = found.rows[:SHOWN]
    shown = shown if found.own in shown else [*shown, found.own]
    columns = columns_of(result, shown, say)
    titles = ["", *columns.settings.values(), "", *(say(f"sweep_column.{name}") for name in columns.figures)]
    table = _narrow(say("sweep.best_title", count=min(SHOWN, len(found.rows))), titles, len(columns.figures))
    texts = []
    for row in shown:
        place = str(found.rows.index(row) + 1) if row in found.rows else ""
        values = (setting_text(row[name]) for name in columns.settings)
        texts.append([place, *values, marks(row, found), *(told(name, row, say) for name in columns.figures)])
    if _width([titles, *texts]) > WIDTH:
        table.padding = (0, 0)
    for cells in texts:
        table.add_row(*cells)
    table.caption = "\n".join([_marks(say), *_same(columns, say)])
    return table


def _narrow(title: str, titles: Sequence[str], right: int) -> Table:
    """A table that gives way in its words before it does in its numbers."""
    table = with_columns(plain(title), *titles, right=right)
    table.collapse_padding, table.caption_justify = True, "left"
    for column in table.columns[len(titles) - right :]:
        column.no_wrap = True
    return table


def _width(lines: Sequence[Sequence[str]]) -> int:
    """Width of a table whose columns stand two apart."""
    columns = ["\n".join(column).split("\n") for column in zip(*lines, strict=True)]
    widths = [max(map(cell_len, column)) for column in columns]
    return sum(widths) + 2 * (len(widths) - 1)


def _marks(say: Words) -> str:
    return say("sweep.marks", plateau=PLATEAU, alike=ALIKE, cliff=CLIFF, own=OWN)


def _same(columns: Told, say: Words) -> list[str]:
    same = ", ".join(f"{name} {value}" for name, value in columns.same.items())
    return [say("sweep.same", same=same)] if same else []


def _map(found: Map, say: Words) -> Table | None:
    """The criterion in its numbers, or where they are too many for a line in tenths of the way to the best; None where
    even these are.
    """
    titles = ["", *map(setting_text, found.across.values)]
    heads = [*map(setting_text, found.down.values)]
    for text in (_text, _tenth):
        texts = [[head, *map(text, squares)] for head, squares in zip(heads, found.rows, strict=True)]
        if sum(max(map(len, column)) + 1 for column in zip(titles, *texts, strict=True)) <= WIDTH:
            break
    else:
        return None
    table = _narrow(say("sweep.map_title", name=found.name).rstrip(), titles, len(titles) - 1)
    table.padding, table.columns[0].no_wrap, table.min_width = (0, 0), True, LEAST
    for cells in texts:
        table.add_row(*cells)
    told = [say("sweep.map_axes", across=found.across.name, down=found.down.name)]
    told += [say("sweep.map_tenths")] if text is _tenth else []
    told += (
        [say("sweep.map_refused", mark=REFUSED)]
        if any(one and one.refused for squares in found.rows for one in squares)
        else []
    )
    table.caption = "\n".join(told)
    return table


def _text(one: Square | None) -> str:
    return f"{one.text}{_signs(one)}" if one and not one.refused else _absent(one)


def _tenth(one: Square | None) -> str:
    return f"{round(one.heat * TENTHS)}{_signs(one)}" if one and not one.refused else _absent(one)


def _absent(one: Square | None) -> str:
    """What stands where there is no figure: nothing was tried, or it was refused."""
    return REFUSED if one else NOTHING


def _signs(one: Square) -> str:
    told = ((PLATEAU, one.plateau), (CLIFF, one.cliff), (OWN, one.own))
    return "".join(mark for mark, there in told if there)


def _walk(result: SweepResult, say: Words) -> Table:
    rows = windows(result, say)
    columns = columns_of(result, [row["row"] for row in rows], say)
    names = ("from", "to", "train", "test", "median")
    first, last, *figures = (say(f"sweep_column.{name}") for name in names)
    table = _narrow(
        say("sweep.walk_title", walk=result.request["walk"]), [first, last, *columns.settings.values(), *figures], 3
    )
    for row in rows:
        settings = (setting_text(row["row"][name]) for name in columns.settings)
        table.add_row(row["start"], row["end"], *settings, *row["figures"])
    same = {name: value for name, value in columns.same.items() if name in result.values}
    table.caption = "\n".join(_same(columns._replace(same=same), say)) or None
    return table


def plain_sweep(result: SweepResult) -> dict[str, Any]:
    """The same as values for JSON: numbers and codes, the best cells and the plan's own."""
    found = ranked(result)
    rows = {row["cell"]: row for row in plain_rows(result.tables["runs"].drop_columns(["months"]))}
    others = {name: plain_rows(table) for name, table in result.tables.items() if name == "walk_forward"}
    return {
        "folder": result.path and str(result.path),
        "digest": result.manifest["digest"],
        "request": result.request,
        "cells": {"ran": found.ran, "refused": found.refused},
        "best": [rows[row["cell"]] for row in found.rows[:SHOWN]],
        "own": {**rows[found.own["cell"]], "place": found.place},
        "alike": sorted(found.alike),
        "plateau": sorted(found.plateau),
        "cliffs": sorted(found.cliffs),
        "looks": result.manifest.get("looks"),
        **others,
        "notes": [plain_note(note) for note in result.manifest["notes"]],
    }
