"""Results on disk: written whole or not at all; a folder never over another one."""

import shutil
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from data.base.errors import ResultError
from data.base.replacing import behind_links, in_the_way

MANIFEST, CONFIG, COMPARISON = "manifest.json", "config.toml", "comparison.json"
"""Files that tell of a run, and of a comparison."""
PORTFOLIO, PORTFOLIO_PLAN = "portfolio.json", "portfolio.toml"
"""Files that tell of several accounts side by side, and of their plan."""
ACCOUNTS = "accounts"
"""Folder, within that of a portfolio, of the runs of its accounts."""
SURVIVAL, SWEEP, WORTH = "survival.json", "sweep.json", "worth.json"
"""Files that tell of an answer: a survival result, a sweep, what the rules of a plan are worth."""
APART = "apart-{}"
"""Folder, within that of a comparison, of one that stands apart from it, from 1."""
TRIALS = "trials"
"""Folder of a folder of results in which its ledger of trials stands."""


def write_whole(parent: Path, name: str, write: Callable[[Path], None]) -> Path:
    """Let `write` fill a new folder and give it the first free name below `parent`; that path.

    Raises `ResultError` where it cannot be written; then nothing is left of it.
    """
    temporary = parent / f".tmp-{uuid.uuid4().hex}"
    try:
        temporary.mkdir(parents=True)
        write(temporary)
        return _claim(temporary, parent, name)
    except OSError as error:
        raise ResultError(f"{parent}: the run cannot be written there ({error.strerror or error})") from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def write_file(path: Path, write: Callable[[Path], None]) -> Path:
    """Let `write` fill a file beside `path` and give it that name, over a file that has it; the path.

    Raises `ResultError` where it cannot be written, or is no ordinary file; then what was there is as it was.
    """
    refuse_existing(path, force=True)
    target = behind_links(path)
    temporary = target.with_name(f".tmp-{uuid.uuid4().hex}-{target.name}")
    try:
        write(temporary)
        temporary.replace(target)
    except OSError as error:
        raise ResultError(f"{path}: cannot be written ({error.strerror or error})") from None
    finally:
        with suppress(NotADirectoryError):
            temporary.unlink(missing_ok=True)
    return path


def refuse_existing(path: Path, *, force: bool) -> None:
    """Raises `ResultError` where a file could not be written to a path: one that exists only where that is forced, and
    nothing but an ordinary file then.
    """
    if why := in_the_way(path, force=force):
        raise ResultError(why)


def write_text(path: Path, text: str) -> Path:
    """Write a file of text whole, over one that has its name; the path. Raises `ResultError` as `write_file` does."""

    def write(temporary: Path) -> None:
        temporary.write_text(text, encoding="utf-8")

    return write_file(path, write)


def _claim(temporary: Path, parent: Path, name: str) -> Path:
    """Rename the finished folder to the first free name; a rename onto a folder with files in
    it fails, so nothing is lost.
    """
    for attempt in range(1, 1000):
        path = parent / (name if attempt == 1 else f"{name}-{attempt}")
        if path.exists():
            continue
        try:
            return temporary.rename(path)
        except OSError:
            if not path.exists():
                raise
    raise FileExistsError(f"{name} exists a thousand times")
