"""Real start dates of a survival result: what became of each, and which crises its window never saw."""

from typing import Any

from engine.report.survival_rows import NOTHING, of_cell, times
from engine.report.survival_worst import replay_command
from engine.survive.first_sentence import Row, in_focus
from engine.survive.result import SurvivalResult
from engine.words import Words

TITLES = ("start", "end", "calls", "sales", "first_sale", "drawdown", "end_wealth", "end_fund", "unseen", "replay")


def start_rows(result: SurvivalResult, say: Words) -> dict[str, Any]:
    """Titles (`starts_titles`), rows (`starts`) and a sentence (`starts_told`) of the cell in focus; no rows where no
    real start date was asked for.
    """
    cell = in_focus(result.tables)["cell"]
    rows = of_cell(result.table("starts"), cell) if "starts" in result.tables else []
    return {
        "starts_titles": [say(f"survive_column.{title}") for title in TITLES],
        "starts_told": starts_told(rows, say),
        "starts": [
            {
                "cells": _cells(row),
                "unseen": ", ".join(row["crises_unseen"]) or NOTHING,
                "command": replay_command(result, f"--start {row['start']}", cell),
            }
            for row in rows
        ],
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
