"""Files of series and dates from outside the market table: published values, events, written overrides."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from data.base.cache import files_hash
from data.base.days import Day
from data.base.published import EventDates, Published
from data.base.saying import said
from data.facts import facts

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


def event_dates(calendars: Sequence[str], path: Path | str | None) -> EventDates:
    """Events of `data/facts/events.csv` by the names of their calendars, and of a file with a
    column of dates. Raises `Refused`.
    """
    from data.intake.dated_tables import read_dated, refuse  # noqa: PLC0415  (as above)

    days = [fact.valid_from for name in calendars for fact in facts("events").history(name)]
    if path:
        fields = read_dated(path, may_be_empty=True)
        refuse(fields)
        days += fields.dates["date"].tolist()
    return EventDates(days)


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
