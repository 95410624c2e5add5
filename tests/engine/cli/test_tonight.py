"""`overlay tonight` as it is typed."""

import json
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import pytest
from icalendar import Calendar

from tests.support.commands import outside, overlay, told

REHEARSAL = ("tonight", "--as-of", "2020-03-16", "--period", "2019-06..2020-06")
KEYS = """
schema name pattern account currency date next_session rehearsal status fills_at orders cash_moves arrivals call balance
positions rules halving distances changes dates events
"""
"""Keys of `--json`, as `docs/tonight.md` tells them."""


def at(now):
    """The clock at a moment in UTC."""
    return mock.patch("engine.cli.tonight._now", return_value=datetime.fromisoformat(now).replace(tzinfo=UTC))


@pytest.mark.pages
def test_a_rehearsal_says_so_and_tells_orders_first():
    lines = overlay(*REHEARSAL, "--pattern", "C").splitlines()
    assert lines[0] == "rehearsal of C, evening of Mon 2020-03-16: for the session of Tue 2020-03-17"
    assert lines[1].startswith("buy 1 MESM20 at the close of 2020-03-17: rebalance")
    assert "at the close of 2020-03-17" in lines[1]


def test_a_plan_that_has_nothing_to_do_says_it_in_its_first_sentence():
    assert overlay(*REHEARSAL, "--pattern", "core").splitlines()[1] == "Nothing to do."


@pytest.mark.pages
def test_json_has_its_keys_and_the_same_orders():
    found = told(*REHEARSAL, "--pattern", "C")
    assert list(found) == KEYS.split()
    assert found["orders"] == [
        {
            "contract": "MESM20", "size": 1, "kind": "market", "stop": None, "limit": None, "date": "2020-03-17",
            "at": "close", "until": None, "purpose": "trade", "reason": "rebalance",
        }
    ]  # fmt: skip
    assert found["fills_at"] == {"hour": 16.0, "zone": "America/New_York"}
    assert (found["rehearsal"], found["date"], found["status"]) == (True, "2020-03-16", 10)


@pytest.mark.pages
@pytest.mark.parametrize(("pattern", "status"), [("core", 0), ("A", 10)])
def test_quiet_prints_nothing_and_says_by_its_status_what_there_is_to_do(pattern, status):
    done = outside(*REHEARSAL, "--pattern", pattern, "--quiet")
    assert (done.stdout, done.stderr, done.returncode) == ("", "", status)


