"""A survival result on a terminal, and as values for JSON."""

from typing import Any

from rich.table import Table

from engine.report import survival_rows
from engine.report.console import plain, with_columns
from engine.report.survival_accounts import AccountsTable, accounts_tables
from engine.report.survival_alone import BAR, AloneTable, alone_tables
from engine.report.survival_heat import Grid, Square, axis_text, grids
from engine.survival.first_sentence import in_focus
from engine.survival.result import SurvivalResult
from engine.words import Words
from engine.words.notes import plain_note
from engine.words.sentence import chance, percent

IN_JSON = ("cells", "survival", "safe", "terminal", "joint", "pairs", "whole", "absence")
"""Tables that are given whole; the others are in the folder."""
WIDTH = 64
"""Least width of a map, for what stands above and below it."""
SAFE, OWN = "+", "*"


def survival_tables(result: SurvivalResult, say: Words) -> list[Table]:
    """What stands below the first sentence: events of the cell in focus, where several were tried a map for each
    profile and pattern, and what became of accounts left alone where that was asked for; of a portfolio what became of
    its accounts, and of all of them together.
    """
    if joint := accounts_tables(result, say):
        return [_of_accounts(one) for one in joint]
    several = result.table("cells").num_rows > 1
    maps = [_map(grid, result, say) for grid in grids(result, say) if several]
    return [_events(result, say), *maps, *(_alone(one, say) for one in alone_tables(result, say))]


def _of_accounts(told: AccountsTable) -> Table:
    table = with_columns(plain(told.title), *told.titles, right=len(told.titles) - 1)
    table.collapse_padding = True
    for row in told.rows:
        table.add_row(*row)
    return table


def _events(result: SurvivalResult, say: Words) -> Table:
    cell = in_focus(result.tables)
    titles = [say(f"survive_column.{name}") for name in ("event", "probability", "interval", "points", "first_year")]
    table = with_columns(plain(cell["name"]), *titles, right=4)
    table.collapse_padding = table.columns[0].no_wrap = table.columns[2].no_wrap = True
    for row in survival_rows.event_rows(result, cell["cell"], say):
        table.add_row(row.event, row.probability, row.interval, row.simulation, row.year)
    return table


def _map(grid: Grid, result: SurvivalResult, say: Words) -> Table:
    """Probabilities in percent; those that are safe, and the user's own, are marked."""
    table = with_columns(
        plain(say("survive.map_title", name=grid.name)),
        "",
        *map(_bare, map(axis_text, grid.overlays)),
        right=len(grid.overlays),
    )
    table.collapse_padding, table.min_width = True, WIDTH
    confidence = percent(result.request["confidence"])
    table.caption = say("survive.map_marks", safe=SAFE, own=OWN, confidence=confidence)
    table.caption_justify = "left"
    for buffer, squares in zip(grid.buffers, grid.rows, strict=True):
        table.add_row(_bare(axis_text(buffer)), *(_square(one) if one else survival_rows.NOTHING for one in squares))
    return table


def _alone(told: AloneTable, say: Words) -> Table:
    """Evenings of a kind: a line for each length of absence, of one cell with a bar."""
    if told.drawn:
        return _alone_by_cell(told, say)
    table = with_columns(plain(told.title), *told.titles, "", right=5)
    table.collapse_padding, table.columns[-1].justify = True, "left"
    table.columns[-1].no_wrap, table.columns[-1].min_width = True, BAR
    table.caption, table.caption_justify = say("survive.alone_bar"), "left"
    for row in told.rows:
        table.add_row(*row.texts, row.bar)
    return table


def _alone_by_cell(told: AloneTable, say: Words) -> Table:
    """The same of several cells, a column each."""
    table = with_columns(plain(told.title), *told.titles, right=len(told.titles))
    table.collapse_padding, table.caption_justify = True, "left"
    table.caption = say("survive.alone_cells_note")
    for row in told.rows:
        table.add_row(*row.texts)
    return table


def _square(one: Square) -> str:
    return _bare(chance(one.row["probability"])) + SAFE * one.safe + OWN * one.own


def _bare(percentage: str) -> str:
    return percentage.removesuffix(" %")


def plain_survival(result: SurvivalResult) -> dict[str, Any]:
    """The same as values for JSON: numbers and codes, and the first sentence in English."""
    return {
        "folder": result.path and str(result.path),
        "digest": result.manifest["digest"],
        "sentence": result.first_sentence(),
        "request": result.request,
        "tables": {name: result.table(name).to_pylist() for name in IN_JSON if name in result.tables},
        "notes": [plain_note(note) for note in result.manifest["notes"]],
    }
