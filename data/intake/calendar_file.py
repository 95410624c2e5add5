"""Files of calendars (iCalendar, `.ics`): the days and the names of the events that they hold."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from data.base.bounded import read_start
from data.base.days import Day, day_of
from data.base.finding import Finding, Refused
from data.base.saying import Saying, said
from data.intake.dated_tables import DATED
from data.intake.reading.encoding import decoded
from data.intake.reading.head import read_whole

if TYPE_CHECKING:
    from icalendar import Event

LIMIT = 2 * 2**20
"""Bytes that are read: some twenty thousand events, which take two seconds."""
EXCHANGE = ZoneInfo("America/New_York")
"""Where a time counts on the day that it is there."""
_BEGINS = re.compile(rb"begin:vcalendar\s", re.IGNORECASE)
_EVENT = re.compile(r"^(begin|end):vevent\s*$", re.IGNORECASE | re.MULTILINE)


class CalendarEvent(NamedTuple):
    """An event: the day on which it begins, and its name (empty where it has none)."""

    day: Day
    name: str


def is_calendar(path: Path) -> bool:
    """Whether a file is named `.ics` or begins as an iCalendar file does; False where there is none."""
    if path.suffix.lower() == ".ics":
        return True
    try:
        return bool(_BEGINS.match(read_start(path, 64).removeprefix(b"\xef\xbb\xbf").lstrip()))
    except (OSError, ValueError):
        return False


def read_calendar(path: Path) -> list[CalendarEvent]:
    """The events of an iCalendar file, in order of their days. A day is one as it stands; a time counts on the day that
    it is in New York, or, without a zone, on the day that stands there. What was cancelled is left out.

    Raises `Refused` with everything that is wrong: no whole calendar, an event without a day, one that repeats by a
    rule, a time in a zone that is not known.
    """
    _, content = read_whole(path, LIMIT)
    events = _events(decoded(content, path.name)[0], path.name)
    held = [event for event in events if str(event.get("STATUS", "")).upper() != "CANCELLED"]
    wrong = [finding for event in held for finding in _wrong(event, path.name)]
    if wrong:
        raise Refused(wrong)
    return sorted(CalendarEvent(day, _name(event)) for event in held if (day := _day(event)) is not None)


def _events(text: str, file: str) -> "list[Event]":
    """All events of a text. Raises `Refused` where it is no whole calendar."""
    from icalendar import Calendar  # noqa: PLC0415  (a tenth of a second, only for such files)

    begun, ended = (sum(one.lower() == word for one in _EVENT.findall(text)) for word in ("begin", "end"))
    if begun != ended:
        raise Refused([_finding("not-a-calendar", file, said("calendar_file.cut", begun=begun, ended=ended))])
    try:
        calendars = Calendar.from_ical(text, multiple=True)
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError):
        calendars = []
    events = [event for one in calendars if one.name == "VCALENDAR" for event in one.events]
    if not calendars or len(events) != begun:
        raise Refused([_finding("not-a-calendar", file, said("calendar_file.not_whole"))])
    return events


def _wrong(event: "Event", file: str) -> Iterator[Finding]:
    name = _name(event)
    if "RRULE" in event or "RDATE" in event:
        yield _finding("event-repeats", file, said("calendar_file.repeats"), name)
    zone = _unknown_zone(event)
    if zone:
        yield _finding("zone-unknown", file, said("calendar_file.zone", zone=zone), name)
    elif _day(event) is None:
        yield _finding("event-without-day", file, said("calendar_file.no_day"), name)


def _day(event: "Event") -> Day | None:
    """The day on which an event begins, None where it has none, or one that cannot be read."""
    begins = _begins(event)
    try:
        placed = begins.astimezone(EXCHANGE) if isinstance(begins, datetime) and begins.tzinfo else begins
    except (OverflowError, ValueError):
        return None
    return None if placed is None else day_of(placed.date() if isinstance(placed, datetime) else placed)


def _begins(event: "Event") -> date | None:
    """The one DTSTART that is a day or a time."""
    from icalendar import vDDDTypes  # noqa: PLC0415  (as above)

    given = event.get("DTSTART")
    value = given.dt if isinstance(given, vDDDTypes) else None
    return value if isinstance(value, date) else None


def _unknown_zone(event: "Event") -> str:
    """The zone of a time that is not known, else empty."""
    begins = _begins(event)
    unplaced = isinstance(begins, datetime) and begins.tzinfo is None
    return str(event["DTSTART"].params.get("TZID", "")) if unplaced else ""


def _name(event: "Event") -> str:
    given = event.get("SUMMARY", "")
    return " ".join(str(given[0] if isinstance(given, list) else given).split())


def _finding(check: str, file: str, problem: Saying, name: str = "") -> Finding:
    shown = repr(name if len(name) <= 40 else name[:40] + "…") if name else ""
    return Finding(check, DATED[check].severity, file, None, "", shown, problem, said(f"why.{check}"))
