"""The cells of a sweep in the order of its criterion, and what is said of them first."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.sweeps.result import SweepResult

Row = Mapping[str, Any]


class Ranked(NamedTuple):
    """Rows of `runs` that have the criterion, the best first; the plan's own row, and its place from 1 (None: its
    criterion is not defined); how many were refused; cells on the plateau of the best, and at cliffs.
    """

    rows: list[Row]
    own: Row
    place: int | None
    refused: int
    plateau: frozenset[int]
    cliffs: frozenset[int]


def ranked(result: SweepResult) -> Ranked:
    """The ranking of a sweep; the months of its rows are left out."""
    criterion, table = result.request["criterion"], result.tables["runs"]
    rows = table.drop_columns(["months"]).to_pylist()
    known = sorted((row for row in rows if row[criterion] is not None), key=lambda row: -row[criterion])
    own = next(row for row in rows if row["own"])
    place = known.index(own) + 1 if own in known else None
    land = result.tables["landscape"].to_pylist()
    plateau, cliffs = (frozenset(row["cell"] for row in land if row[what]) for what in ("plateau", "cliff"))
    return Ranked(known, own, place, sum(row["refused"] is not None for row in rows), plateau, cliffs)


def name_of(row: Row, result: SweepResult) -> str:
    """The settings of a row as they are written on a command line."""
    return " ".join(f"{name}={row[name]}" for name in result.values if row[name] is not None)
