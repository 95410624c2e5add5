"""Locks that die with their process: one process at a time."""

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from data.base.replacing import folder_made, unexpected

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
    `Taken` where another process has it, unless it is to `wait`, and `OSError` where the file is no ordinary one, or
    cannot be written or locked.
    """
    handle = _held(path, wait=wait)
    try:
        yield
    finally:
        os.close(handle)


def _held(path: Path, *, wait: bool) -> int:
    while True:
        folder_made(path.parent)
        with suppress(FileNotFoundError):
            handle = _opened(path)
            try:
                _take(handle, wait=wait)
                # whoever had it may have removed the file between our opening and our taking it
                if os.path.samestat(os.fstat(handle), path.stat()):
                    return handle
            except BaseException:
                os.close(handle)
                raise
            os.close(handle)


def _opened(path: Path) -> int:
    """A pipe is not waited for, and no file is made where a link leads to."""
    with suppress(FileNotFoundError):
        _require_ordinary(path, path.lstat())
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0), 0o666)
    try:
        _require_ordinary(path, os.fstat(handle))
    except OSError:
        os.close(handle)
        raise
    return handle


def _require_ordinary(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise unexpected(path, found.st_mode)


def _take(handle: int, *, wait: bool) -> None:
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError as error:
        if error.errno not in _TAKEN:
            raise
        raise Taken from None
