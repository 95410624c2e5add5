"""A folder of a result as it is read: each file once and within bounds, so that the bytes that are checked are those
that are used.
"""

import hashlib
import os
import re
from pathlib import Path
from typing import Any

import pyarrow as pa

from data.base.bounded import MOST_JSON, MOST_TOML, json_of, read_bytes, require_regular, toml_of
from data.base.bounded_parquet import read_parquet
from engine.results import checksums, first_version

MOST_TABLE, MOST_TABLES, MOST_SUMS = 1 << 28, 1 << 28, 1 << 22
"""Bytes of the file of a table, of all tables in memory, and of the list of checksums."""
FORMAT = 2
"""Of the folder: since 2 it has a list of checksums; before, hashes of tables alone were kept."""
_TABLE = re.compile(r"\w{1,60}", re.ASCII)


class ChangedError(ValueError):
    """A file is not what was written; the message is its name."""


class Opened:
    """A folder that `telling` tells of. Raises `ChangedError`, `OSError` or `ValueError` while it is read."""

    def __init__(self, folder: Path, telling: str) -> None:
        self.folder, self.telling = folder, telling
        self._inside = os.path.realpath(folder)
        self._list = self._text_of_list()
        self._sums = None if self._list is None else checksums.sums_of(self._list)
        self._left = MOST_TABLES
        self._read = set[str]()
        self.manifest = json_of(self._content(telling, MOST_JSON))
        self.format = format_of(self.manifest)
        self._require_seal()

    @property
    def sums(self) -> dict[str, str]:
        """Checksums of its files by name, as they were sealed; empty of a format that has none."""
        return self._sums or {}

    def toml(self, name: str) -> dict[str, Any]:
        """A file of settings."""
        return toml_of(self._content(name, MOST_TOML).decode())

    def tables(self) -> dict[str, pa.Table]:
        """The tables that its manifest names."""
        found = {name: self._table(name) for name in self.manifest["tables"]}
        if self._sums is None:
            for name in first_version.changed_tables(found, self.manifest["tables"]):
                raise ChangedError(f"table {name}")
        return found

    def require_unchanged(self) -> None:
        """Read the other files of its list too, which may be large: they must be what was sealed."""
        for name, told in self.sums.items():
            if name not in self._read and sum_of(self._place(name)) != told:
                raise ChangedError(name)

    def _table(self, name: str) -> pa.Table:
        if not _TABLE.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a table")
        try:
            content = self._content(f"{name}.parquet", MOST_TABLE)
        except ChangedError as error:
            told = str(error)
            raise ChangedError(f"table {name}" if told == f"{name}.parquet" else told) from None
        table = read_parquet(pa.py_buffer(content), most=self._left)
        self._left -= table.nbytes
        return table

    def _text_of_list(self) -> str | None:
        path = self.folder / checksums.NAME
        return read_bytes(path, MOST_SUMS).decode() if os.path.lexists(path) else None

    def _content(self, name: str, most: int) -> bytes:
        content = read_bytes(self._place(name), most)
        self._read.add(name)
        if self._sums is not None and self._sums.get(name) != hashlib.sha256(content).hexdigest():
            raise ChangedError(name if name in self._sums else checksums.NAME)
        return content

    def _place(self, name: str) -> Path:
        """Where a file of the folder stands."""
        path = self.folder / name
        if os.path.realpath(path) != str(Path(self._inside, name)):
            raise ValueError(f"{name!r} leads out of its folder, or is a link")
        return path

    def _require_seal(self) -> None:
        """That the list of checksums is the one that was sealed."""
        told = self.manifest.get(checksums.SEAL)
        if self._list is None and (self.format >= FORMAT or told is not None):
            read_bytes(self.folder / checksums.NAME, MOST_SUMS)
        if self._list is not None and self.format < FORMAT:
            raise ChangedError(self.telling)
        lines = checksums.lines_of_others(self._list or "", self.telling)
        if told is not None and told != checksums.seal_of(self.manifest, lines):
            raise ChangedError(checksums.NAME)
        self.manifest.pop(checksums.SEAL, None)


def read_part(folder: Path, name: str, told: str | None) -> pa.Table:
    """A table that is a part of one, from its file below a folder; `told` is the checksum that it should have, if that
    is known. Raises `ChangedError` where it has another, and what `read_parquet` raises.
    """
    content = read_bytes(folder / name, MOST_TABLE)
    if told is not None and told != hashlib.sha256(content).hexdigest():
        raise ChangedError(name)
    return read_parquet(pa.py_buffer(content))


def format_of(manifest: dict[str, Any]) -> int:
    """The format of a folder by its manifest. Raises `ValueError` for what is none."""
    told = manifest.get("format", 1)
    if not isinstance(told, int) or isinstance(told, bool) or told < 1:
        raise ValueError(f"its format is {told!r}, and should be a number from 1")
    if told > FORMAT:
        raise ValueError(f"its folder is of format {told}, this program knows 1 to {FORMAT}: update the program")
    return told


def sum_of(path: Path) -> str:
    """SHA-256 of an ordinary file, hexadecimal. Raises `OSError`."""
    require_regular(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
