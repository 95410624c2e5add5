"""Files of series and dates from outside the market table: published values, events, written overrides."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from data.base.cache import files_hash
from data.base.days import Day
from data.base.difference import difference
from data.base.errors import ConfigError
from data.base.finding import errors
from data.base.published import EventDates, Published
from data.base.saying import said
from data.market.event_calendars import events_of

if TYPE_CHECKING:
    from data.base.finding import Finding
    from data.intake.reading.fields import Fields


def published(path: Path | str, column: str, lag_days: int) -> Published:
    """A column of a file whose dates say what a value is of; it was published `lag_days` calendar days after that.

    Empty cells, and zeros before the first or after the last value, stand for what is not known. Raises
    `Refused` with all that is wrong.
    """
    from data.intake.valuations import read_valuations  # noqa: PLC0415  (only for runs with such a file)

    read = read_valuations(path, column)
    return Published((read.days + lag_days).tolist(), read.values.tolist(), read.findings)


def measured(path: Path | str, column: str, lag_days: int, *, minus: str = "") -> Published:
    """A column of numbers of any kind and sign, less another column where one is named, each known `lag_days` calendar
    days after its date; empty cells are not known, and 1.5% is 1.5. Raises `Refused` with all that is wrong, a value
    of a day more than a month ahead too, and for a column without a number.
    """
    from data.intake.build import this_day  # noqa: PLC0415  (only for runs with such a file)
    from data.intake.dated_tables import dated, read_dated, refuse  # noqa: PLC0415  (as above)
    from data.intake.reading.fields import WantedColumn  # noqa: PLC0415  (as above)
    from data.intake.valuations import ahead  # noqa: PLC0415  (as above)

    wanted = [WantedColumn(name, "number") for name in (column, minus) if name]
    fields = read_dated(path, wanted, percent=True)
    values = fields.numbers.get(column, np.empty(0))
    if minus and minus in fields.numbers:
        values = np.array(list(map(difference, values.tolist(), fields.numbers[minus].tolist())))
    known = np.isfinite(values)
    found = list(ahead(fields, this_day()))
    if not (known.any() or errors(fields.findings)):
        found.append(dated("no-number", fields, None, said("dated.no_number"), column=column))
    warnings = refuse(fields, found)
    return Published((fields.dates["date"][known] + lag_days).tolist(), values[known].tolist(), warnings)


def event_dates(calendars: Sequence[str], path: Path | str | None) -> EventDates:
    """Events of `data/facts/events.csv` by the names of their calendars, and of a file: a table with a column of dates,
    or a calendar (`.ics`). Raises `Refused`, `ConfigError` for a word after the file's name that is none.
    """
    days = [fact.valid_from for name in calendars for fact in events_of(name)]
    return EventDates(days + _days_of(path) if path else days)


def _days_of(path: Path | str) -> list[Day]:
    from data.intake.calendar_file import is_calendar, read_calendar  # noqa: PLC0415  (as above)
    from data.intake.dated_tables import path_and_words, read_dated, refuse  # noqa: PLC0415  (as above)

    file, words = path_and_words(path)
    if is_calendar(file):
        if words:
            raise ConfigError(f"{path}: a calendar writes dates in one way only; leave out {', '.join(words.values())}")
        return [event.day for event in read_calendar(file)]
    fields = read_dated(path, may_be_empty=True)
    refuse(fields)
    days: list[Day] = fields.dates["date"].tolist()
    return days


def overrides(path: Path | str) -> dict[Day, tuple[float, str, str]]:
    """(cash ratio, what, why) of each day of a file with the columns date, ratio, what, why. Raises `Refused`."""
    from data.intake.dated_tables import read_dated, refuse  # noqa: PLC0415  (as above)
    from data.intake.reading.fields import WantedColumn  # noqa: PLC0415

    wanted = [WantedColumn("ratio", "number"), WantedColumn("what", "word"), WantedColumn("why", "word")]
    fields = read_dated(path, wanted, may_be_empty=True)
    refuse(fields, list(_of_overrides(fields)))
    told = zip(
        fields.numbers["ratio"].tolist(), fields.words["what"].tolist(), fields.words["why"].tolist(), strict=True
    )
    return dict(zip(fields.dates["date"].tolist(), told, strict=True))


def _of_overrides(fields: "Fields") -> "Iterator[Finding]":
    from data.intake.dated_tables import dated  # noqa: PLC0415  (as above)

    ratios, whys = fields.numbers.get("ratio", np.empty(0)), fields.words["why"]
    unread = {one.line for one in fields.findings}
    for row in (row for row in range(len(ratios)) if fields.lines[row] not in unread):
        if np.isnan(ratios[row]):
            yield dated("no-ratio", fields, row, said("cell.missing"), column="ratio")
        elif not 0.0 <= ratios[row] <= 1.0:
            yield dated(
                "ratio-not-a-share", fields, row, said("dated.not_a_share"), column="ratio", value=f"{ratios[row]:g}"
            )
        if not whys[row].strip():
            yield dated("no-why", fields, row, said("cell.no_text"), column="why")


def file_hash(path: Path | str) -> str:
    """SHA-256 of a file, whatever words stand after its name, for the manifest."""
    from data.intake.dated_tables import path_and_words  # noqa: PLC0415  (as above)

    return files_hash([path_and_words(path)[0]])
