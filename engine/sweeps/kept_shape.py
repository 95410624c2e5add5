"""Whether what is kept of a chunk has the shape of its answer: a file may be whole and be none."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa

from data.base.bounded import json_of
from engine.analysis.metrics import known_figures
from engine.results.stored import table_problems
from engine.sweeps.result import rows_table
from engine.sweeps.schemas import CURVES, RUNS, SCHEMAS, runs_schema
from engine.sweeps.told import Row

_ROWS = pa.schema({"row": pa.string(), "months": pa.list_(pa.float64()), "labels": pa.list_(pa.string())})
_COLUMNS = [column.name for column in RUNS]
_COUNTS = [column.name for column in RUNS if column.type == pa.int64()]
_TOLD = {*_COLUMNS[_COLUMNS.index("refused") + 1 :]} - {"months"}


def row_of(text: str) -> Row:
    """A row as it is kept. Raises `ValueError` or `TypeError` for what is none."""
    row: Row = json_of(text)
    return {**row, "ruined": date.fromisoformat(row["ruined"])} if row.get("ruined") else row


def cells_that_ran(table: pa.Table, cells: Sequence[int]) -> list[int] | None:
    """The cells of a chunk that were not refused, by the table of its rows; None where that is no answer to it."""
    if not table.schema.equals(_ROWS) or table["row"].null_count:
        return None
    try:
        rows = [row_of(text) for text in table["row"].to_pylist()]
        rows_table(rows, runs_schema({}, [*known_figures().keys() - {*_COLUMNS}]))
        whole = [row.get("cell") for row in rows] == [*cells] and all(map(_is_row, rows)) and _has_months(table, rows)
    except (ValueError, TypeError, pa.ArrowException):
        return None
    return [row["cell"] for row in rows if "refused" not in row] if whole else None


def are_curves_of(table: pa.Table, ran: Sequence[int]) -> bool:
    """Whether a table is `curves` of these cells, one after another."""
    whole = table.schema.equals(SCHEMAS["curves"]) and not any(table_problems(table, CURVES))
    return whole and list(dict.fromkeys(table["cell"].to_pylist())) == [*ran]


def _is_row(row: Row) -> bool:
    if "refused" in row:
        return row.keys() == {"cell", "refused"} and (type(row["cell"]), type(row["refused"])) == (int, str)
    whole = {*_TOLD, "cell"} <= row.keys() <= {*_TOLD, "cell"} | known_figures().keys()
    return whole and all(type(row[name]) is int for name in _COUNTS)


def _has_months(table: pa.Table, rows: Sequence[Row]) -> bool:
    """Whether each run has a return for each label, which are months one after another."""
    labels, returns = table["labels"].to_pylist(), table["months"].to_pylist()
    named = np.array(labels[0], dtype="datetime64[M]")
    return (
        all(one == named.astype(str).tolist() for one in labels)
        and bool((np.diff(named.astype(np.int64)) > 0).all())
        and all(_is_told(one, len(named), row) for one, row in zip(returns, rows, strict=True))
    )


def _is_told(returns: list[float] | None, count: int, row: Row) -> bool:
    if returns is None or "refused" in row:
        return returns is None and "refused" in row
    return len(returns) == count and None not in returns and bool(np.isfinite(returns).all())
