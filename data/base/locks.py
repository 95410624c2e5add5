"""Locks that die with their process: one process at a time."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


_TAKEN = {errno.EACCES, errno.EAGAIN, errno.EDEADLK, getattr(errno, "EDEADLOCK", errno.EDEADLK)}


class Taken(Exception):  # noqa: N818  (what it says is that the lock is taken)
    """Another process has the lock."""


@contextmanager
def alone(path: Path, *, wait: bool = False) -> Iterator[None]:
    """Have the lock that is the file `path`, made with its folder, for a while; whoever has it may remove both. Raises
    `Taken` where another process has it, unless it is to `wait`, and `OSError` where the file cannot be written or
    locked.
    """
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError), path.open("a", encoding="utf-8") as file:
            _take(file, wait=wait)
            # whoever had it may have removed the file between our opening and our taking it
            if _is_at(file, path):
                yield
                return


def _take(file: IO[str], *, wait: bool) -> None:
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError as error:
        if error.errno not in _TAKEN:
            raise
        raise Taken from None


def _is_at(file: IO[str], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
