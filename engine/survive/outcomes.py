"""What came of each path in each cell: from the loop's records to rows of the table `paths`, and back to arrays."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.base.arrow import from_codes, to_array, to_column
from engine.survive.layout import PathName
from engine.survive.schemas import KINDS, SCHEMAS

NEVER = -1
"""Session of what never happened."""
Ints = NDArray[np.int32]


class Outcomes(NamedTuple):
    """What came of the paths of one cell, in the order of their numbers: counts by name, sessions in which each
    happened first by name (`NEVER` where it did not), final wealth and that of the fund alone (multiples of opening
    capital), and what cash gave up (annual decimal).
    """

    counts: dict[str, Ints]
    firsts: dict[str, Ints]
    wealth: Floats
    fund: Floats
    given_up: Floats


class Runs(Protocol):
    """Paths by name, run in all cells at once; several threads may ask."""

    kinds: tuple[str, ...]
    months: int
    sessions: int

    def run(self, kind: str, history: int, place: int) -> tuple[Any, Any]:
        """(a record with the columns of `paths` for each cell, wealth at the end of each month by cell)."""


COUNTS = ("calls", "missed", "forced_sales", "stops")
FIRSTS = tuple(name for name in SCHEMAS["paths"].names if name.startswith("first_"))
_MONEY = ("wealth", "fund", "carry_given_up")
_OUTCOME = SCHEMAS["paths"].names[SCHEMAS["paths"].names.index("margin_factor") :]


def rows_of(names: Sequence[PathName], first_cell: int, records: Sequence[Any]) -> pa.Table:
    """Rows of `paths`, path by path, cells numbered from `first_cell`, of the records of each path."""
    told = np.concatenate(records)
    cells = len(told) // len(names)
    each = {
        "path": [one.number for one in names],
        "history": [one.history for one in names],
        "place": [one.place for one in names],
    }
    columns: dict[str, Any] = {name: np.repeat(values, cells) for name, values in each.items()}
    columns["cell"] = np.tile(np.arange(first_cell, first_cell + cells), len(names))
    columns["kind"] = from_codes(np.repeat([KINDS.index(one.kind) for one in names], cells), KINDS)
    columns |= {name: _known(name, told[name]) for name in _OUTCOME}
    schema = SCHEMAS["paths"]
    arrays = [to_column(columns[field.name], field.type, nullable=field.nullable) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _known(name: str, values: Any) -> Any:
    """Values with NaN for what never was."""
    if name in FIRSTS:
        return np.where(values < 0, np.nan, values)
    return np.where(np.isinf(values), np.nan, values) if name == "least_ratio" else values


class Shelf:
    """Outcomes of some cells, filled part by part."""

    def __init__(self, cells: range, paths: int) -> None:
        self.cells = cells
        shape = (len(cells), paths)
        self._ints = {name: np.empty(shape, dtype=np.int32) for name in (*COUNTS, *FIRSTS)}
        self._floats = {name: np.empty(shape) for name in _MONEY}

    def fill(self, table: pa.Table, numbers: range) -> None:
        """Take over the rows of the paths of these numbers, all cells in turn."""
        for name, kept in (*self._ints.items(), *self._floats.items()):
            values = to_array(table[name].fill_null(NEVER) if name in FIRSTS else table[name])
            kept[:, numbers.start : numbers.stop] = values.reshape(len(numbers), -1)[:, self._within(table)].T

    def _within(self, table: pa.Table) -> slice:
        first = self.cells.start - table["cell"][0].as_py()
        return slice(first, first + len(self.cells))

    def outcomes(self, cell: int) -> Outcomes:
        """What came of the paths of a cell."""
        row = self.cells.index(cell)
        ints: Mapping[str, Ints] = {name: kept[row] for name, kept in self._ints.items()}
        return Outcomes(
            {name: ints[name] for name in COUNTS},
            {name: ints[name] for name in FIRSTS},
            *(self._floats[name][row] for name in _MONEY),
        )
