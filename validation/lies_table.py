"""A file of a user's as cells by column, the small changes from which lies are made, and how it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf, isnan
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from data.base.days import iso
from data.sessions.market_table import SCHEMA

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Measure = Literal["relative", "percent", "decimal", "index"]
"""What an error is measured by, in % each: the value; percentage points of a rate in percent or as a decimal; the index
of the day.
"""
_OF_MARKET = {"open_is_real", "dividend_derived", "bill_carried", "vix_modelled"}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a file: `days` of shape (rows,), `cells` by column as they will be written.

    `mains` are the columns that lies are told about; `index`, shape (rows,), stands beside quotes of options; `label`
    is its name on the page.
    """

    label: str
    kind: str
    days: Ints
    cells: Mapping[str, list[str]]
    mains: Mapping[str, Measure]
    words: str = ""
    monthly: bool = False
    index: Floats | None = None

    def __len__(self) -> int:
        return len(self.days)

    def floats(self, column: str) -> Floats:
        """A column as numbers, shape (rows,)."""
        return np.array(self.cells[column], dtype=np.float64)

    def series(self) -> list[Ints]:
        """Rows of each contract in order; all rows where there are none."""
        names = [name for name in ("expiry", "strike", "right") if name in self.cells]
        if not names:
            return [np.arange(len(self))]
        rows = dict[tuple[str, ...], list[int]]()
        for place, key in enumerate(zip(*(self.cells[name] for name in names), strict=True)):
            rows.setdefault(key, []).append(place)
        return [np.array(places) for places in rows.values()]

    def with_cells(self, column: str, changed: Mapping[int, str]) -> "Table":
        """Some cells of a column written otherwise, by row."""
        texts = [changed.get(place, text) for place, text in enumerate(self.cells[column])]
        return replace(self, cells={**self.cells, column: texts})

    def taken(self, places: Sequence[int] | Ints, days: Ints | None = None) -> "Table":
        """Rows by place, repeats allowed, under their own or other days."""
        order = np.asarray(places, dtype=np.int64)
        cells = {name: [texts[place] for place in order] for name, texts in self.cells.items()}
        index = None if self.index is None else self.index[order]
        return replace(self, days=self.days[order] if days is None else days, cells=cells, index=index)

    def moved(self, days: Ints) -> "Table":
        """The same rows under other days."""
        return replace(self, days=days)

    def error(self, column: str, place: int, text: str) -> float:
        """How far a cell would be from the right one, in % of `Measure`; infinite where it is no number."""
        right, wrong = float(self.cells[column][place]), float(text)
        return inf if isnan(wrong) else abs(wrong - right) * self._percent(column, place, right)

    def _percent(self, column: str, place: int, right: float) -> float:
        measure = self.mains[column]
        if measure == "index" and self.index is not None:
            return 100.0 / float(self.index[place])
        of_rate = {"percent": 1.0, "decimal": 100.0}
        return of_rate[measure] if measure in of_rate else 100.0 / max(abs(right), 1e-12)


def write(table: Table, folder: Path, name: str = "lies") -> Path:
    """The file of a table: Parquet without a seal for a market, else CSV with ISO dates."""
    if table.kind == "market":
        return _write_market(table, folder / f"{name}.parquet")
    path = folder / f"{name}.csv"
    rows = zip(
        map(iso, table.days.tolist()), *(map(_day_or_text, texts) for texts in table.cells.values()), strict=True
    )
    lines = [",".join(("date", *table.cells)), *map(",".join, rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def as_day(day: int) -> str:
    """A cell that holds a day."""
    return f"day {day}"


def day_in(cell: str) -> int:
    """The day that a cell holds."""
    return int(cell.removeprefix("day "))


def _day_or_text(cell: str) -> str:
    return iso(day_in(cell)) if cell.startswith("day ") else cell


def _write_market(table: Table, path: Path) -> Path:
    columns = {"date": pa.array(table.days.astype(np.int32), pa.int32()).cast(pa.date32())}
    for name, texts in table.cells.items():
        cells = [text == "True" for text in texts] if name in _OF_MARKET else np.array(texts, dtype=np.float64)
        columns[name] = pa.array(cells, SCHEMA.field(name).type)
    pq.write_table(pa.table({name: columns[name] for name in SCHEMA.names}), path)
    return path
