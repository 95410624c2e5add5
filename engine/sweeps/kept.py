"""Answers of a sweep that is not finished, a file for each chunk."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from data.base.bounded_parquet import read_parquet
from data.base.cache import read_intact, stamped, write_atomically
from engine.sweeps.chunk import Answer, Chunk
from engine.sweeps.told import Row
from engine.tasks.unfinished import keeping


class Kept(NamedTuple):
    """Where the answer of a chunk is kept: its rows, and its curves where they are wanted."""

    rows: Path
    curves: Path | None

    @property
    def intact(self) -> bool:
        """Whether it is there, whole and undamaged."""
        return read_intact(self.rows) is not None and (self.curves is None or read_intact(self.curves) is not None)

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
    return Kept(folder / f"part-{name}.parquet", folder / f"curves-{name}.parquet" if chunk.curves else None)


@keeping()
def read_rows(kept: Sequence[Kept]) -> tuple[list[Row], list[str]]:
    """All rows in the order of their cells, and the months of their returns."""
    rows, labels = list[Row](), list[str]()
    for one in kept:
        table = read_parquet(one.rows)
        for text, months in zip(table["row"].to_pylist(), table["months"], strict=True):
            told = {"months": months.values.to_numpy()} if months.is_valid else {}
            rows.append({**_row(text), **told})
        labels = labels or table["labels"][0].as_py()
    return sorted(rows, key=lambda row: int(row["cell"])), labels


@keeping()
def read_figures(kept: Sequence[Kept]) -> list[Row]:
    """All rows in the order of their cells without the returns of their months."""
    rows = [_row(text) for one in kept for text in read_parquet(one.rows, ["row"])["row"].to_pylist()]
    return sorted(rows, key=lambda row: int(row["cell"]))


def _row(text: str) -> Row:
    row: Row = json.loads(text)
    return {**row, "ruined": date.fromisoformat(row["ruined"])} if row.get("ruined") else row


def _write(path: Path, table: pa.Table) -> None:
    write_atomically(path, table.replace_schema_metadata(stamped(table)))
