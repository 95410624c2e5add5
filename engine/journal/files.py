"""The files of a journal on disk: what is there after a kill at any moment is the journal before or after a step."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from data.base.bounded import read_bytes
from data.base.durable import sync_file, sync_folder
from data.base.replacing import require_no_link, unexpected
from engine.journal.entry import Sealed, name_of, read_entry
from engine.journal.head import Head

PLAN, JOURNAL, HEAD, ENTRIES, LOCK = "plan.toml", "journal.json", "head.json", "entries", ".lock"
COMING = ".new"
"""Ends the name of an entry that is whole and not in its place yet; it counts once the head names it."""
MOST_ENTRY = 1 << 26
"""Bytes of the file of an entry."""
TEMPORARY = ".tmp-"
"""Begins the name of a head that is being written."""
_COMING = re.compile(rf"\d{{6,}}\.parquet{re.escape(COMING)}")


def commit(folder: Path, head: Head, batch: Sequence[Sealed]) -> None:
    """Write entries, and the head that stands after them, all or nothing: it is the head that makes them count. Raises
    `OSError` where they cannot be written; then `settle` has to be called before anything else is.
    """
    for one in batch:
        _write(folder / ENTRIES / f"{name_of(one.entry.number)}{COMING}", one.content)
    sync_folder(folder / ENTRIES)
    put(folder / HEAD, head.text.encode())
    settle(folder, head)


def settle(folder: Path, head: Head) -> None:
    """Put entries that count into their places, and take away what was being written when a process ended. Raises
    `OSError` as `commit` does, and where the entries stand behind a link.
    """
    require_no_link(folder / ENTRIES)
    coming = sorted(path for path in (folder / ENTRIES).glob(f"*{COMING}") if _COMING.fullmatch(path.name))
    for path in coming:
        place = path.with_name(path.name.removesuffix(COMING))
        if path.name <= f"{name_of(head.number)}{COMING}" and not place.exists():
            path.rename(place)
        else:
            _clear(path)
    _clear(_temporary(folder / HEAD))
    if coming:
        sync_folder(folder / ENTRIES)


def put(path: Path, content: bytes) -> None:
    """Write a file whole, over one that has its name. Raises `OSError`."""
    temporary = _temporary(path)
    _write(temporary, content)
    temporary.replace(path)
    sync_folder(path.parent)


def content_of(folder: Path, number: int) -> bytes:
    """The bytes of an entry that counts, in its place yet or not. Raises `OSError` where it is missing."""
    path = folder / ENTRIES / name_of(number)
    if not path.exists() and (coming := path.with_name(f"{path.name}{COMING}")).exists():
        path = coming
    return read_bytes(path, MOST_ENTRY)


def coming_is_whole(folder: Path, head: Head) -> bool:
    """Whether the entries that count and are not in their places are those that the head speaks of. Raises `OSError`,
    `ValueError`, `KeyError` or `ArrowException` for one that cannot be read.
    """
    expected = head.file_sha256
    for number in range(head.number, 0, -1):
        if (folder / ENTRIES / name_of(number)).exists():
            break
        content = content_of(folder, number)
        if hashlib.sha256(content).hexdigest() != expected:
            return False
        expected = read_entry(content)[0].previous_file
    return True


def strangers(folder: Path, head: Head) -> Iterator[str]:
    """Names of files among the entries that are none that counts, and were not being written; hidden ones, which a
    system leaves in folders that are looked at, are left out.
    """
    known = {name_of(number) for number in range(1, head.number + 1)}
    for path in sorted((folder / ENTRIES).iterdir()):
        place = path.name.removesuffix(COMING)
        unfinished = _COMING.fullmatch(path.name) and not (path.with_name(place).exists() and place in known)
        if path.name not in known and not unfinished and not path.name.startswith("."):
            yield path.name


def _temporary(path: Path) -> Path:
    return path.with_name(f"{TEMPORARY}{path.name}")


def _clear(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        raise unexpected(path, path.lstat().st_mode)
    with suppress(FileNotFoundError):
        path.unlink()


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    sync_file(path)
