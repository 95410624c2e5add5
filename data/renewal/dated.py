"""Markets by the day they end on: a folder of files of which none is ever written over, and its newest."""

import re
from datetime import date
from pathlib import Path

from data.base.cache import directory
from data.base.days import Day, day_of, iso
from data.base.errors import DataError
from data.market.stored_market import stored_market

LATEST = "latest"
"""Name by which the newest dated market is asked for."""
_NAME = re.compile(r"market-(\d{4}-\d\d-\d\d)(?:-([1-9]\d{0,3}))?\.parquet")


def default_folder() -> Path:
    """Where dated markets are kept unless another folder is named: beside the fetched files."""
    return directory() / "markets"


def latest(folder: Path | None = None) -> Path:
    """The newest market of a folder (None: the usual one). Raises `DataError` where there is none."""
    place = folder or default_folder()
    found = _markets(place)
    if not found:
        raise DataError(f"there is no market in {place}; `overlay data update` makes one")
    return found[max(found)]


def require_folder(folder: Path) -> Path:
    """The folder, made where it is not there. Raises `DataError` where it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"{folder}: cannot be made ({error.strerror}); name another folder with --to") from None
    return folder


def name_for(folder: Path, last: Day, seal: str) -> tuple[Path, bool]:
    """The path of a market that ends on a day and has this SHA-256, and whether it is there already; another market of
    that day keeps its name, and this one gets a number.
    """
    of_day = {number: path for (day, number), path in _markets(folder).items() if day == last}
    for path in of_day.values():
        if _seal(path) == seal:
            return path, True
    number = max(of_day, default=0) + 1
    return folder / f"market-{iso(last)}{f'-{number}' if number > 1 else ''}.parquet", False


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
    try:
        return stored_market(path).seal
    except DataError:
        return ""
