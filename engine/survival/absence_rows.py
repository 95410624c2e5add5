"""The rows of the table `absence`: for how long a plan does without anybody."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from engine.survival.schemas import ALL

Row = dict[str, Any]
ROUNDING = 1e-12
"""1 - 0.99 is a bit more than 0.01."""


def of_begins(table: pa.Table, begins: str, cell: int = 0) -> list[Row]:
    """Rows of `absence` of a cell and all kinds of path together, for a kind of evening, from the shortest absence
    on.
    """
    wanted = {"cell": cell, "begins": begins, "kind": ALL}
    rows = [row for row in table.to_pylist() if wanted.items() <= row.items()]
    return sorted(rows, key=lambda row: int(row["sessions"]))


def high_of(row: Mapping[str, Any]) -> float:
    """The upper end that a row is held to: of simulation alone where nothing was resampled."""
    return float(row["simulation_high"] if row["high"] is None else row["high"])


def low_of(row: Mapping[str, Any]) -> float:
    """The lower end of the same interval."""
    return float(row["simulation_low"] if row["low"] is None else row["low"])


def longest_safe(rows: Sequence[Row], confidence: float) -> Row | None:
    """The longest absence whose upper end, and that of every shorter one, is at most 1 - confidence; None where the
    shortest is not safe.
    """
    safe = None
    for row in rows:
        if high_of(row) > 1.0 - confidence + ROUNDING:
            break
        safe = row
    return safe
