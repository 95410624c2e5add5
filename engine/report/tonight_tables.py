"""Tonight on a terminal."""

from collections.abc import Iterator

from rich.table import Table

from engine.evening.tonight import Tonight
from engine.report.console import row_table
from engine.report.tonight_told import (
    account_rows,
    change_rows,
    date_rows,
    distance_rows,
    event_sentences,
    headline,
    rule_rows,
    to_do,
)
from engine.words import Words

COLUMNS = {
    "account": ("", "amount"),
    "rules": ("rule", "state", "sees", "leaves", ""),
    "distances": ("what", "next_close", "move", "points", "volatility"),
    "changes": ("next_close", "move", "order", "target", "why"),
    "dates": ("date", "what", "send_by"),
}
"""Titles of the columns of each table, by their keys; "" has none."""


def tonight_lines(found: Tonight, say: Words) -> list[str]:
    """What stands before the tables: the evening, what is to be done, what happened today."""
    happened = event_sentences(found, say)
    today = [say("tonight.today", events=" ".join(happened))] if happened else []
    safe = [say("tonight.no_call")] if _never_called(found) else []
    halving = found.halving
    halves = (
        []
        if halving is None
        else [
            say(
                "tonight.halving",
                above=halving.halve_above,
                below=halving.restore_below,
                sessions=halving.restore_sessions,
            )
        ]
    )
    return [headline(found, say), *to_do(found, say), *today, *safe, *halves]


def _never_called(found: Tonight) -> bool:
    """Whether margin is asked, and no level of the index brings a call."""
    codes = {one.code for one in found.distances}
    return found.account.maintenance > 0.0 and not codes & {"margin_call", "closed_at_once", "loss_cut"}


def tonight_tables(found: Tonight, say: Words) -> Iterator[Table]:
    """The tables that have rows, in order."""
    rows = {
        "account": account_rows(found, say),
        "rules": rule_rows(found, say),
        "distances": distance_rows(found, say),
        "changes": change_rows(found, say) if len(found.changes) > 1 else [],
        "dates": date_rows(found, say),
    }
    for name, told in rows.items():
        if told:
            titles = [say(f"tonight_column.{key}") if key else "" for key in COLUMNS[name]]
            right = 1 if name == "account" else 0
            yield row_table(say(f"tonight_title.{name}"), titles, told, right=right)
