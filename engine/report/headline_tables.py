"""Runs in a line each: what they earned, how they fell, what flowed, and how near a margin call came."""

from typing import TYPE_CHECKING

from rich.table import Table

from engine.report.call_distance import FIGURES, call_table
from engine.report.console import plain
from engine.report.flowed import flowed_table
from engine.report.headlines import ENGLISH, headline_cells, labels, own_lines, period_and_capital
from engine.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.results.run import RunResult


def headline_table(runs: "Mapping[str, RunResult]", say: Words = ENGLISH) -> Table:
    """One row for each run, by name: what it earned, and how it fell."""
    table = plain(period_and_capital(runs, say))
    table.add_column(say("headline.run"), overflow="fold")
    for label in labels(next(iter(runs.values())), say, FIGURES):
        table.add_column(label, justify="right", overflow="fold")
    for name, run in runs.items():
        table.add_row(name, *headline_cells(run, say, FIGURES))
    table.caption, table.caption_justify = "\n".join(own_lines(runs, say)) or None, "left"
    return table


def headline_tables(runs: "Mapping[str, RunResult]", say: Words = ENGLISH) -> list[Table]:
    """What runs earned and how they fell; what was paid in and taken out, where anything was; and how near a margin
    call came, where one could.
    """
    more = flowed_table(runs, say), call_table(runs, say)
    return [headline_table(runs, say), *(table for table in more if table)]
