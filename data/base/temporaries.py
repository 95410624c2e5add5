"""Files and folders on their way to their names: held by the process that fills them, swept once it has died.

A temporary is locked for as long as its process lives; the system frees the lock, however the process ends. So what
nobody holds is litter, whatever a clock says. Of another machine, whose locks may not be seen here, it is litter only
after a day. Its name ends with a part that only this program makes of the rest: what else is named alike is not ours.
"""

import errno
import os
import re
import shutil
import socket
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

if sys.platform != "win32":
    import fcntl

PREFIX = ".tmp-"
"""Begins the name of everything that is not finished."""
OLD = 86_400.0
"""Seconds after which a temporary is litter where nobody can say whether its process lives."""
_NAME = re.compile(
    rf"{re.escape(PREFIX)}(?P<told>mmf-(?P<host>[0-9a-f]{{8}})-[0-9a-f]{{16}})-(?P<mark>[0-9a-f]{{8}})(?:[.-].*)?"
)


@contextmanager
def temporary(parent: Path, make: Callable[[Path], object], ending: str = "") -> Iterator[Path]:
    """A name below `parent` that nobody else has, made by `make` (a file or a folder) and gone afterwards unless it was
    renamed. What dead processes left there is swept first. Raises `OSError` where it cannot be made.
    """
    sweep_once(parent)
    path, handle = _begun(parent, make, ending)
    try:
        yield path
    finally:
        _remove(path)
        if handle is not None:
            os.close(handle)


def sweep_once(parent: Path) -> None:
    """Sweep a folder, once a process: who writes a thousand files looks for litter once."""
    _sweep_once(parent.absolute())


@lru_cache(256)
def _sweep_once(parent: Path) -> None:
    sweep(parent)


def sweep(parent: Path) -> None:
    """Remove temporaries that dead processes left in a folder; what cannot be removed stays."""
    with suppress(OSError), os.scandir(parent) as entries:
        for path in [Path(one.path) for one in entries if is_temporary(one.name) and not one.is_symlink()]:
            with suppress(OSError):
                _sweep_one(path)


def is_temporary(name: str) -> bool:
    """Whether a name is one that `temporary` gives."""
    return _host_of(name) is not None


def _host_of(name: str) -> str | None:
    """The machine that gave a temporary its name; None for a name that is none of ours."""
    found = _NAME.fullmatch(name)
    return found["host"] if found and found["mark"] == _mark(found["told"]) else None


def _mark(told: str) -> str:
    return sha256(f"a temporary of overlay: {told}".encode()).hexdigest()[:8]


def sweep_below_once(parent: Path) -> None:
    """Sweep the folders in a folder, once a process: pages and pictures are written into results that are there."""
    _sweep_below_once(parent.absolute())


@lru_cache(256)
def _sweep_below_once(parent: Path) -> None:
    with suppress(OSError), os.scandir(parent) as entries:
        for one in entries:
            if not one.name.startswith(".") and one.is_dir(follow_symlinks=False):
                sweep(Path(one.path))


def _sweep_one(path: Path) -> None:
    handle = _open(path)
    try:
        locked = _lock(handle, wait=False)
        ours = _host_of(path.name) == host()
        if (locked and ours) or (locked is not False and time.time() - os.fstat(handle).st_mtime > OLD):
            _remove(path)
    finally:
        os.close(handle)


@lru_cache(1)
def host() -> str:
    """What tells this machine, and this container, from others, in eight letters."""
    known = [socket.gethostname()]
    with suppress(OSError):
        known.append(str(Path("/proc/self/ns/pid").stat().st_ino))
    return sha256(os.fsencode("\0".join(known))).hexdigest()[:8]


def _begun(parent: Path, make: Callable[[Path], object], ending: str) -> tuple[Path, int | None]:
    """A temporary and the handle that holds it (None where the system has no such locks)."""
    while True:
        told = f"mmf-{host()}-{uuid.uuid4().hex[:16]}"
        path = parent / f"{PREFIX}{told}-{_mark(told)}{ending}"
        make(path)
        if sys.platform == "win32":  # where what is open can be neither removed nor renamed
            return path, None
        handle = _held(path)
        if handle is not None:
            return path, handle


def _held(path: Path) -> int | None:
    """The handle that holds what was made; None where whoever sweeps removed it before it was held."""
    try:
        handle = _open(path)
    except FileNotFoundError:
        return None
    except OSError:
        _remove(path)
        raise
    _lock(handle, wait=True)
    with suppress(FileNotFoundError):
        if os.path.samestat(os.fstat(handle), path.stat()):
            return handle
    os.close(handle)
    return None


def _open(path: Path) -> int:
    """Raises `OSError` for what is neither a file nor a folder, and for links."""
    folder = path.is_dir()
    if not folder and not path.is_file():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    # a lock of a network file system wants a file that may be written
    wanted = os.O_RDONLY if folder else os.O_RDWR
    return os.open(path, wanted | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def _lock(handle: int, *, wait: bool) -> bool | None:
    """Whether it is locked now; False where another process has it, None where nothing can be locked here."""
    if sys.platform == "win32":
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _remove(path: Path) -> None:
    """Remove what is there; on a full or read-only disk, or in a folder of another user, it may stay."""
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
            if path.exists():  # it does not look into what cannot be listed, which may be empty
                path.rmdir()
        else:
            path.unlink(missing_ok=True)
