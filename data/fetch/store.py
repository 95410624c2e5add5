"""The folder of fetched files: bodies as they came, and beside each what is known of it as `NAME.json`."""

import hashlib
import json
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from data.base.bounded import read_json
from data.base.cache import directory
from data.base.errors import ResultError

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
        try:
            found = _record(read_json(self.folder / f"{name}.json", MOST_NOTE))
        except (OSError, ValueError, TypeError, KeyError, OverflowError):
            return None
        return found if found.name == name else None

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
        path = self.folder / f".tmp-{uuid.uuid4().hex}"
        with writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
        try:
            yield path
        finally:
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def keep(self, part: Path, record: Record) -> None:
        """Put a fetched body in the place of the older one, and its record beside it. Raises
        `ResultError` where that cannot be written.
        """
        with writing(self.folder):
            part.replace(self.folder / record.file)
        self.note(record)

    def note(self, record: Record) -> None:
        """Write a record. Raises `ResultError` where that cannot be done."""
        with self.part() as part, writing(self.folder):
            part.write_text(json.dumps(record.plain(), indent=2) + "\n", encoding="utf-8")
            part.replace(self.folder / f"{record.name}.json")


def sha256(path: Path) -> str:
    """SHA-256 of a file's bytes. Raises `OSError` for one that cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
