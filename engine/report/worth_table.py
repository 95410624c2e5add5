"""A result of `overlay worth` on a terminal, and as values for JSON."""

from collections.abc import Iterator
from typing import Any

from rich.cells import cell_len
from rich.table import Table

from data.base.told_periods import with_period
from engine.report import worth_rows
from engine.report.console import plain, with_columns
from engine.report.headlines import ENGLISH
from engine.report.rows import KEYS, blocks, plain_rows
from engine.report.weighed import weighed
from engine.weighing.result import WorthResult
from engine.words import Words
from engine.words.notes import plain_note

IN_CRISES = "rules"
"""The group whose crises are told on a terminal; those of the others are on the page."""

WIDTH = 76
"""Least width of a table, for what stands above and below it."""


def worth_tables(result: WorthResult, say: Words, width: int = 80) -> Iterator[Table]:
    """What stands below the first sentence: a table for each group, and crises by rule; one too wide as several."""
    groups = {group: ones for group, ones in weighed(result).items() if group != "plan"}
    marks = say("worth.marks", mark=worth_rows.BEYOND, looks=result.request["looks"])
    for group, ones in groups.items():
        told = worth_rows.group_table(result, group, ones, say)
        yield from _drawn(told, say(f"worth_title.{group}"), marks, width)
    crises = worth_rows.crisis_table(result, IN_CRISES, say)
    if crises:
        yield from _drawn(crises, say("worth.crises_title"), say("worth.crises_read"), width)


def _drawn(told: worth_rows.Table, title: str, caption: str, width: int) -> list[Table]:
    """A table in as many blocks of columns as it takes to fit, the first below the title, the last above the
    caption.
    """
    columns = dict(zip([KEYS[-1], *map(str, range(1, len(told.titles)))], range(len(told.titles)), strict=True))
    widths = {name: _width(told, place) for name, place in columns.items()}
    places = [[columns[name] for name in names] for names in blocks(widths, width)]
    drawn = [_block(told, shown, None if number else title) for number, shown in enumerate(places)]
    for one in drawn:
        one.collapse_padding, one.min_width = True, WIDTH
    drawn[-1].caption, drawn[-1].caption_justify = caption, "left"
    return drawn


def _width(told: worth_rows.Table, place: int) -> int:
    lines = told.titles[place].split("\n")
    return max(cell_len(text) for text in (*lines, *(row[place] for row in told.rows)))


def _block(told: worth_rows.Table, places: list[int], title: str | None) -> Table:
    table = with_columns(plain(title), *(told.titles[place] for place in places), right=len(places) - 1)
    for column in table.columns:
        column.no_wrap = True
    for row in told.rows:
        table.add_row(*(row[place] for place in places))
    return table


def plain_worth(result: WorthResult) -> dict[str, Any]:
    """The same as values for JSON: numbers and codes, and the first sentence in English."""
    manifest = result.manifest
    return {
        "folder": result.path and str(result.path),
        "digest": manifest["digest"],
        "sentence": worth_rows.first_sentence(result, ENGLISH),
        "request": with_period(result.request),
        "survival": manifest["survival"],
        "tables": {name: plain_rows(table) for name, table in result.tables.items()},
        "refused": {place: plain_note(why) for place, why in manifest["refused"].items()},
        "refused_paths": {place: plain_note(why) for place, why in manifest["refused_paths"].items()},
        "notes": [plain_note(note) for note in manifest["notes"]],
    }
