"""What is done of a question that is not answered yet: kept in a hidden folder, filled by one process at a time."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from data.base.errors import ResultError
from data.base.locks import Taken, alone
from data.base.replacing import require_no_link
from data.base.temporaries import PARTS, PREFIX, put_away, sweep_once


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
def opened(parent: Path, kind: str, key: str) -> Iterator[Path]:
    """The hidden folder below `parent` of the question of a kind, such as `survive`, that has this key. It is gone once
    the answer is saved, and stays where that fails and a part, `part-*`, is in it, at any depth.

    Raises `ResultError` where another process fills or removes it, it is a link, or it cannot be written.
    """
    folder = parent / f"{PREFIX}{kind}-{key[:12]}"
    sweep_once(parent)
    try:
        with ExitStack() as held:
            _take(folder, held)
            try:
                yield folder
            except BaseException as error:
                if isinstance(error, OSError | KeepingError) and not folder.is_dir():
                    raise _Removed from None
                if not any(folder.rglob(PARTS)):
                    put_away(folder)
                raise
            put_away(folder)
    except _Removed:
        raise ResultError(
            f"{parent}: {folder.name}, where what is done was kept, was removed meanwhile; ask again"
        ) from None
    except KeepingError as error:
        raise ResultError(f"{parent}: what is done cannot be kept there ({error})") from None
    if sys.platform == "win32":  # where what is open cannot be removed
        put_away(folder)


def _take(folder: Path, held: ExitStack) -> None:
    try:
        with keeping():
            require_no_link(folder)
            held.enter_context(alone(folder / "lock"))
    except Taken:
        raise ResultError(
            f"{folder.parent}: the same question is being answered there by another process; wait for its answer, or "
            "give --out another folder"
        ) from None
