"""What is done of a question that is not answered yet: kept in a hidden folder, filled by one process at a time."""

import os
import re
import stat
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Literal, get_args

from data.base.errors import ResultError
from data.base.locks import Taken, alone
from data.base.replacing import require_no_link
from data.base.temporaries import PREFIX, is_temporary

GONE = "-gone"
"""Ends the name of a question's folder that is being removed."""
PARTS = "part-*"
"""Names of files that keep what is done of a question, at any depth in its folder."""
Kind = Literal["sweep", "survive", "hand"]
LOCK = "lock"
_QUESTION = re.compile(rf"{re.escape(PREFIX)}(?:{'|'.join(get_args(Kind))})-[0-9a-f]{{12}}(?P<gone>{re.escape(GONE)})?")
_FOLDER = re.compile(r"[0-9a-f]{16}|run-\d{3,}")
_FILE = re.compile(r"(?:part|curves)-(?:\d{5,}|[0-9a-f]{32})\.parquet|months-\d{5,}\.npy")


class KeepingError(Exception):
    """What is done cannot be written, or read again; it says why."""


@contextmanager
def keeping() -> Iterator[None]:
    """While what is done is written into a folder that is `opened`, or read there: what the system refuses meanwhile is
    told of that folder, and of no other work. Raises `KeepingError`.
    """
    try:
        yield
    except OSError as error:
        raise KeepingError(error.strerror or str(error)) from error


class _Removed(Exception):  # noqa: N818  (what it says is what became of the folder)
    """Somebody removed the folder while it was filled."""


@contextmanager
def opened(parent: Path, kind: Kind, key: str) -> Iterator[Path]:
    """The hidden folder below `parent` of the question of a kind that has this key. It is gone once the answer is
    saved, and stays where that fails and a part, `part-*`, is in it, at any depth. What others put into it stays.

    Raises `ResultError` where another process fills or removes it, it is a link, or it cannot be written.
    """
    folder = parent / f"{PREFIX}{kind}-{key[:12]}"
    sweep_questions(parent)
    try:
        with ExitStack() as held:
            _take(folder, held)
            try:
                yield folder
            except BaseException as error:
                if isinstance(error, OSError | KeepingError) and not (folder / LOCK).exists():
                    raise _Removed from None
                if not _begun(folder):
                    _put_away(folder)
                raise
            _put_away(folder)
    except _Removed:
        raise ResultError(
            f"{parent}: {folder.name}, where what is done was kept, was removed meanwhile; ask again"
        ) from None
    except KeepingError as error:
        raise ResultError(f"{parent}: what is done cannot be kept there ({error})") from None
    if sys.platform == "win32":  # where what is open cannot be removed
        _put_away(folder)


def _take(folder: Path, held: ExitStack) -> None:
    try:
        with keeping():
            require_no_link(folder)
            held.enter_context(alone(folder / LOCK))
    except Taken:
        raise ResultError(
            f"{folder.parent}: the same question is being answered there by another process; wait for its answer, or "
            "give --out another folder"
        ) from None


def sweep_questions(parent: Path) -> None:
    """Remove folders of questions in a folder of which nothing is done: those that hold our lock, which nobody has, and
    nothing that we did not write. What cannot be removed stays.
    """
    with suppress(OSError), os.scandir(parent) as entries:
        for path in [Path(one.path) for one in entries if one.is_dir(follow_symlinks=False)]:
            if found := _QUESTION.fullmatch(path.name):
                with suppress(OSError, Taken):
                    _sweep_one(path, gone=bool(found["gone"]))


def _sweep_one(folder: Path, *, gone: bool) -> None:
    if _is_ours(folder) and (gone or not _begun(folder)):
        with alone(folder / LOCK):
            # whoever had it may have done a part since
            if gone or not _begun(folder):
                _put_away(folder)
    elif gone:
        folder.rmdir()


def _begun(folder: Path) -> bool:
    return any(folder.rglob(PARTS))


def _put_away(folder: Path) -> None:
    """Remove the folder of a question, out of the way at once: who asks it again next should find nothing of it. What
    cannot be removed, or is not ours, stays.
    """
    gone = folder.with_name(f"{folder.name.removesuffix(GONE)}{GONE}")
    with suppress(OSError):
        folder = folder.rename(gone)
    _clear(folder)


def _is_ours(folder: Path) -> bool:
    """Whether our lock is in a folder, and nothing that we did not write."""
    inside = list(_walked(folder))
    return folder / LOCK in (path for path, _ in inside) and all(ours for _, ours in inside)


def _clear(folder: Path) -> None:
    """Remove what we wrote in a folder, its lock last, for that shows it as ours, and then the folder."""
    with suppress(OSError):
        for path, ours in sorted(_walked(folder), key=lambda one: (one[0].name == LOCK, -len(one[0].parts))):
            with suppress(OSError):
                if ours:
                    path.rmdir() if path.is_dir() else path.unlink()
        folder.rmdir()


def _walked(folder: Path) -> Iterator[tuple[Path, bool]]:
    """All that is in a folder, at any depth, and whether we wrote it; links are not followed, and none of ours."""
    with os.scandir(folder) as entries:
        found = [(Path(one.path), one.stat(follow_symlinks=False)) for one in entries]
    for path, told in found:
        if stat.S_ISDIR(told.st_mode):
            yield path, bool(_FOLDER.fullmatch(path.name))
            yield from _walked(path)
        else:
            yield path, stat.S_ISREG(told.st_mode) and _is_our_file(path.name, told.st_size)


def _is_our_file(name: str, size: int) -> bool:
    return bool(_FILE.fullmatch(name)) or is_temporary(name) or (name == LOCK and not size)
