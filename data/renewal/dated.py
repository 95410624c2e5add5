"""Markets by the day they end on: a folder of files of which none is ever written over, and its newest."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

import numpy as np

from data.base.arrow import to_array
from data.base.cache import directory
from data.base.days import Day, day_of, iso
from data.base.errors import DataError
from data.base.locks import alone
from data.fetch.store import LOCK, writing
from data.market.stored_market import StoredMarket, stored_market

LATEST = "latest"
"""Name by which the newest dated market is asked for."""
_NAME = re.compile(r"market-(\d{4}-\d\d-\d\d)(?:-([1-9]\d{0,3}))?\.parquet")


def default_folder() -> Path:
    """Where dated markets are kept unless another folder is named: beside the fetched files."""
    return directory() / "markets"


def latest(folder: Path | None = None) -> Path:
    """The newest market of a folder (None: the usual one). Raises `DataError` where there is none, or where the file of
    that name is none that ends on the day in it.
    """
    place = folder or default_folder()
    found = _markets(place)
    if not found:
        raise DataError(f"there is no market in {place}; `overlay data update` makes one")
    day, number = max(found)
    return _as_named(found[day, number], day)


def require_folder(folder: Path) -> Path:
    """The folder, made where it is not there. Raises `DataError` where it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"{folder}: cannot be made ({error.strerror}); name another folder with --to") from None
    return folder


@contextmanager
def naming(folder: Path) -> Iterator[None]:
    """Be the only process that names markets in a folder, which is made where it is not there. Raises `DataError` or
    `ResultError` where that cannot be.
    """
    lock = require_folder(folder) / LOCK
    with writing(folder), alone(lock, wait=True):
        try:
            yield
        finally:
            # where a file that is open cannot be removed it stays, and locks the next time
            with suppress(OSError):
                lock.unlink()


def name_for(folder: Path, last: Day, seal: str) -> tuple[Path, bool]:
    """The path of a market that ends on a day and has this SHA-256, and whether it is there already as the newest of
    its day; each other market of that day keeps its name, and this one gets the next number. Raises `DataError` where
    a file with the name of a later day is none that ends on it.
    """
    found = _markets(folder)
    newest = max(found, default=(last, 0))
    if newest[0] > last:
        _as_named(found[newest], newest[0])
    number = max((number for day, number in found if day == last), default=0)
    if number and _seal(found[last, number]) == seal:
        return found[last, number], True
    return folder / f"market-{iso(last)}{f'-{number + 1}' if number else ''}.parquet", False


def _markets(folder: Path) -> dict[tuple[Day, int], Path]:
    """Files that have the name of a market, by the day in it and the number of that day."""
    try:
        paths = [path for path in folder.iterdir() if path.is_file()]
    except OSError:
        return {}
    found = ((path, _NAME.fullmatch(path.name)) for path in paths)
    named = ((path, _day(match[1]), int(match[2] or 1)) for path, match in found if match)
    return {(day, number): path for path, day, number in named if day is not None}


def _day(text: str) -> Day | None:
    try:
        return day_of(date.fromisoformat(text))
    except ValueError:
        return None


def _seal(path: Path) -> str:
    """The SHA-256 that a market was written with; empty for a file that is none."""
    stored = _stored(path)
    return stored.seal if stored else ""


def _stored(path: Path) -> StoredMarket | None:
    try:
        return stored_market(path)
    except DataError:
        return None


def _as_named(path: Path, day: Day) -> Path:
    """The path of what is to be the newest market. Raises `DataError` unless it is one that ends on the day."""
    stored = _stored(path)
    if stored is None:
        raise DataError(f"{path}: has the name of the newest market and cannot be read as one; move it away")
    ends = iso(int(to_array(stored.table["date"])[-1].astype(np.int64)))
    if ends != iso(day):
        raise DataError(f"{path}: has the name of the newest market and ends on {ends}; move it away")
    return path
