"""One plan under six accounts: the pages are what runs say, a cell is what its events say."""

import json

import pytest

from data.base.days import iso
from engine.audit.calls import calls_of
from validation.accounts_called import ACCOUNTS, PAGES, PERIODS, Cell, called, hypothetical, page, story


@pytest.mark.pages
@pytest.mark.parametrize("language", PAGES)
def test_the_page_is_what_runs_say(language):
    assert PAGES[language].read_text(encoding="utf-8") == page(language)


@pytest.mark.pages
@pytest.mark.parametrize("period", PERIODS)
def test_as_designed_no_account_is_called_and_with_more_leverage_the_first_is_not(period):
    assert [calls_of(Cell(name, period, ()).run) for name in ACCOUNTS] == [[]] * len(ACCOUNTS)
    assert calls_of(Cell(ACCOUNTS[0], period).run) == []


@pytest.mark.parametrize("name", ["sbi_futures", "matsui_futures"])
def test_a_cell_says_what_the_events_of_its_run_say(name):
    cell = Cell(name, "2024-08")
    events = {one["kind"]: one for one in cell.run.table("events").to_pylist()}
    amount = json.loads(events["margin_call"]["numbers"])["amount"]
    due = {"sbi_futures": "2024-08-06 15:30 Tokyo", "matsui_futures": "2024-08-06 11:30 Tokyo"}[name]
    told = story(cell, "en")
    assert told.startswith(
        f"**{events['margin_call']['date']}** Called for {amount:,.0f} USD, told at 2024-08-05 16:00"
    )
    assert due in told
    assert told.endswith(f"Met by money on {events['call_met']['date']}.")
    assert "deadline_missed" not in events


@pytest.mark.pages
def test_the_rows_are_those_of_the_accounts_with_the_difference_from_the_first():
    first, other = (Cell(name, "2025-04") for name in (ACCOUNTS[0], "matsui_futures"))
    rows = {row.split("`")[1]: row for row in called("2025-04", "en")[2:]}
    assert list(rows) == list(ACCOUNTS)
    assert f"{100 * (other.gained - first.gained):+.1f}" in rows["matsui_futures"]
    missed = next(one for one in other.run.table("events").to_pylist() if one["kind"] == "deadline_missed")
    assert f"Missed on {missed['date']}." in rows["matsui_futures"]


@pytest.mark.pages
def test_what_did_not_exist_is_said_of_each_cell():
    assert hypothetical(Cell("cme_fcm", "2024-08"), "en") == ""
    told = hypothetical(Cell("sbi_futures", "2008-09"), "en")
    assert told == "the contract: listed on 2019-05-06"
    assert "the account: first terms of 2010-12-01" in hypothetical(Cell("ibkr", "2008-09"), "en")


@pytest.mark.pages
def test_calls_are_told_no_earlier_than_they_are_tested_and_due_after_they_are_told():
    for name in ACCOUNTS:
        for call in calls_of(Cell(name, "2020-03").run):
            assert f"{call.told:%Y-%m-%d}" >= iso(call.day)
            assert call.due is None or call.due > call.told
