"""Whether what is kept of a part has the shape of its answer: a file may be whole and be none."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.base.arrow import from_codes, to_array
from engine.results.stored import table_problems
from engine.survival.outcomes import COUNTS, FIRSTS, places_of
from engine.survival.part import Part
from engine.survival.schemas import SCHEMAS, TABLES

_MOST = np.iinfo(np.int32).max


def are_rows_of(table: pa.Table, part: Part) -> bool:
    """Whether a table has the rows of `paths` of all paths of a part in all cells of its group."""
    if not table.schema.equals(SCHEMAS["paths"]) or any(table_problems(table, TABLES["paths"])):
        return False
    columns = places_of(part.numbers, part.names, range(part.group.first, part.group.first + part.group.cells))
    kinds = from_codes(columns.pop("kind"), part.layout.kinds)
    return (
        table["kind"].to_pylist() == kinds.to_pylist()
        and all(np.array_equal(to_array(table[name]), values) for name, values in columns.items())
        and all(_counts(table[name]) for name in (*COUNTS, *FIRSTS))
    )


def are_months_of(path: Path, part: Part, months: int) -> bool:
    """Whether a file has wealth of so many months, and of the first day, by path of a part and cell."""
    try:
        found = np.load(path, mmap_mode="r")
    except (OSError, ValueError, EOFError):
        return False
    shape = len(part.numbers), part.fanned, months + 1
    return (found.dtype, found.shape) == (np.float32, shape) and bool(np.isfinite(found).all())


def _counts(column: pa.ChunkedArray) -> bool:
    least, most = (0 if one is None else one for one in pc.min_max(column).as_py().values())
    return bool(least >= 0 and most <= _MOST)
