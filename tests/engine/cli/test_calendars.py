"""`overlay calendar` as rows and as files for a calendar program."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from data.base.days import iso
from data.intake.calendar_file import read_calendar
from data.market.event_calendars import events_between, known_calendars
from engine.cli import cli
from engine.words import LANGUAGES, catalogue, words

PAGE = Path(__file__).parents[3] / "docs" / "events.md"


def calendar(*arguments):
    return CliRunner().invoke(cli, ["calendar", *arguments], catch_exceptions=False)


def test_the_page_of_events_tells_every_calendar_and_how_far_it_reaches():
    told = re.findall(r"^\| ([A-Z]+) \| (\S+) \| (\S+) \| (\d+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert told == [(one.name, iso(one.first), iso(one.last), str(one.events)) for one in known_calendars()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_calendar_has_words_in_every_language(language):
    assert set(catalogue(language)) >= {f"event.{one.name}" for one in known_calendars()}


def test_events_of_a_year_are_listed_with_how_far_each_calendar_reaches():
    told = json.loads(calendar("events", "--calendar", "BOJ", "--calendar", "CPI", "--year", "2026", "--json").stdout)
    assert [one["name"] for one in told["calendars"]] == ["BOJ", "CPI"]
    assert [row["date"] for row in told["events"][:3]] == ["2026-01-13", "2026-01-23", "2026-02-13"]
    assert len(told["events"]) == 8 + 12
    assert all(row["source"].startswith(("Bank of Japan", "Bureau of Labor Statistics")) for row in told["events"])
    shown = calendar("events", "--year", "2026", "--calendar", "BOJ", "--lang", "ja").stdout
    assert "2026-12-18   BOJ   日銀金融政策決定会合" in shown


@pytest.mark.parametrize(
    ("arguments", "days", "name"),
    [
        (("rolls", "--contract", "ES", "--year", "2014"), 4, "ESZ14 is rolled into ESH15"),
        (("options", "--year", "2014"), 12, "Options expire on 2014-12-19; those of 2015-01-16 are bought"),
        (("events", "--year", "2014", "--calendar", "FOMC"), 8, "FOMC meeting"),
        (("events", "--year", "2014", "--calendar", "FOMC", "--lang", "ja"), 8, "FOMC(米連邦公開市場委員会)"),
    ],
)
def test_what_is_listed_is_what_a_file_for_a_calendar_program_holds(tmp_path, arguments, days, name):
    path = tmp_path / "own.ics"
    assert f"{path}" in calendar(*arguments, "--ics", str(path)).stdout
    listed = [row["date"] for row in json.loads(calendar(*arguments, "--json").stdout)[arguments[0]]]
    held = read_calendar(path)
    assert [iso(one.day) for one in held] == listed
    assert (len(held), held[-1].name) == (days, name)


def test_a_file_is_written_over_only_with_force_and_says_what_it_holds(tmp_path):
    path = tmp_path / "own.ics"
    told = json.loads(calendar("events", "--year", "2020", "--ics", str(path), "--json").stdout)
    assert told == {
        "schema": "overlay.calendar-file/1",
        "file": str(path),
        "days": len(events_between([one.name for one in known_calendars()], 18262, 18627)),
    }
    before = path.read_bytes()
    with pytest.raises(Exception, match=r"own\.ics: exists; choose another name or give --force"):
        calendar("options", "--year", "2020", "--ics", str(path))
    assert path.read_bytes() == before
    calendar("options", "--year", "2020", "--ics", str(path), "--force")
    assert len(read_calendar(path)) == 12


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("events", "--calendar", "NFP"), "--calendar 'NFP': should be one of FOMC, BOJ, JOBS, EARNINGS, CPI"),
        (("rolls", "--force"), "--force: there is no file to write over; name one with --ics"),
        (("events", "--year", "1985", "--ics", "own.ics"), "own.ics: there is no day to write; choose another year or"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(arguments, message):
    with pytest.raises(Exception, match=re.escape(message)):
        calendar(*arguments)


@pytest.mark.parametrize("command", ["rolls", "options", "events", "periods"])
def test_a_calendar_is_told_in_japanese_with_no_english_word_of_ours(command):
    year = [] if command == "periods" else ["--year", "2026"]
    shown = CliRunner().invoke(cli, ["calendar", command, *year, "--lang", "ja"], catch_exceptions=False).output
    left = set(re.findall(r"[a-z]+", shown))
    assert left == set(), "only contracts and calendars have letters, and these are capitals"
    if command == "events":
        assert words("ja")("confidence.M") in shown
        assert not re.search(r"\b[HML]\b", shown)
