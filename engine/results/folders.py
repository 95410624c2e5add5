"""Results on disk: written whole or not at all; a folder never over another one."""

from collections.abc import Callable
from pathlib import Path

from data.base import durable
from data.base.errors import ResultError
from data.base.replacing import in_the_way
from data.base.temporaries import sweep_below_once, temporary

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
    try:
        durable.make_folder(parent)
        sweep_below_once(parent)
        with temporary(parent, Path.mkdir) as made:
            write(made)
            durable.sync_tree(made)
            path = _claim(made, parent, name)
        durable.sync_name(path)
    except durable.UnsureError as error:
        raise ResultError(durable.not_written(path, error)) from None
    except OSError as error:
        if isinstance(error, ResultError):
            raise
        raise ResultError(f"{parent}: the run cannot be written there ({error.strerror or error})") from None
    return path


def write_file(path: Path, write: Callable[[Path], None], *, force: bool = True) -> Path:
    """Let `write` fill a file beside `path` and give it that name, over a file that has it only where that is forced;
    the path.

    Raises `ResultError` where it cannot be written, or is no ordinary file; then what was there is as it was.
    """
    refuse_existing(path, force=force)
    try:
        return durable.write_file(path, write, force=force)
    except OSError as error:
        if isinstance(error, ResultError):
            raise
        raise ResultError(durable.not_written(path, error, force=force)) from None


def refuse_existing(path: Path, *, force: bool) -> None:
    """Raises `ResultError` where a file could not be written to a path: one that exists only where that is forced, and
    nothing but an ordinary file then.
    """
    if why := in_the_way(path, force=force):
        raise ResultError(why)


def write_text(path: Path, text: str, *, force: bool = True) -> Path:
    """Write a file of text whole; the path. Raises `ResultError` as `write_file` does."""

    def write(temporary: Path) -> None:
        temporary.write_text(text, encoding="utf-8")

    return write_file(path, write, force=force)


def _claim(made: Path, parent: Path, name: str) -> Path:
    """Rename the finished folder to the first free name; a rename onto a folder with files in
    it fails, so nothing is lost.
    """
    for attempt in range(1, 1000):
        path = parent / (name if attempt == 1 else f"{name}-{attempt}")
        if path.exists():
            continue
        try:
            return made.rename(path)
        except OSError:
            if not path.exists():
                raise
    raise FileExistsError(f"{name} exists a thousand times")
