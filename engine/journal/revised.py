"""Whether what was recorded still follows from plan, market and fills, and where it first does not."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from data.base.days import Day
from engine.journal.digests import session_hashes
from engine.journal.rows import MARKET, Tables, rows_between
from engine.journal.stepping import Replayed


class Difference(NamedTuple):
    """The first value that differs: session, table and column, what was recorded and what it would be now (None: no
    such row).
    """

    day: Day
    table: str
    column: str
    was: Any
    now: Any


def first_difference(recorded: Tables, run: Replayed, until: Day) -> Difference | None:
    """Where the rows until a session differ from those that were recorded; None where they do not. Columns that came
    with a later version of the program are none.
    """
    sessions = [day for day in run.sessions if day <= until]
    now = as_recorded(run.tables, recorded)
    hashes = zip(sessions, session_hashes(recorded, sessions), session_hashes(now, sessions), strict=True)
    day = next((day for day, then, today in hashes if then != today), None)
    return None if day is None else _on(day, rows_between(recorded, day, day), rows_between(now, day, day))


def as_recorded(tables: Tables, recorded: Tables) -> dict[str, pa.Table]:
    """Tables with the columns that were recorded of each."""
    known = {name: set(table.column_names) for name, table in recorded.items()}
    return {
        name: table.select([one for one in table.column_names if one in known.get(name, {one})])
        for name, table in tables.items()
    }


def _on(day: Day, then: Tables, now: Tables) -> Difference:
    """The first value that differs in the rows of a session: what the market was goes before what follows from it."""
    for name in sorted({*then, *now}, key=lambda name: (name != MARKET, name != "equity", name)):
        before, after = (part[name].to_pylist() if name in part else [] for part in (then, now))
        for place in range(max(len(before), len(after))):
            was, is_now = _row(before, place), _row(after, place)
            # as texts: nothing that is known differs from itself
            different = [column for column in {**was, **is_now} if repr(was.get(column)) != repr(is_now.get(column))]
            if different:
                column = different[0]
                return Difference(day, name, column, was.get(column), is_now.get(column))
    return Difference(day, "", "", None, None)


def _row(rows: Sequence[Mapping[str, Any]], place: int) -> Mapping[str, Any]:
    return rows[place] if place < len(rows) else {}
