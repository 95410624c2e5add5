"""Names of others in a calendar file."""

import pytest
from icalendar import Calendar

from data.intake.calendar_text import Entry, calendar_text

EVIL = [
    "a\r\nEND:VEVENT\r\nBEGIN:VALARM",
    "a\nX:1",
    "a\rX:1",
    "a\x1b[31m",
    "a\u2028X:1",
    "a\x0bX:1",
    "a\x85X:1",
    "\\n;,:=1",
]


@pytest.mark.parametrize("name", EVIL, ids=ascii)
def test_a_name_adds_no_line_to_a_calendar(name):
    text = calendar_text(name, [Entry(20000, name, name, name)]).decode()
    lines = text.replace("\r\n ", "").splitlines()
    assert [line.partition(":")[0].partition(";")[0] for line in lines if line] == [
        "BEGIN", "VERSION", "PRODID", "X-WR-CALNAME", "BEGIN", "SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "UID",
        "DESCRIPTION", "TRANSP", "END", "END",
    ]  # fmt: skip
    assert not {"\x1b", "\x0b", "\x85", "\u2028"} & set(text)
    assert len(Calendar.from_ical(text).events) == 1
