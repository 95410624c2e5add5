"""The folder of fetched files: bodies as they came, and beside each what is known of it as `NAME.json`."""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from data.base import durable
from data.base.bounded import read_json
from data.base.cache import directory
from data.base.errors import ResultError
from data.base.locks import alone
from data.base.temporaries import temporary

LOCK = ".lock"
"""File in the folder that is locked while names are given."""
COMING = ".coming-"
"""Begins the name of a record whose body is not in its place yet; it counts once the body is."""

MOST_NOTE = 1 << 16
"""Bytes of a note of origin."""
_FILE = re.compile(r"[a-z0-9-]+(\.[a-z]+)+")
_KINDS = {
    "name": str, "file": str, "url": str, "sha256": str, "bytes": int, "since": date,
    "rows": int | None, "first": date | None, "last": date | None, "etag": str | None, "last_modified": str | None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a kept file; times are UTC, and what a body does not tell is None."""

    name: str
    file: str
    url: str
    fetched_at: datetime
    checked_at: datetime
    sha256: str
    bytes: int
    since: date
    rows: int | None = None
    first: date | None = None
    last: date | None = None
    etag: str | None = None
    last_modified: str | None = None

    def plain(self) -> dict[str, Any]:
        """The record as JSON has it."""
        return {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(self).items()}


def default_folder() -> Path:
    """Where fetched files are kept unless another folder is named: beside the cached tables."""
    return directory() / "fetched"


class Store:
    """A folder of fetched files. Every write is whole or not there; `ResultError` when it cannot be done."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def record(self, name: str) -> Record | None:
        """What is known of a file; None where there is no record, or one that cannot be read."""
        # that of a body whose process was killed before the record had its name
        coming = _read(self.folder / f"{COMING}{name}.json", name)
        return coming if coming and self.is_intact(coming) else _read(self.folder / f"{name}.json", name)

    def is_intact(self, record: Record) -> bool:
        """Whether the file is what its record says."""
        path = self.folder / record.file
        try:
            return path.stat().st_size == record.bytes and path.is_file() and sha256(path) == record.sha256
        except OSError:
            return False

    @contextmanager
    def part(self) -> Iterator[Path]:
        """A name in the folder to write to, removed at the end unless it was kept. Raises `ResultError`
        where the folder cannot be made.
        """
        with writing(self.folder):
            durable.make_folder(self.folder)
            with temporary(self.folder, Path.touch) as path:
                yield path

    def keep(self, part: Path, record: Record) -> None:
        """Put a fetched body in the place of the older one, and its record beside it, while no other process does.
        Raises `ResultError` where that cannot be written.
        """
        with self._alone():
            coming = self._write(f"{COMING}{record.name}.json", record)
            durable.sync_file(part)
            part.replace(self.folder / record.file)
            coming.replace(self.folder / f"{record.name}.json")
            durable.sync_folder(self.folder)

    def note(self, record: Record) -> None:
        """Write a record of the body that is kept; of another body, which another process kept meanwhile, nothing.
        Raises `ResultError` where that cannot be done.
        """
        with self._alone():
            if self.is_intact(record):
                self._write(f"{record.name}.json", record)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Be the only process that gives names, after what a killed one began is finished or gone."""
        with writing(self.folder):
            durable.make_folder(self.folder)
            lock = self.folder / LOCK
            with alone(lock, wait=True):
                try:
                    self._settle()
                    yield
                finally:
                    lock.unlink(missing_ok=True)

    def _settle(self) -> None:
        for coming in (one for one in self.folder.glob(f"{COMING}*.json") if one.is_file() or one.is_symlink()):
            told = _read(coming, coming.name.removeprefix(COMING).removesuffix(".json"))
            if told and self.is_intact(told):
                coming.replace(coming.with_name(coming.name.removeprefix(COMING)))
            else:
                coming.unlink()

    def _write(self, name: str, record: Record) -> Path:
        text = json.dumps(record.plain(), indent=2) + "\n"
        return durable.write_bytes(self.folder / name, text.encode())


def sha256(path: Path) -> str:
    """SHA-256 of a file's bytes. Raises `OSError` for one that cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(path: Path, name: str) -> Record | None:
    """What a note tells of the file of a name; None for a note that is none, or of another file."""
    try:
        found = _record(read_json(path, MOST_NOTE))
    except (OSError, ValueError, TypeError, KeyError, OverflowError):
        return None
    return found if found.name == name else None


def _record(plain: dict[str, Any]) -> Record:
    """The record of a note. Raises `ValueError`, `TypeError` or `KeyError` where a value is none that this program
    writes.
    """
    values = {field.name: plain[field.name] for field in fields(Record)}
    for name in ("fetched_at", "checked_at"):
        values[name] = datetime.fromisoformat(values[name]).astimezone(UTC)
    for name in ("since", "first", "last"):
        values[name] = values[name] and date.fromisoformat(values[name])
    for name, kind in _KINDS.items():
        if not isinstance(values[name], kind) or isinstance(values[name], bool):
            raise TypeError(name)
    if not _FILE.fullmatch(values["file"]):
        raise ValueError(values["file"])
    return Record(**values)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Says in a sentence what keeps a folder from being written. Raises `ResultError`."""
    try:
        yield
    except ResultError:
        raise
    except OSError as error:
        raise ResultError(f"{folder} cannot be written ({error.strerror}); name another folder with --to") from error