def test_a_market_that_is_behind_is_refused_and_one_that_ends_on_the_latest_session_is_not():
    with at("2026-07-11T12:00"):
        assert overlay("tonight", "--pattern", "core", "--period", "2026").startswith("core, evening of Fri 2026-07-10")
    with at("2026-07-14T12:00"):
        done = outside("tonight", "--pattern", "core")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("overlay: the market ends on 2026-07-10, 1 session before the latest, 2026-07-13;")
    assert "overlay data fetch" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--quiet", "--json"), "--quiet prints nothing, --json prints one object"),
        (("--force",), "--force: there is no file to write over; name one with --ics"),
        (("--as-of", "2020-03-15"), "2020-03-15: it is no session of the market"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(arguments, said):
    done = outside("tonight", *(arguments if "--as-of" in arguments else (*REHEARSAL[1:], *arguments)))
    assert done.returncode == 2
    assert done.stdout == "" or "--json" in arguments
    assert said in done.stderr


@pytest.mark.pages
def test_an_account_of_a_file_gets_the_orders_that_it_needs(tmp_path):
    file = tmp_path / "state.toml"
    file.write_text(
        'day = 2020-03-16\ncurrency = "USD"\ncash = 40000.0\nfund = 1000000.0\n'
        '[[positions]]\ncontract = "MESM20"\nsize = 5\n'
    )
    (order,) = told(*REHEARSAL, "--state", file)["orders"]
    assert (order["contract"], order["size"] > 1) == ("MESM20", True)
    done = outside("tonight", "--as-of", "2020-03-17", "--period", "2019-06..2020-06", "--state", file)
    assert (done.returncode, done.stdout) == (2, "")
    assert "day 2020-03-16 is not the evening asked for, 2020-03-17" in done.stderr


@pytest.mark.pages
def test_a_calendar_file_has_orders_at_the_hour_of_their_fill_on_every_clock(tmp_path):
    path = tmp_path / "tonight.ics"
    assert f"saved: {path}" in overlay(*REHEARSAL, "--pattern", "C", "--ics", path)
    entries = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    order = next(one for one in entries if "buy 1 MESM20" in str(one["SUMMARY"]))
    assert order.decoded("DTSTART") == datetime(2020, 3, 17, 20, 0, tzinfo=UTC)  # 16:00 in New York, summer time
    insurance = [one for one in entries if "insurance" in str(one["SUMMARY"])]
    assert [str(one.decoded("DTSTART")) for one in insurance] == ["2020-03-20", "2020-03-19"]
    again = outside(*REHEARSAL, "--pattern", "C", "--ics", path)
    assert again.returncode == 2
    assert "exists" in again.stderr


@pytest.mark.pages
def test_everything_is_told_in_japanese():
    shown = overlay(*REHEARSAL, "--pattern", "C", "--lang", "ja")
    assert shown.splitlines()[0] == "予行演習 C 2020-03-16(月) の引け後: 2020-03-17(火) に向けて"
    assert "2020-03-17 の引けで MESM20 を 1 枚買う: 目標への調整" in shown
    assert "rebalance" not in shown
    assert "insurance" not in shown


@pytest.mark.pages
@pytest.mark.parametrize(("page", "language"), [("tonight.md", "en"), ("tonight.ja.md", "ja")])
def test_the_page_shows_what_is_printed(page, language, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    text = (Path(__file__).parents[3] / "docs" / page).read_text(encoding="utf-8")
    block = next(part for part in text.split("```") if part.startswith("console"))
    command, shown = block.split("$ overlay ")[-1].split("\n", 1)
    printed = overlay(*command.split())
    assert [line.rstrip() for line in printed.splitlines()] == shown.splitlines()
    assert (language == "ja") == ("--lang ja" in command)


@pytest.mark.pages
@pytest.mark.parametrize(
    "pattern",
    ["fx", "fx_trades", "fx_range", "hedge", "cash", "B"],
)
def test_every_pattern_has_its_evening(pattern):
    found = json.loads(overlay(*REHEARSAL, "--pattern", pattern, "--json"))
    assert found["pattern"] == pattern
    assert found["balance"]["equity"] > 0.0


@pytest.mark.pages
def test_orders_of_a_strategy_of_one_s_own_are_told_with_their_prices(tmp_path):
    code = tmp_path / "mine.py"
    code.write_text(
        "import backtrader as bt\n\n\n"
        "class Mine(bt.Strategy):\n"
        "    def next(self):\n"
        "        if not self.broker.get_orders_open():\n"
        "            self.buy(size=2, exectype=bt.Order.StopLimit, price=9000.0, plimit=9100.0)\n"
    )
    asked = ("tonight", "--as-of", "2020-03-16", "--period", "2020-01..2020-06", "--strategy", f"{code}:Mine")
    (order,) = told(*asked)["orders"]
    assert (order["kind"], order["stop"], order["limit"], order["at"]) == ("stop_limit", 9000.0, 9100.0, "")
    assert "buy 2 MES, stop limit 9,000.00, 9,100.00, until cancelled: trade" in overlay(*asked)


@pytest.mark.pages
def test_a_call_that_what_is_redeemed_tonight_cannot_meet_says_so():
    settings = (
        "account.profile=sbi_futures", "cash.buffer=0.04", "overlay.ratio=1.5", "overlay.max_total_exposure=2.6",
        "overlay.acknowledge_high_leverage=true", "halving.enabled=false", "stops.voluntary=false",
        "stops.monthly_loss=off", "period.start=2020-02-03",
    )  # fmt: skip
    shown = overlay("tonight", "--as-of", "2020-03-16", *(part for one in settings for part in ("--set", one)))
    assert "must have arrived by 2020-03-17" in shown
    assert "redeemed tonight arrives on 2020-03-18, too late for the call" in " ".join(shown.split())
    assert shown.count("wherever it closes") == 1
