"""A journal in its folder: opened, read, and written to by one process at a time."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import tomli_w

from data.base import durable
from data.base.bounded import MOST_JSON, MOST_TOML, read_bytes, read_json, read_text, toml_of
from data.base.errors import ConfigError, ResultError
from data.base.locks import Taken, alone
from data.base.temporaries import temporary
from engine.journal.entry import Entry, Sealed, read_entry, sealed
from engine.journal.files import ENTRIES, HEAD, JOURNAL, LOCK, PLAN, coming_is_whole, commit, content_of, settle
from engine.journal.head import Head, after, follows, genesis, head_of
from engine.settings.run_config import RunConfig, as_written
from engine.settings.versions import VERSION, completed

_NAME = re.compile(r"\w[\w.+-]{0,99}")
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, pa.ArrowException)


@dataclass(frozen=True)
class Folder:
    """A journal that is open: its plan, and what `journal.json` tells."""

    path: Path
    config: RunConfig
    about: Mapping[str, Any]

    def head(self) -> Head:
        """Where it stands. Raises `ResultError` where its head cannot be read."""
        try:
            return head_of(read_text(self.path / HEAD))
        except _UNREADABLE as error:
            raise ResultError(f"{self.path / HEAD}: cannot be read as the head of a journal ({error})") from None

    def entry(self, number: int) -> Entry:
        """An entry by its number. Raises `ResultError` where it is missing or is not what was written."""
        try:
            entry, told = read_entry(content_of(self.path, number))
            is_what_was_written = (entry.number, entry.sha256) == (number, told)
        except _UNREADABLE as error:
            raise ResultError(f"{self.path}: entry {number} cannot be read ({error}); `overlay paper verify`") from None
        if not is_what_was_written:
            raise ResultError(f"{self.path}: entry {number} is not what was written; `overlay paper verify`")
        return entry

    def entries(self, first: int = 1) -> Iterator[Entry]:
        """All entries from one on. Raises `ResultError` as `entry` does."""
        return (self.entry(number) for number in range(first, self.head().number + 1))

    @contextmanager
    def writing(self) -> Iterator[Head]:
        """Be the only process that writes, after what a killed one began is finished or gone; where the journal stands.
        Raises `ResultError` where another one writes, or the newest entries are not what was written.
        """
        try:
            with alone(self.path / LOCK):
                head = self.head()
                self._require_whole(head)
                settle(self.path, head)
                yield head
        except Taken:
            raise ResultError(f"{self.path}: another process writes to this journal; wait until it is done") from None
        except OSError as error:
            if isinstance(error, ResultError):
                raise
            raise ResultError(f"{self.path}: cannot be written ({error.strerror or error})") from None

    def _require_whole(self, head: Head) -> None:
        try:
            whole = coming_is_whole(self.path, head)
            whole = whole and (not head.number or follows_up(self.path, head))
        except _UNREADABLE:
            whole = False
        if not whole:
            raise ResultError(
                f"{self.path}: entry {head.number} is not what {HEAD} says was written; `overlay paper verify`"
            )

    def append(self, head: Head, entries: Sequence[Entry], rows: str | None = None) -> Head:
        """Write entries after the head, all or none; the new head. `rows` is the chained hash of all rows after a
        revision among them. Raises `OSError`.
        """
        batch = list[Sealed]()
        for entry in entries:
            batch.append(sealed(entry, head.number + 1, head.sha256, head.file_sha256))
            head = after(head, batch[-1], rows if entry.kind == "revision" else None)
        if batch:
            commit(self.path, head, batch)
        return head


def follows_up(path: Path, head: Head) -> bool:
    """Whether the newest entry is the one that the head speaks of. Raises `OSError` where it is missing."""
    entry, told = read_entry(content_of(path, head.number))
    return entry.number == head.number and told == head.sha256


def make_folder(path: Path, config: RunConfig, about: Mapping[str, Any]) -> Folder:
    """A new journal without entries. Raises `ConfigError` for a name that is none, `ResultError` where there is
    something of this name, and where it cannot be written.
    """
    if not _NAME.fullmatch(path.name):
        raise ConfigError(f"journal {path.name!r}: should be a name of letters, digits, '-', '_', '+' and '.'")
    if path.exists():
        raise ResultError(f"{path}: exists; choose another name, or go on with `overlay paper step {path.name}`")
    try:
        durable.make_folder(path.parent)
        with temporary(path.parent, Path.mkdir) as made:
            _fill(made, config, about)
            durable.sync_tree(made)
            made.rename(path)
        durable.sync_name(path)
    except OSError as error:
        raise ResultError(durable.not_written(path, error)) from None
    return open_folder(path)


def _fill(folder: Path, config: RunConfig, about: Mapping[str, Any]) -> None:
    (folder / ENTRIES).mkdir()
    (folder / PLAN).write_text(tomli_w.dumps(config.settings()), encoding="utf-8")
    told = {**about, "settings_version": VERSION, "plan_sha256": plan_hash(folder)}
    text = (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()
    (folder / JOURNAL).write_bytes(text)
    (folder / HEAD).write_text(genesis(text).text, encoding="utf-8")


def open_folder(path: Path) -> Folder:
    """The journal of a folder, of this or an earlier version. Raises `ResultError` where it is none, or its plan is not
    the one that was written.
    """
    try:
        about = read_json(path / JOURNAL)
        settings = toml_of(read_text(path / PLAN, MOST_TOML))
        config = as_written(completed(settings, about["settings_version"]))
        first = follows_genesis(path)
    except FileNotFoundError as error:
        missing = Path(error.filename or PLAN).name
        raise ResultError(
            f"{path}: is no journal, {missing} is missing; begin one with `overlay paper start`"
        ) from None
    except _UNREADABLE as error:
        raise ResultError(
            f"{path}: cannot be read as a journal ({error}); `overlay paper verify` says which file"
        ) from None
    if not first or plan_hash(path) != about["plan_sha256"]:
        changed = PLAN if first else JOURNAL
        raise ResultError(f"{path}: {changed} is not what was written when the journal began; put it back")
    return Folder(path, config, about)


def follows_genesis(path: Path) -> bool:
    """Whether `journal.json` is the one that the first entry, or the head, follows. Raises as `read_entry` does."""
    head, begin = head_of(read_text(path / HEAD)), genesis(read_bytes(path / JOURNAL, MOST_JSON))
    return follows(begin, read_entry(content_of(path, 1))[0]) if head.number else head == begin


def plan_hash(path: Path) -> str:
    """SHA-256 of the plan's file. Raises `OSError` where it cannot be read."""
    return hashlib.sha256(read_bytes(path / PLAN, MOST_TOML)).hexdigest()
