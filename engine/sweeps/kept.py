"""Answers of a sweep that is not finished, a file for each chunk."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from data.base.bounded_parquet import read_parquet
from data.base.cache import read_intact, stamped, write_atomically
from engine.sweeps.chunk import Answer, Chunk
from engine.sweeps.kept_shape import are_curves_of, cells_that_ran, row_of
from engine.sweeps.told import Row
from engine.tasks.unfinished import keeping


class Kept(NamedTuple):
    """Where the answer of a chunk is kept: its rows, and its curves where they are wanted; and the chunk's cells."""

    rows: Path
    curves: Path | None
    cells: tuple[int, ...]

    @property
    def intact(self) -> bool:
        """Whether it is there, whole, undamaged and of the shape of an answer to its chunk."""
        rows = read_intact(self.rows)
        ran = None if rows is None else cells_that_ran(rows, self.cells)
        if ran is None or self.curves is None:
            return ran is not None
        curves = read_intact(self.curves)
        return curves is not None and are_curves_of(curves, ran)

    @keeping()
    def keep(self, answer: Answer) -> None:
        """Write an answer: its curves first, for it is there once its rows are."""
        if self.curves is not None:
            _write(self.curves, answer.curves)
        rows = [{name: value for name, value in row.items() if name != "months"} for row in answer.rows]
        columns = {
            "row": pa.array([json.dumps(row, default=str) for row in rows], pa.string()),
            "months": pa.array([row.get("months") for row in answer.rows], pa.list_(pa.float64())),
            "labels": pa.array([answer.months] * len(rows), pa.list_(pa.string())),
        }
        _write(self.rows, pa.table(columns))


def kept_in(folder: Path, chunk: Chunk) -> Kept:
    """Where the answer of a chunk is kept in a folder."""
    told = [chunk.engine, chunk.curves, [(one.cell, one.digest) for one in chunk.cells]]
    name = hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]
    curves = folder / f"curves-{name}.parquet" if chunk.curves else None
    return Kept(folder / f"part-{name}.parquet", curves, tuple(one.cell for one in chunk.cells))


@keeping()
def read_rows(kept: Sequence[Kept]) -> tuple[list[Row], list[str]]:
    """All rows in the order of their cells, and the months of their returns."""
    rows, labels = list[Row](), list[str]()
    for one in kept:
        table = read_parquet(one.rows)
        for text, months in zip(table["row"].to_pylist(), table["months"], strict=True):
            told = {"months": months.values.to_numpy()} if months.is_valid else {}
            rows.append({**row_of(text), **told})
        labels = labels or table["labels"][0].as_py()
    return sorted(rows, key=lambda row: int(row["cell"])), labels


@keeping()
def read_figures(kept: Sequence[Kept]) -> list[Row]:
    """All rows in the order of their cells without the returns of their months."""
    rows = [row_of(text) for one in kept for text in read_parquet(one.rows, ["row"])["row"].to_pylist()]
    return sorted(rows, key=lambda row: int(row["cell"]))


def _write(path: Path, table: pa.Table) -> None:
    write_atomically(path, table.replace_schema_metadata(stamped(table)))
