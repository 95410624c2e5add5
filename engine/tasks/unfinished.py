"""What is done of a question that is not answered yet: kept in a hidden folder, filled by one process at a time."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.base.errors import ResultError
from data.base.locks import Taken, alone
from data.base.replacing import require_no_link
from data.base.temporaries import PARTS, PREFIX, put_away, sweep_once


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
        require_no_link(folder)
        with alone(folder / "lock"):
            try:
                yield folder
            except BaseException as error:
                if isinstance(error, OSError) and not (folder / "lock").exists():
                    raise _Removed from None
                if not any(folder.rglob(PARTS)):
                    put_away(folder)
                raise
            put_away(folder)
    except _Removed:
        raise ResultError(
            f"{parent}: {folder.name}, where what is done was kept, was removed meanwhile; ask again"
        ) from None
    except Taken:
        raise ResultError(
            f"{parent}: the same question is being answered there by another process; wait for its answer, or give "
            "--out another folder"
        ) from None
    except OSError as error:
        if isinstance(error, ResultError):
            raise
        raise ResultError(f"{parent}: what is done cannot be kept there ({error.strerror or error})") from None
    if sys.platform == "win32":  # where what is open cannot be removed
        put_away(folder)
