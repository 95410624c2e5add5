"""A calendar file read as strictly as its standard (RFC 5545) is written."""

import re
from datetime import UTC, date, datetime

from icalendar import Calendar

LONGEST = 75
"""Octets of a line, its end apart."""
_NAME = re.compile(r"([A-Z][A-Z-]*)((?:;[A-Z-]+=[^:;,\"]+)*):(.*)", re.DOTALL)
_LOOSE = re.compile(r"(?<!\\)[,;]|\\(?![\\,;nN])")
_STAMP = re.compile(r"\d{8}T\d{6}Z")
_TEXTS = {"SUMMARY", "DESCRIPTION", "X-WR-CALNAME"}


def entries(content):
    """(UID, start: a day or a moment in UTC, summary) of each event of a calendar's bytes, after every line has been
    held against the standard.
    """
    lines = _lines(content)
    assert lines[:1] == ["BEGIN:VCALENDAR"]
    assert lines[-1] == "END:VCALENDAR"
    assert sum(line == "VERSION:2.0" for line in lines) == sum(line.startswith("PRODID:") for line in lines) == 1
    found = [_event(event) for event in _events(lines)]
    assert len({uid for uid, _, _ in found}) == len(found), "two events of one UID"
    _parsed(content, found)
    return found


def _lines(content):
    assert content.endswith(b"\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content), "a line that does not end with CRLF"
    physical = content[:-2].split(b"\r\n")
    for line in physical:
        assert 0 < len(line) <= LONGEST, line
        line.decode("utf-8")  # no sign is torn in two
    text = content[:-2].decode("utf-8").replace("\r\n ", "").replace("\r\n\t", "")
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text)
    return text.split("\r\n")


def _events(lines):
    event = None
    for line in lines:
        if line == "BEGIN:VEVENT":
            assert event is None
            event = []
        elif line == "END:VEVENT":
            yield event
            event = None
        elif event is not None:
            event.append(line)
    assert event is None


def _event(lines):
    told = {}
    for line in lines:
        match = _NAME.fullmatch(line)
        assert match, line
        name, parameters, value = match.groups()
        assert name not in told, f"{name} twice"
        assert name not in _TEXTS or not _LOOSE.search(value), line
        told[name] = (parameters, value)
    assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= told.keys()
    assert _STAMP.fullmatch(told["DTSTAMP"][1])
    parameters, value = told["DTSTART"]
    if parameters == ";VALUE=DATE":
        start = date.fromisoformat(value)
        assert told["DTEND"][0] == parameters
        assert date.fromisoformat(told["DTEND"][1]) > start
    else:
        assert not parameters, "a moment in another zone than UTC needs a table of it"
        assert _STAMP.fullmatch(value)
        start = datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return told["UID"][1], start, re.sub(r"\\([,;\\])", r"\1", told["SUMMARY"][1])


def _parsed(content, found):
    """A parser of other people's reads the same."""
    calendar = Calendar.from_ical(content)
    events = calendar.walk("VEVENT")
    assert not calendar.errors
    assert not any(event.errors for event in events)
    read = [(str(event["UID"]), event.decoded("DTSTART"), str(event["SUMMARY"])) for event in events]
    assert read == found
