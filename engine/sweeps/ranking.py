"""The cells of a sweep in the order of its criterion, and what is said of them first."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.settings.grid import written
from engine.sweeps.criteria import order
from engine.sweeps.result import SweepResult

Row = Mapping[str, Any]


class Ranked(NamedTuple):
    """Rows of `runs` that have the criterion, the best first, accounts that were lost last; the plan's own row, and its
    place from 1 (None: its criterion is not defined); how many ran, with the criterion or without, and how many were
    refused; cells about as good as the best, those of them on its plateau, and cells at cliffs.
    """

    rows: list[Row]
    own: Row
    place: int | None
    ran: int
    refused: int
    alike: frozenset[int]
    plateau: frozenset[int]
    cliffs: frozenset[int]


def ranked(result: SweepResult) -> Ranked:
    """The ranking of a sweep; the months of its rows are left out."""
    criterion, table = result.request["criterion"], result.tables["runs"]
    rows = table.drop_columns(["months"]).to_pylist()
    told = [(order(row, criterion), row) for row in rows]
    known = [row for _, row in sorted(((by, row) for by, row in told if by), key=lambda one: one[0], reverse=True)]
    own = next(row for row in rows if row["own"])
    place = known.index(own) + 1 if own in known else None
    land = result.tables["landscape"].to_pylist()
    near = (frozenset(row["cell"] for row in land if row[what]) for what in ("alike", "plateau", "cliff"))
    refused = sum(row["refused"] is not None for row in rows)
    return Ranked(known, own, place, len(rows) - refused, refused, *near)


def name_of(row: Row, result: SweepResult) -> str:
    """The settings of a row as they are written on a command line."""
    return written({name: row[name] for name in result.values})
