"""What came of each path in each cell: from the loop's records to rows of the table `paths`, and back to arrays."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.base.arrow import from_codes, to_array, to_column, to_numbers
from engine.survival.histories import PathName
from engine.survival.schemas import SCHEMAS

NEVER = -1
"""Session of what never happened."""
Ints = NDArray[np.int32]
Months = NDArray[np.float32]
"""Wealth by path, cell and month."""


class Outcomes(NamedTuple):
    """What came of the paths of one cell, in the order of their numbers: counts by name, sessions in which each
    happened first by name (`NEVER` where it did not), final wealth and that of the fund alone (multiples of opening
    capital), what cash gave up (annual decimal), and final wealth and that of the fund alone in money of the first
    session (NaN: nothing flows).
    """

    counts: dict[str, Ints]
    firsts: dict[str, Ints]
    wealth: Floats
    fund: Floats
    given_up: Floats
    real: Floats
    real_fund: Floats


class Runs(Protocol):
    """Paths by name, run in all cells at once; several threads may ask."""

    months: int
    sessions: int

    @property
    def kinds(self) -> tuple[str, ...]:
        """Names of the kinds of path."""

    def run(self, name: PathName) -> tuple[NDArray[Any], Floats]:
        """(a record with the columns of `paths` for each cell, wealth by cell at the end of each month)."""


COUNTS = ("calls", "missed", "forced_sales", "stops", "shorts")
FIRSTS = tuple(name for name in SCHEMAS["paths"].names if name.startswith("first_"))
_MONEY = ("wealth", "fund", "carry_given_up", "real_wealth", "real_fund")
OUTCOME = SCHEMAS["paths"].names[SCHEMAS["paths"].names.index("margin_factor") :]


class Rows(NamedTuple):
    """Paths that were run together: the numbers and names of all, what came of each by cell, and the first cell."""

    numbers: range
    names: Sequence[PathName]
    records: Sequence[NDArray[Any]]
    first_cell: int


def table_of(rows: Rows, kinds: Sequence[str]) -> pa.Table:
    """Rows of `paths`, path by path and within a path cell by cell."""
    told = np.concatenate(rows.records)
    columns = places_of(rows.numbers, rows.names, range(rows.first_cell, rows.first_cell + len(rows.records[0])))
    columns["kind"] = from_codes(columns["kind"], kinds)
    columns |= {
        name: np.where(told[name] < 0, np.nan, told[name]) if name in FIRSTS else told[name] for name in OUTCOME
    }
    schema = SCHEMAS["paths"]
    arrays = [to_column(columns[field.name], field.type, nullable=field.nullable) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def places_of(numbers: range, names: Sequence[PathName], cells: range) -> dict[str, Any]:
    """Which row is of which path and cell, by column of `paths`; kinds by their numbers."""
    each = {
        "path": numbers,
        "history": [one.history for one in names],
        "place": [one.place for one in names],
        "kind": [one.kind for one in names],
    }
    columns = {name: np.repeat(values, len(cells)) for name, values in each.items()}
    return columns | {"cell": np.tile(np.arange(cells.start, cells.stop), len(names))}


class Shelf:
    """Outcomes of some cells, filled part by part."""

    def __init__(self, cells: range, paths: int) -> None:
        self.cells = cells
        shape = (len(cells), paths)
        self._ints = {name: np.empty(shape, dtype=np.int32) for name in (*COUNTS, *FIRSTS)}
        self._floats = {name: np.empty(shape) for name in _MONEY}

    @property
    def columns(self) -> list[str]:
        """Columns of `paths` that are read."""
        return ["cell", *self._ints, *self._floats]

    def fill(self, table: pa.Table, numbers: range) -> None:
        """Take over the rows of the paths of these numbers, all cells in turn."""
        shelves: Mapping[str, NDArray[Any]] = {**self._ints, **self._floats}
        for name, kept in shelves.items():
            values = _values(table[name], name)
            kept[:, numbers.start : numbers.stop] = values.reshape(len(numbers), -1)[:, self._within(table)].T

    def _within(self, table: pa.Table) -> slice:
        first = self.cells.start - table["cell"][0].as_py()
        return slice(first, first + len(self.cells))

    def outcomes(self, cell: int) -> Outcomes:
        """What came of the paths of a cell."""
        row = self.cells.index(cell)
        ints = {name: kept[row] for name, kept in self._ints.items()}
        return Outcomes(
            {name: ints[name] for name in COUNTS},
            {name: ints[name] for name in FIRSTS},
            *(self._floats[name][row] for name in _MONEY),
        )


def _values(column: pa.ChunkedArray, name: str) -> NDArray[Any]:
    if name in FIRSTS:
        return to_array(column.fill_null(NEVER))
    return to_numbers(column) if name.startswith("real_") else to_array(column)
