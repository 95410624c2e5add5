"""What is written is there: whole or not at all, and also after the power fails.

The bytes reach the disk before the name does, and the name before anybody is told. File systems that cannot promise
it, and folders of Windows, do what they can.
"""

import errno
import os
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from data.base.replacing import behind_links, folder_made, in_the_way
from data.base.temporaries import temporary

_UNABLE = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
"""Errors of file systems that make nothing durable."""
_CANNOT = _UNABLE | {errno.EBADF, errno.EACCES, errno.EPERM}
"""Those, and errors of systems that do not make a folder durable for us."""

_OURS = 0o600
"""What may be done with a file while it is filled that will replace another one."""


class UnsureError(OSError):
    """What is written is there, and the disk does not say that it will be after a power cut."""


def write_file(path: Path, write: Callable[[Path], object], *, force: bool = True) -> Path:
    """Let `write` fill a file beside `path` and give it that name, over a file that has it only where that is forced;
    the path. A link stays, and what it leads to is written. Who may read and write the old file may the new one. Raises
    what `write` raises, and `OSError` where it cannot be written; then the old file is as it was.
    """
    target = behind_links(path) if force else path
    ending = target.suffix if len(target.suffix) <= len(".parquet") else ""
    with temporary(target.parent, _empty, ending) as made:
        before = target.stat() if force and target.exists() else None
        if before:
            made.chmod(_OURS)
        write(made)
        sync_file(made)
        if before:
            _permit_as(made, before)
        if force:
            made.replace(target)
        else:
            _name_new(made, target)
    sync_name(target)
    return path


def write_bytes(path: Path, content: bytes, *, force: bool = True) -> Path:
    """Write such a file of these bytes. Raises `OSError` as `write_file` does."""
    return write_file(path, lambda made: made.write_bytes(content), force=force)


def not_written(path: Path, error: OSError, *, force: bool = True) -> str:
    """Why a file is not written, one sentence, also where something came into its way meanwhile."""
    if isinstance(error, FileExistsError) and (why := in_the_way(path, force=force)):
        return why
    reason = error.strerror or error
    if isinstance(error, UnsureError):
        return f"{path}: is written, and may be gone after a power cut ({reason}); look after the disk"
    return f"{path}: cannot be written ({reason})"


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, where they are not there. Raises `OSError`."""
    for one in folder_made(folder):
        sync_folder(one.parent)


def sync_tree(folder: Path) -> None:
    """Bring all files of a folder, and the names in it, to the disk. Raises `OSError`."""
    for inside, _, names in os.walk(folder, topdown=False):
        for name in names:
            sync_file(Path(inside, name))
        sync_folder(Path(inside))


def sync_file(path: Path) -> None:
    """Bring the bytes of a file to the disk. Raises `OSError`."""
    _sync(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY, _UNABLE)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk; folders of Windows cannot be opened, and do it by themselves. Raises
    `OSError`.
    """
    if sys.platform == "win32":
        return
    try:
        _sync(folder, os.O_RDONLY, _CANNOT)
    except PermissionError:  # of a folder that one may write in, and not list
        return


def sync_name(path: Path) -> None:
    """Bring the name of what is written whole to the disk. Raises `UnsureError`."""
    try:
        sync_folder(path.parent)
    except OSError as error:
        raise UnsureError(error.errno, error.strerror, str(path)) from None


def _sync(path: Path, how: int, unable: set[int]) -> None:
    handle = os.open(path, how)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in unable:
            raise
    finally:
        os.close(handle)


def _permit_as(made: Path, before: os.stat_result) -> None:
    if sys.platform == "win32":  # whose folders say who may do what
        return
    with suppress(OSError):  # only root gives files away
        os.chown(made, before.st_uid, before.st_gid)
    made.chmod(stat.S_IMODE(before.st_mode))


def _name_new(made: Path, target: Path) -> None:
    """A second name fails where there is something of that name; `temporary` takes the first one away."""
    try:
        os.link(made, target)
    except FileExistsError:
        raise
    except OSError:  # of file systems that give no second name
        target.touch(exist_ok=False)
        try:
            made.replace(target)
        except OSError:
            target.unlink(missing_ok=True)
            raise


def _empty(path: Path) -> None:
    path.touch(exist_ok=False)
