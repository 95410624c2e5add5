"""Days with names, written to a calendar file (iCalendar, `.ics`) that any calendar program reads."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from data.base.days import Day, date_of, iso
from data.base.durable import not_written, write_bytes
from data.base.errors import DataError
from data.base.visible import in_one_line, visible
from data.intake.market_file import refuse_existing


class Entry(NamedTuple):
    """A whole day of a calendar, or a moment of it (`at`, in any time zone): `key` tells it from others of the day, in
    any language; `about` may be empty.
    """

    day: Day
    key: str
    name: str
    about: str = ""
    at: datetime | None = None


def calendar_text(title: str, entries: Sequence[Entry]) -> bytes:
    """The text of a calendar: the same entries give the same bytes, and the same day and key the same UID, so that a
    file that is imported again replaces what it brought.
    """
    from icalendar import Calendar, Event  # noqa: PLC0415  (a tenth of a second, only for such files)

    calendar = Calendar()
    for name, value in (
        ("PRODID", "-//mmf-overlay//calendar//EN"),
        ("VERSION", "2.0"),
        ("X-WR-CALNAME", in_one_line(title)),
    ):
        calendar.add(name, value)
    for entry in entries:
        day, event = date_of(entry.day), Event()
        event.add("UID", f"{iso(entry.day)}-{in_one_line(entry.key)}@mmf-overlay")
        event.add("DTSTAMP", datetime.combine(day, time(tzinfo=UTC)))
        if entry.at is None:
            event.add("DTSTART", day)
            event.add("DTEND", day + timedelta(1))
        else:
            # in UTC it needs no table of a time zone, and stands right on every clock
            event.add("DTSTART", entry.at.astimezone(UTC))
        event.add("SUMMARY", in_one_line(entry.name))
        if entry.about:
            event.add("DESCRIPTION", visible(entry.about))
        event.add("TRANSP", "TRANSPARENT")
        calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text


def save_calendar(path: Path, title: str, entries: Sequence[Entry], *, force: bool = False) -> Path:
    """Write a calendar; its path. Raises `DataError` where the file exists (unless forced), or cannot be written."""
    refuse_existing(path, force=force)
    try:
        write_bytes(path, calendar_text(title, entries), force=force)
    except OSError as error:
        raise DataError(not_written(path, error, force=force)) from None
    return path
