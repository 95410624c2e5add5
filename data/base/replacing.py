"""Whether a file may be written where somebody asks for it: nothing but an ordinary file is ever written over."""

import errno
import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

KINDS = (
    (stat.S_ISCHR, "a device"), (stat.S_ISBLK, "a device"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"),
)  # fmt: skip


def kind_of(mode: int) -> str:
    """What something is that is no ordinary file, by its mode.

    >>> kind_of(stat.S_IFIFO)
    'a pipe'
    """
    others = ((stat.S_ISLNK, "a link"), (stat.S_ISDIR, "a folder"))
    return next((kind for is_kind, kind in (*KINDS, *others) if is_kind(mode)), "no ordinary file")


def unexpected(path: Path, mode: int) -> OSError:
    """The error of something that stands, by its mode no ordinary file, where one of ours should."""
    return OSError(errno.EINVAL, f"{path} is {kind_of(mode)}; remove it", str(path))


def require_no_link(folder: Path) -> None:
    """Raises `OSError` for a folder of ours that is a link: who made it would have us write and remove elsewhere."""
    if folder.is_symlink():
        told = f"{folder} is a link, and nothing is written behind it; put the folder itself in its place"
        raise OSError(errno.EINVAL, told, str(folder))


def folder_made(folder: Path) -> list[Path]:
    """Make a folder and those above it; which were missing, the deepest first. Raises `OSError` where it cannot be
    made, or not be written in; then none of them is left.
    """
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # what is masked out for all new files may be what we need
        if missing and not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
    except OSError as error:
        for one in missing:
            with suppress(OSError):
                one.rmdir()
        raise _no_folder(missing, error) from None
    return missing


def _no_folder(missing: Sequence[Path], error: OSError) -> OSError:
    for one in missing:
        if one.is_symlink():
            return OSError(error.errno, f"{one} is a link to {one.readlink()}, which is not there", str(one))
    return error


def in_the_way(path: Path, *, force: bool) -> str:
    """Why a file cannot be written to a path, one sentence; empty where it can, over an ordinary file only where that
    is forced. A link stands for the file that it leads to.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return _nothing_there(path)
    except (OSError, ValueError) as error:
        return f"{path}: cannot be written ({getattr(error, 'strerror', None) or error})"
    if stat.S_ISDIR(mode):
        return f"{path}: is a folder; give the name of a file"
    if not stat.S_ISREG(mode):
        return f"{path}: is {kind_of(mode)}, and only files are written over; give the name of a file"
    if not force:
        return f"{path}: exists; choose another name or give --force"
    return (
        "" if os.access(path, os.W_OK) else f"{path}: is write-protected; allow writing to it, or choose another name"
    )


def _nothing_there(path: Path) -> str:
    if path.is_symlink():
        return f"{path}: is a link to {path.readlink()}, which is not there; name that file itself"
    return "" if path.parent.is_dir() else f"{path}: there is no folder {path.parent}; make it first"


def behind_links(path: Path) -> Path:
    """The file that a path stands for: a link to a file stays a link, and what it leads to is written.

    >>> behind_links(Path("/") / "nowhere.csv").name
    'nowhere.csv'
    """
    return Path(os.path.realpath(path)) if path.is_symlink() else path
