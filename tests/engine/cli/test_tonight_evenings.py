"""`overlay tonight` in evenings of the past: the orders that one backtest sends, at the right hour on every clock."""

import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from data.base.days import date_of
from tests.support.commands import outside, overlay, told
from tests.support.plan_options import options
from tests.support.strict_calendar import entries
from validation.evenings_asked import ASKED, FIRST, LAST, orders_by_day, whole_run
from validation.stepped_plans import market_of, sessions

NEW_YORK, TOKYO = ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")
OWN = "own, with stops"
AT_EMBEDDED = [plan for plan in ASKED if plan not in {OWN, "A, Nikkei futures in Osaka"}]


@pytest.mark.parametrize(
    "plan", [plan if plan == "C" else pytest.param(plan, marks=pytest.mark.pages) for plan in AT_EMBEDDED]
)
def test_the_command_tells_the_orders_of_the_backtest_and_when_they_fill(plan, request):
    market = market_of(plan)
    days = sessions(market, FIRST, LAST)
    out = orders_by_day(whole_run(plan), days)
    asked = [day for place, day in enumerate(days) if "pages" in request.keywords or place % 13 == 4 or place == 16]
    for day in asked:
        found = told("tonight", *options(plan), "--as-of", date_of(day))
        orders = sorted((one["contract"], one["size"], one["purpose"]) for one in found["orders"])
        assert orders == out[day], date_of(day)
        assert found["date"] == date_of(day).isoformat()
        following = date_of(market.days[market.row_of(day) + 1]).isoformat()
        assert {one["date"] for one in found["orders"]} <= {following}
        assert found["next_session"] == following
        assert {(one["kind"], one["at"]) for one in found["orders"]} <= {("market", "close")}


@pytest.mark.pages
@pytest.mark.parametrize(
    ("evening", "summer"),
    [
        ("2020-03-05", False),
        ("2020-03-06", True),
        ("2020-10-29", True),
        ("2020-10-30", False),
    ],
)
def test_orders_fill_at_four_on_clocks_in_new_york_whatever_the_season(tmp_path, evening, summer):
    start = ("--set", f"period.start={evening}")
    file = tmp_path / "tonight.ics"
    overlay("tonight", *start, "--as-of", evening, "--ics", file)
    moments = [start for _, start, _ in entries(file.read_bytes()) if isinstance(start, datetime)]

    following = told("tonight", *start, "--as-of", evening)
    assert len(moments) >= len(following["orders"]) > 0
    assert all(one.astimezone(NEW_YORK).strftime("%F %H:%M") == f"{following['next_session']} 16:00" for one in moments)
    assert {one.hour for one in moments} == {20 if summer else 21}
    assert {one.astimezone(TOKYO).hour for one in moments} == {5 if summer else 6}


@pytest.mark.pages
def test_a_calendar_in_japanese_has_the_same_entries(tmp_path):
    read = {}
    for language in ("en", "ja"):
        file = tmp_path / f"{language}.ics"
        overlay("tonight", *options("C"), "--as-of", "2020-03-11", "--ics", file, "--lang", language)
        read[language] = entries(file.read_bytes())
    assert [one[:2] for one in read["en"]] == [one[:2] for one in read["ja"]]
    assert not {summary for _, _, summary in read["en"]} & {summary for _, _, summary in read["ja"]}


@pytest.mark.pages
def test_what_is_ahead_has_the_same_uid_in_the_calendar_of_every_evening(tmp_path):
    """So that a calendar that is imported again the evening after replaces what it brought."""
    seen = {}
    for evening in ("2020-03-10", "2020-03-11", "2020-03-12"):
        file = tmp_path / f"{evening}.ics"
        overlay("tonight", *options("C"), "--as-of", evening, "--ics", file)
        for uid, start, summary in entries(file.read_bytes()):
            what = summary.partition(", about")[0].partition(": 4 XSP")[0]
            if not isinstance(start, datetime) and start > date(2020, 3, 16):
                seen.setdefault((start, what), set()).add(uid)
    assert {what for _, what in seen} == {"+3 XSP200320P320 expire", "insurance", "redeem tonight for: insurance"}
    assert {len(uids) for uids in seen.values()} == {1}, seen


@pytest.mark.pages
def test_the_exit_code_is_what_there_is_to_do():
    for evening, status in (("2020-03-11", 10), ("2020-03-18", 0)):
        done = outside("tonight", *options("A"), "--as-of", evening, "--quiet")
        assert (done.returncode, done.stdout, done.stderr) == (status, "", "")
        found = told("tonight", *options("A"), "--as-of", evening)
        assert found["status"] == status, json.dumps(found["orders"])
