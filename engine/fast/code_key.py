"""What compiled code was made from, as a key, and the folder that holds the code under that key.

Numba's own cache looks at the file of the outermost function alone: a change in a function that it calls, in another
file, would go unseen, and the old answer would be given again.
"""

import hashlib
import inspect
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from data.base import locks
from data.base.cache import directory, files_hash
from data.base.temporaries import is_temporary
from engine.fast.reach import PACKAGES, reach

KEPT = 12
"""How many folders of compiled code stay, the newest: four functions are compiled, of three versions."""
_FOLDER, _FILE = re.compile(r"[0-9a-f]{32}"), re.compile(r"alone\.lock|.+\.nb[ci](?:\..+)?")


def code_key(function: Callable[..., Any], *surroundings: str) -> str:
    """SHA-256 of the sources of all that a function of ours comes to, of the constants that they read, and of the
    surroundings: versions, the processor.
    """
    found = reach(function)
    files = {Path(inspect.getfile(one)) for one in found.functions}
    files |= {Path(inspect.getfile(one)) for one in found.values.values() if _is_class_of_ours(one)}
    values = (f"{name}={_told(value)}" for name, value in sorted(found.values.items()))
    return files_hash(sorted(files), *surroundings, *values)


def folder_of(key: str) -> Path:
    """The folder for compiled code of a key, made where there is none and one can be made. Folders of other keys, with
    nothing but compiled code in them, are cleared away but for the newest.
    """
    place = directory() / "compiled"
    folder = place / key[:32]
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        os.utime(folder)
        for old in sorted(filter(_is_ours, place.iterdir()), key=_changed, reverse=True)[KEPT:]:
            shutil.rmtree(old, ignore_errors=True)
    return folder


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One process at a time compiles into a folder: others wait here, and then find its code. Where nothing can be
    written, and where Windows lets nobody wait for so long, each compiles for itself.
    """
    with ExitStack() as held:
        with suppress(OSError, locks.Taken):
            held.enter_context(locks.alone(folder / "alone.lock", wait=True))
        yield


def _is_class_of_ours(value: Any) -> bool:
    return inspect.isclass(value) and value.__module__.partition(".")[0] in PACKAGES


def _told(value: Any) -> str:
    """A value as text that is the same in every process; of what may tell where in memory it is, its name."""
    if inspect.isclass(value) or callable(value):
        return f"{value.__module__}.{value.__qualname__}"
    if hasattr(value, "tobytes"):
        return hashlib.sha256(value.tobytes()).hexdigest()
    return repr(value)


def _is_ours(folder: Path) -> bool:
    if not _FOLDER.fullmatch(folder.name) or folder.is_symlink() or not folder.is_dir():
        return False
    files = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return all(_FILE.fullmatch(path.name) or is_temporary(path.name) for path in files)


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # another process cleared it away
        return 0.0
