"""Real start dates of a survival result: what became of each, and which crises its window never saw."""

from datetime import date
from itertools import groupby
from typing import Any

from engine.report.survival_rows import NOTHING, of_cell, times
from engine.report.survival_worst import WORST, replay_command
from engine.survival.first_sentence import Row, in_focus
from engine.survival.result import SurvivalResult
from engine.survival.start_notes import lived
from engine.words import Words
from engine.words.notes import spoken

TITLES = ("start", "end", "calls", "sales", "first_sale", "drawdown", "end_wealth", "end_fund", "unseen", "replay")
LISTED = 600
"""Start dates up to which every one is listed."""


def start_rows(result: SurvivalResult, say: Words) -> dict[str, Any]:
    """Titles (`starts_titles`), a sentence (`starts_told`) and rows of the cell in focus, the worst (`starts_worst`)
    and all or, of many, the first of each month (`starts`) below their title (`starts_list`); no rows where no real
    start date was asked for.
    """
    cell = in_focus(result.tables)["cell"]
    rows = of_cell(result.table("starts"), cell) if "starts" in result.tables else []
    listed = rows if len(rows) <= LISTED else first_of_months(rows)
    return {
        "starts_titles": [say(f"survive_column.{title}") for title in TITLES],
        "starts_told": _told(rows, result, say),
        "starts_worst": [_shown(row, result, cell) for row in sorted(rows, key=_badness)[:WORST]],
        "starts_list": say("survive.starts_all" if listed is rows else "survive.starts_months"),
        "starts": [_shown(row, result, cell) for row in listed],
    }


def _told(rows: list[Row], result: SurvivalResult, say: Words) -> str:
    """How many start dates bring a forced sale, or do not carry what is taken out."""
    if not rows or rows[0]["real_wealth"] is None:
        return starts_told(rows, say)
    told = spoken(lived(rows, result.request["poor"]), say)
    return told[0].upper() + told[1:]


def first_of_months(rows: list[Row]) -> list[Row]:
    """The first start date of each calendar month, of rows in the order of their dates."""
    return [next(of) for _, of in groupby(rows, key=lambda row: (row["start"].year, row["start"].month))]


def _badness(row: Row) -> tuple[bool, float, date]:
    return not row["forced_sales"], row["wealth"], row["start"]


def _shown(row: Row, result: SurvivalResult, cell: int) -> dict[str, Any]:
    return {
        "cells": _cells(row),
        "unseen": ", ".join(row["crises_unseen"]) or NOTHING,
        "command": replay_command(result, f"--start {row['start']}", cell),
    }


def starts_told(rows: list[Row], say: Words) -> str:
    """How many start dates bring a forced sale, and how many end below the fund alone."""
    return say(
        "survive.starts_told",
        count=len(rows),
        sold=len([row for row in rows if row["forced_sales"]]),
        below=len([row for row in rows if row["wealth"] < row["fund"]]),
    )


def _cells(row: Row) -> list[str]:
    return [
        f"{row['start']}",
        f"{row['end']}",
        f"{row['calls']}",
        f"{row['forced_sales']}",
        NOTHING if row["first_sale"] is None else f"{row['first_sale']:,}",
        f"{row['drawdown']:.1%}",
        times(row["wealth"]),
        times(row["fund"]),
    ]
