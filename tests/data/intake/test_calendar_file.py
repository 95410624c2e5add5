"""Files of calendars (.ics): what they hold, what they are refused for, and that what is written is read again."""

import os
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.base.days import day_of, iso
from data.base.errors import ConfigError, DataError
from data.base.finding import Refused
from data.base.visible import in_one_line
from data.intake.calendar_file import LIMIT, is_calendar, read_calendar
from data.intake.calendar_text import Entry, calendar_text, save_calendar
from data.intake.check import check_file
from data.intake.published import event_dates
from tests.support.sparing import examples

WASHINGTON = """BEGIN:VTIMEZONE
TZID:US-Eastern
BEGIN:STANDARD
DTSTART:20071104T020000
RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
END:DAYLIGHT
END:VTIMEZONE
"""


def event(*lines: str) -> str:
    return "".join(f"{line}\n" for line in ("BEGIN:VEVENT", *lines, "END:VEVENT"))


def calendar(*events: str) -> str:
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{''.join(events)}END:VCALENDAR\n"


@pytest.fixture
def file(tmp_path):
    def write(content, name="events.ics"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def days(path):
    return [(iso(one.day), one.name) for one in read_calendar(path)]


def refused(path):
    with pytest.raises(Refused) as found:
        read_calendar(path)
    return [(one.check, one.value) for one in found.value.findings]


@pytest.mark.parametrize(
    ("begins", "day"),
    [
        ("DTSTART;VALUE=DATE:20260918", "2026-09-18"),
        ("DTSTART:20260918T030000", "2026-09-18"),
        ("DTSTART:20260918T030000Z", "2026-09-17"),
        ("DTSTART:20260918T040000Z", "2026-09-18"),
        ("DTSTART:20261218T043000Z", "2026-12-17"),
        ("DTSTART;TZID=Asia/Tokyo:20260918T120000", "2026-09-17"),
        ("DTSTART;TZID=Asia/Tokyo:20260918T130000", "2026-09-18"),
        ("DTSTART;TZID=US-Eastern:20260904T083000", "2026-09-04"),
        ("DTSTART;TZID=US-Eastern:20261204T235900", "2026-12-04"),
        ("DTSTART;TZID=Tokyo Standard Time:20260918T120000", "2026-09-17"),
    ],
)
def test_a_day_counts_as_it_stands_and_a_time_on_its_day_in_new_york(file, begins, day):
    assert days(file(calendar(WASHINGTON, event(begins)))) == [(day, "")]


def test_lines_may_be_folded_end_as_windows_ends_them_and_stand_in_any_order(file):
    text = calendar(
        event("UID:2", "SUMMARY:Employment Sit", " uation\\, August", "DTSTART;VALUE=DATE:20260904"),
        event("UID:1", "DTSTART;VALUE=DATE:20260805", "SUMMARY:決", " 算"),
        event("UID:3", "DTSTART;VALUE=DATE:20260806", "STATUS:CANCELLED", "SUMMARY:gone"),
    )
    expected = [("2026-08-05", "決算"), ("2026-09-04", "Employment Situation, August")]
    for content in (
        text,
        text.replace("\n", "\r\n"),
        "\ufeff" + text,
        text.lower().replace("employment s", "Employment S"),
    ):
        assert [day for day, _ in days(file(content))] == [day for day, _ in expected]
    assert days(file(text)) == expected
    assert days(file(calendar())) == []
    assert days(file(calendar(event("DTSTART:20260101")) * 2)) == [("2026-01-01", "")] * 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (calendar(event("SUMMARY:a", "DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=DAILY")), [("event-repeats", "'a'")]),
        (
            calendar(event("SUMMARY:a", "DTSTART;VALUE=DATE:20260101", "RDATE;VALUE=DATE:20260103")),
            [("event-repeats", "'a'")],
        ),
        (
            calendar(event("SUMMARY:a"), event("DTSTART:banana")),
            [("event-without-day", "'a'"), ("event-without-day", "")],
        ),
        (calendar(event("DTSTART:20260230")), [("event-without-day", "")]),
        (calendar(event("DTSTART:20260101", "DTSTART:20260102")), [("event-without-day", "")]),
        (calendar(event("DTSTART:00010101T000000Z")), [("event-without-day", "")]),
        (calendar(event("DTSTART;TZID=Nowhere/Land:20260101T100000")), [("zone-unknown", "")]),
        ("date\n2026-01-01\n", [("not-a-calendar", "")]),
        (event("DTSTART:20260101"), [("not-a-calendar", "")]),
        (calendar(event("DTSTART:20260101")).removesuffix("END:VCALENDAR\n"), [("not-a-calendar", "")]),
        (calendar(event("DTSTART:20260101")).replace("END:VEVENT\n", ""), [("not-a-calendar", "")]),
        ("", [("empty-file", "")]),
        ("<!DOCTYPE html><html></html>", [("web-page", "")]),
        ("BEGIN:VCALENDAR\n" + " " * LIMIT, [("too-large", "")]),
        (b"BEGIN:VCALENDAR\n\xe4\xff\nEND:VCALENDAR\n", [("wrong-encoding", "")]),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_passed_over(file, text, found):
    assert refused(file(text)) == found


def test_events_of_a_run_may_come_from_a_calendar(file):
    text = calendar(event("DTSTART:20260918"), event("DTSTART:20260101"), event("DTSTART:20260918", "SUMMARY:again"))
    expected = [day_of(date(2026, 1, 1)), day_of(date(2026, 9, 18))]
    for name in ("own.ics", "OWN.ICS", "downloaded", "basic.txt"):
        assert event_dates([], file(text, name)).days == expected
    with pytest.raises(ConfigError, match="a calendar writes dates in one way only; leave out dmy"):
        event_dates([], f"{file(text)}:dmy")
    assert len(event_dates(["CPI"], file(text)).days) == len(event_dates(["CPI"], None).days) + 2
    told, found = check_file(str(file(text)), None, {}, (None, None))
    assert (told["kind"], told["rows"], found) == ("events", 2, [])
    _, wrong = check_file(str(file(calendar(event("SUMMARY:a")))), "events", {}, (None, None))
    assert [str(one) for one in wrong] == [
        (
            "events.ics: 'a' has no day on which it begins, or none that can be read; give it one, such as "
            "DTSTART;VALUE=DATE:20260918"
        )
    ]


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=200)
ENTRIES = st.lists(
    st.builds(Entry, st.integers(-20_000, 40_000), st.sampled_from("ab"), TEXTS, TEXTS, st.none()), max_size=5
)


