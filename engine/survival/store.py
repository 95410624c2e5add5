"""Paths that have been run, kept part by part, so that a command that was stopped goes on where it was."""

import hashlib
from contextlib import suppress
from pathlib import Path

import numpy as np
import pyarrow as pa

from data.base.bounded_parquet import read_parquet
from data.base.cache import read_intact, stamped, write_atomically
from data.base.durable import write_file
from data.base.replacing import require_no_link
from data.base.temporaries import sweep
from engine.survival.outcomes import Months
from engine.survival.part import Part
from engine.survival.part_shape import are_months_of, are_rows_of
from engine.tasks.unfinished import keeping

_MONTHS = b"months_sha256"


class Parts:
    """Parts of one group of cells, in a folder. Raises `OSError` where it cannot be made, or is a link."""

    @keeping()
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        require_no_link(folder)
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder)

    def rows(self, place: int) -> Path:
        """The file with the rows of a part."""
        return self.folder / f"part-{place:05d}.parquet"

    def _months(self, place: int) -> Path:
        return self.folder / f"months-{place:05d}.npy"

    def intact(self, place: int, part: Part, months: int) -> bool:
        """Whether a part is there, whole, undamaged and of its shape, on paths of so many months."""
        table = read_intact(self.rows(place))
        if table is None or not are_rows_of(table, part):
            return False
        path, told = self._months(place), (table.schema.metadata or {}).get(_MONTHS, b"")
        return not part.fanned or (_hash(path).encode() == told and are_months_of(path, part, months))

    @keeping()
    def keep(self, place: int, table: pa.Table, months: Months | None) -> None:
        """Write a part: its months first, for a part is there once its rows are."""
        metadata = dict(stamped(table))
        if months is not None:
            path = write_file(self._months(place), lambda temporary: _save(temporary, months))
            metadata[_MONTHS] = _hash(path).encode()
        write_atomically(self.rows(place), table.replace_schema_metadata(metadata))

    @keeping()
    def read(self, place: int, columns: list[str]) -> pa.Table:
        """Columns of a part."""
        return read_parquet(self.rows(place), columns)

    @keeping()
    def months(self, place: int) -> Months:
        """Wealth by path, cell and month of a part that was kept with its months."""
        months: Months = np.load(self._months(place), mmap_mode="r")
        return months


class Store:
    """A hidden folder for everything that belongs to one request."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def parts(self, group: str) -> Parts:
        """Parts of a group of cells, by its digest."""
        return Parts(self.folder / group[:16])


def _save(path: Path, months: Months) -> None:
    with path.open("wb") as file:  # numpy gives a name an ending of its own
        np.save(file, months)


def _hash(path: Path) -> str:
    with suppress(OSError), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
    return ""
