"""Profiles through time, and by what the core is."""

from datetime import date

import pytest

from data.base.days import day_of
from data.facts import Fact, FactTable, facts
from data.fund.funds import HOLDINGS
from engine.account.profiles import BOUNDS, TABLE, AccountProfile
from engine.assembly.profile_path import account_path, account_profile
from engine.settings.run_config import parse_config
from tests.support.own_profile import profile_csv

FIRST, SECOND = day_of(date(2010, 1, 4)), day_of(date(2017, 9, 5))


def table_of(**changes):
    """The profile of Japanese futures under another name, with further rows: (field, day, value)."""
    rows = [
        Fact(fact.name.replace("jp_retail_futures", "mine"), 0, fact.value, fact.unit, "own", "test")
        for fact in facts(TABLE).under("jp_retail_futures")
        if fact.name.partition(".")[2] in BOUNDS
    ]
    more = [
        Fact(f"mine.{field}", day, value, "u in Asia/Tokyo", "own", "test") for field, day, value in changes["rows"]
    ]
    return FactTable("test", rows + more)


def test_terms_change_on_their_day_and_only_where_they_differ():
    table = table_of(rows=[("grace", SECOND, 2.0), ("closing_delay", SECOND + 5, 1.0)])
    path = AccountProfile.path("mine", FIRST, SECOND + 10, table)
    assert [(day, one.grace) for day, one in path] == [(FIRST, 1), (SECOND, 2)]
    assert AccountProfile.path("mine", SECOND, SECOND, table) == path[1:]


@pytest.mark.parametrize("holding", HOLDINGS)
def test_haircut_and_lag_are_those_of_what_the_core_is(holding):
    rows = [("etf_haircut", 0, 0.03), ("etf_lag", 0, 3.0), ("etf_lag", SECOND, 2.0), ("bills_lag", 0, 1.0)]
    table = table_of(rows=rows)
    first, later = (AccountProfile.named("mine", day, table, holding=holding) for day in (FIRST, SECOND))
    haircuts = {"etf": 0.03}
    assert first.fund_haircut == haircuts.get(holding, 1.0)
    assert (first.redemption_lag, later.redemption_lag) == {"etf": (3, 2), "bills": (1, 1)}.get(holding, (2, 2))


def test_hours_are_told_in_the_zone_of_their_unit():
    table = table_of(rows=[("deadline_hour", 0, 11.5)])
    found = AccountProfile.named("mine", FIRST, table)
    assert (found.deadline_hour, found.zone, found.call_hour) == (11.5, "Asia/Tokyo", None)


def test_what_the_settings_say_holds_through_the_whole_run():
    config = parse_config({"account": {"grace": 3}, "fund": {"kind": "BIL"}}, "test")
    assert {one.grace for _, one in account_path(config, FIRST, SECOND)} == {3}
    assert account_profile(config, FIRST).grace == 3


def test_a_deadline_comes_to_lie_behind_the_fills_where_trading_hours_change(tmp_path):
    text = profile_csv("jp_retail_futures", deadline_hour="15.5")
    (tmp_path / "own.csv").write_text(text)
    config = parse_config({"account": {"profile_file": str(tmp_path / "own.csv")}}, "test")
    first, last, longer = (day_of(date(*told)) for told in ((2024, 10, 1), (2024, 12, 2), (2024, 11, 5)))
    assert [(day, one.late) for day, one in account_path(config, first, last, "NK225M")] == [
        (first, True), (longer, False),
    ]  # fmt: skip
    assert [one.late for _, one in account_path(config, first, last, "ES")] == [False]
