"""Series and dates from outside the market table, as they were known at a time: published values, events, written overrides."""

import csv
import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from math import isfinite
from pathlib import Path

from data.cache import files_hash
from data.days import Day, day_of, iso
from data.errors import DataError
from data.facts import facts

UNKNOWN = float("nan")


class Published:
    """Values by the day on which they were published; ascending."""

    def __init__(self, days: Sequence[Day], values: Sequence[float]) -> None:
        self._days = list(days)
        self._values = list(values)

    def at(self, day: Day) -> float:
        """The last value published on or before a day; NaN before the first."""
        place = bisect_right(self._days, day)
        return self._values[place - 1] if place else UNKNOWN

    def age(self, day: Day) -> int | None:
        """Calendar days since the last value was published; None before the first."""
        place = bisect_right(self._days, day)
        return day - self._days[place - 1] if place else None


class EventDates:
    """Days of events that are announced ahead; ascending."""

    def __init__(self, days: Sequence[Day]) -> None:
        self._days = sorted(set(days))

    def following(self, day: Day) -> Day | None:
        """The first event on or after a day."""
        place = bisect_left(self._days, day)
        return self._days[place] if place < len(self._days) else None

    def before(self, day: Day) -> Day | None:
        """The last event before a day."""
        place = bisect_left(self._days, day)
        return self._days[place - 1] if place else None


def published(path: Path | str, column: str, lag_days: int) -> Published:
    """A column of a CSV whose `date` says what a value is of; it was published `lag_days` calendar days after that.

    Empty values and zeros are left out: they stand for what is not known yet. Raises `DataError`.
    """
    rows = [(day + lag_days, value) for day, value in _numbers(Path(path), column) if value]
    return Published([day for day, _ in rows], [value for _, value in rows])


def event_dates(calendars: Sequence[str], path: Path | str | None) -> EventDates:
    """Events of `data/facts/events.csv` by the names of their calendars, and of a CSV with a column `date`. Raises `DataError`."""
    days = [fact.valid_from for name in calendars for fact in facts("events").history(name)]
    return EventDates([*days, *((day for day, _ in _dated(Path(path), ())) if path else ())])


def overrides(path: Path | str) -> dict[Day, tuple[float, str, str]]:
    """(cash ratio, what, why) of each day of a CSV with the columns date, ratio, what, why. Raises `DataError`."""
    path, found = Path(path), {}
    for day, row in _dated(path, ("ratio", "what", "why")):
        ratio = _number(path, day, "ratio", row["ratio"])
        if not 0.0 <= ratio <= 1.0:
            raise DataError(f"{path}: ratio {ratio:g} on {iso(day)} should be between 0 and 1")
        if not row["why"].strip():
            raise DataError(
                f"{path}: the override on {iso(day)} says no why; a deviation without a reason teaches nothing"
            )
        found[day] = (ratio, row["what"], row["why"])
    return found


def file_hash(path: Path | str) -> str:
    """SHA-256 of a file, for the manifest."""
    return files_hash([Path(path)])


def _numbers(path: Path, column: str) -> list[tuple[Day, float]]:
    return [(day, _number(path, day, column, row[column])) for day, row in _dated(path, (column,)) if row[column]]


def _number(path: Path, day: Day, column: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = UNKNOWN
    if not isfinite(value):
        raise DataError(f"{path}: {column} {text!r} on {iso(day)} is not a number")
    return value


def _dated(path: Path, columns: Sequence[str]) -> list[tuple[Day, dict[str, str]]]:
    """Rows by day, ascending. Raises `DataError` for a file that cannot be read, lacks a column, or has a date that is none or twice."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            read = list(reader)
            known = reader.fieldnames or ()
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path}: cannot be read ({error}); give the path of a CSV file") from None
    missing = [name for name in ("date", *columns) if name not in known]
    if missing:
        raise DataError(f"{path}: the column {missing[0]} is missing; it has {', '.join(known) or 'no columns'}")
    for row in read:
        if None in row:
            raise DataError(
                f"{path}: the line of {row['date']} has more than {len(known)} values; quote a text with commas"
            )
    rows = [{name: text or "" for name, text in row.items()} for row in read]
    return _ascending(path, [(_day(path, row["date"]), row) for row in rows])


def _ascending(path: Path, rows: list[tuple[Day, dict[str, str]]]) -> list[tuple[Day, dict[str, str]]]:
    for (before, _), (after, _) in itertools.pairwise(rows):
        if after <= before:
            raise DataError(f"{path}: {iso(after)} comes after {iso(before)}; give each date once, in ascending order")
    return rows


def _day(path: Path, text: str) -> Day:
    try:
        return day_of(date.fromisoformat(text))
    except ValueError:
        raise DataError(f"{path}: {text!r} is not a date; write it as 2008-09-15") from None
