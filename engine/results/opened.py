"""A folder of a result with its tables."""

import hashlib
import re
from pathlib import Path

import pyarrow as pa

from data.base.bounded import read_bytes, require_regular
from data.base.bounded_parquet import read_parquet
from engine.results import first_version
from engine.results.sealed import FORMAT, MOST_OF_NAME, ChangedError, SealedFolder

MOST_TABLE, MOST_TABLES = 1 << 28, 1 << 28
"""Bytes of the file of a table, and of all tables in memory."""
_TABLE = re.compile(r"\w{1,60}", re.ASCII)


class Opened(SealedFolder):
    """A sealed folder whose tables are read too. Raises `ChangedError`, `OSError`, `ValueError` or `pa.ArrowException`
    while it is read.
    """

    def tables(self) -> dict[str, pa.Table]:
        """The tables that its manifest names."""
        found, left = dict[str, pa.Table](), MOST_TABLES
        for name in self.manifest["tables"]:
            found[name] = self._table(name, left)
            left -= found[name].nbytes
        if self.format < FORMAT:
            for name in first_version.changed_tables(found, self.manifest["tables"]):
                raise ChangedError(f"table {name}")
        return found

    def require_unchanged(self) -> None:
        """Read the other files of its list too, which may be large: they must be what was sealed."""
        for name, told in self.sums.items():
            try:
                whole = name in self.read or sum_of(self.place(name)) == told
            except FileNotFoundError:
                whole = False
            if not whole:
                raise ChangedError(name)

    def _table(self, name: str, most: int) -> pa.Table:
        if not _TABLE.fullmatch(name):
            raise ValueError(f"{name[:MOST_OF_NAME]!r} is no name of a table")
        try:
            content = self.content(f"{name}.parquet", MOST_TABLE)
        except ChangedError as error:
            told = str(error)
            raise ChangedError(f"table {name}" if told == f"{name}.parquet" else told) from None
        return read_parquet(pa.py_buffer(content), most=most)


def read_part(folder: Path, name: str, told: str | None) -> pa.Table:
    """A table that is a part of one, from its file below a folder; `told` is the checksum that it should have, if that
    is known. Raises `ChangedError` where it has another, and what `read_parquet` raises.
    """
    content = read_bytes(folder / name, MOST_TABLE)
    if told is not None and told != hashlib.sha256(content).hexdigest():
        raise ChangedError(name)
    return read_parquet(pa.py_buffer(content))


def sum_of(path: Path) -> str:
    """SHA-256 of an ordinary file, hexadecimal. Raises `OSError`."""
    require_regular(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