@pytest.mark.pages
@given(ENTRIES)
@settings(max_examples=examples(60))
def test_what_is_written_is_read_again(tmp_path_factory, entries):
    path = tmp_path_factory.mktemp("ics") / "own.ics"
    save_calendar(path, "Own; days, all", entries)
    expected = sorted((one.day, " ".join(in_one_line(one.name).split())) for one in entries)
    assert [tuple(one) for one in read_calendar(path)] == expected
    assert calendar_text("Own; days, all", entries) == path.read_bytes()
    assert all(len(line) <= 75 for line in path.read_bytes().split(b"\r\n"))


def test_a_file_is_written_over_only_when_that_is_asked(tmp_path):
    path, entries = tmp_path / "own.ics", [Entry(20_000, "a", "one")]
    save_calendar(path, "Own", entries)
    with pytest.raises(DataError, match=r"own\.ics: exists; choose another name or give --force"):
        save_calendar(path, "Own", [])
    save_calendar(path, "Own", [], force=True)
    assert read_calendar(path) == []
    with pytest.raises(DataError, match="there is no folder"):
        save_calendar(tmp_path / "none" / "own.ics", "Own", entries)


def test_the_same_day_keeps_its_name_among_programs_in_every_language():
    english, japanese = (calendar_text("x", [Entry(20_000, "FOMC", name)]).decode() for name in ("meeting", "会合"))
    uids = [next(line for line in text.splitlines() if line.startswith("UID")) for text in (english, japanese)]
    assert uids == ["UID:2024-10-04-FOMC@mmf-overlay"] * 2


LINES = [
    "DTSTART:20260101", "DTSTART;VALUE=DATE:2026", "DTSTART;TZID=:20260101T000000", "DTSTART;VALUE=PERIOD:x/y",
    "DTSTART;VALUE=TIME:101010", "DTSTART;TZID=UTC;TZID=UTC:20260101T000000Z", "DTSTART", "DTSTART;:", "SUMMARY",
    "SUMMARY:a", 'SUMMARY;X="', " folded", "", ":", ";", "STATUS:", "STATUS:CONFIRMED", "TZID:x", "\x00", "RRULE:FREQ=",
    "TZOFFSETTO:+9999", "DTSTART:99991231T235959Z", "SUMMARY;LANGUAGE=de:ä", "DURATION:P1D", "DTEND:20260101",
]  # fmt: skip
PARTS = ["VCALENDAR", "VEVENT", "VALARM", "VTIMEZONE", "STANDARD", "", "x"]
INSIDE = st.lists(st.sampled_from(LINES), max_size=6).map(lambda lines: calendar(event(*lines)))
ANYWHERE = st.sampled_from([*LINES, *(f"{word}:{part}" for part in PARTS for word in ("BEGIN", "END"))])


@pytest.mark.pages
@given(INSIDE | st.lists(ANYWHERE, max_size=14).map("\n".join))
@settings(max_examples=examples(200))
def test_whatever_lines_a_calendar_has_they_are_events_or_findings(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("ics") / "x.ics"
    path.write_bytes(text.encode())
    try:
        told = [str(one) for one in read_calendar(path)] or ["nothing"]
    except Refused as refusal:
        told = [str(one) for one in refusal.findings]
    assert told


def test_a_table_is_no_calendar(file):
    assert not is_calendar(file("date\n2026-01-01\n", "days.csv"))
    assert not is_calendar(file("", "days.csv").with_name("none.csv"))
    assert is_calendar(file("\ufeff begin:vcalendar\r\n", "days.csv"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path):
    pipe = tmp_path / "days"
    os.mkfifo(pipe)
    waiting = os.open(pipe, os.O_RDWR)
    try:
        assert not is_calendar(pipe), "looked into"
        assert refused(pipe) == [("unreadable", "")]
    finally:
        os.close(waiting)
