"""`overlay account`: the terms of an account in words, as they stood on a day."""

import json

import pytest
from click.testing import CliRunner

from data.base.errors import ConfigError
from data.contracts.fx_accounts import fx_account_names
from data.facts import facts
from engine.account.profiles import TABLE, names_in
from engine.cli import cli
from tests.support.own_profile import COLUMNS, csv_of, profile_csv

TOKYO = "hour of the day in Asia/Tokyo"
FREED = "1 where the margin that closing part of the positions frees answers a call"


def account(*arguments):
    result = CliRunner(env={"COLUMNS": "400"}).invoke(cli, ["account", *map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def file(tmp_path):
    """A broker in Tokyo whose deadline was 12:00 and is 11:30 from 2024-03-01, a closing part of which answers."""
    path = tmp_path / "mine.csv"
    model = profile_csv("us_fcm_tbill", fund_haircut="1", redemption_lag="2", closing_delay="1", recovery_counts="0")
    more = [
        ("mine.call_hour", "1982-04-21", "16", TOKYO, "H", "its terms"),
        ("mine.deadline_hour", "1982-04-21", "12", TOKYO, "H", "its terms"),
        ("mine.deadline_hour", "2024-03-01", "11.5", TOKYO, "M", "its later terms"),
        ("mine.closing_hour", "1982-04-21", "27", TOKYO, "H", "its terms"),
        ("mine.reduction_counts", "1982-04-21", "1", FREED, "H", "its terms"),
        ("mine.etf_lag", "1982-04-21", "1", "sessions", "H", "its terms"),
    ]
    path.write_text(model + csv_of(more).removeprefix(",".join(COLUMNS) + "\n"))
    return path


def terms(file, *arguments):
    told = json.loads(account("mine", "--file", file, "--json", *arguments))
    return {one["code"]: one for one in told["accounts"][0]["terms"]}


def clock(term):
    return {one["values"]["zone"]: one["values"]["at"] for one in term["values"]["clock"]}


def test_a_deadline_is_told_on_three_clocks_in_summer_and_in_winter(file):
    """New York is 13 hours behind Tokyo in summer and 14 in winter."""
    summer, winter = (clock(terms(file, "--on", day)["due"]) for day in ("2024-08-05", "2025-02-03"))
    assert summer == {"Asia/Tokyo": "2024-08-06 11:30", "America/New_York": "2024-08-05 22:30"}
    assert winter == {"Asia/Tokyo": "2025-02-04 11:30", "America/New_York": "2025-02-03 21:30"}


def test_a_call_of_a_friday_is_due_on_monday_and_an_hour_after_midnight_is_of_the_next_day(file):
    told = terms(file, "--on", "2024-08-02")
    assert clock(told["due"])["Asia/Tokyo"] == "2024-08-05 11:30"
    assert clock(told["closed"])["Asia/Tokyo"] == "2024-08-07 03:00"
    assert clock(told["told"])["America/New_York"] == "2024-08-02 03:00"


@pytest.mark.parametrize(("core", "changes"), [("mmf", None), ("BIL", ["etf_lag = 2"]), ("bills", None)])
def test_the_next_change_is_one_of_the_core_that_is_held(core, changes):
    told = json.loads(account("ibkr", "--on", "2015-01-05", "--core", core, "--json"))["accounts"][0]["terms"]
    ahead = {term["code"]: term["values"] for term in told}.get("next_change", {})
    assert ahead.get("changes") == changes


@pytest.mark.parametrize("day", ["2024-12-30", "2025-01-01"])
def test_a_call_of_the_last_session_of_a_year_is_due_on_the_first_of_the_next(file, day):
    """Osaka was closed from the last day of 2024 to Sunday, the fifth of January; New Year's Day is no session."""
    told = terms(file, "--on", day)
    assert clock(told["told"])["Asia/Tokyo"] == "2024-12-30 16:00"
    assert clock(told["due"])["Asia/Tokyo"] == "2025-01-06 11:30"


def test_terms_are_those_of_the_day_with_the_next_change_ahead(file):
    before, after = terms(file, "--on", "2024-02-29"), terms(file, "--on", "2024-03-01")
    assert clock(before["due"])["Asia/Tokyo"] == "2024-03-01 12:00"
    assert (before["due"]["since"], after["due"]["since"]) == ("1982-04-21", "2024-03-01")
    assert before["next_change"]["values"] == {"date": "2024-03-01", "changes": ["deadline_hour = 11.5"]}
    assert "next_change" not in after
    assert [one["source"] for one in after["due"]["facts"] if one["name"] == "mine.deadline_hour"] == [
        "its later terms"
    ]


def test_a_fund_that_pays_later_than_the_deadline_cannot_meet_a_call_and_one_on_an_exchange_can(file):
    assert "redemption_late" in terms(file)
    assert "redemption" in terms(file, "--core", "BIL")


def test_what_answers_a_call_is_told_apart_from_what_does_not(file):
    assert terms(file)["cured"]["values"] == {"cures": ["money", "reduction"], "useless": ["recovery"]}
    told = json.loads(account("us_fcm_tbill", "--json"))["accounts"][0]["terms"]
    assert [one["values"]["useless"] for one in told if one["code"] == "cured"] == [["reduction_unsaid"]]


@pytest.mark.pages
def test_it_is_told_in_both_languages_and_with_its_sources(file):
    english = account("mine", "--file", file, "--on", "2024-08-05", "--sources")
    assert "for a call of this day by 2024-08-06 11:30 Tokyo, 2024-08-05 22:30 New York." in english
    assert "its later terms" in english
    assert "この日の追証なら東京 2024-08-06 11:30、ニューヨーク 2024-08-05 22:30 まで。" in account(
        "mine", "--file", file, "--on", "2024-08-05", "--lang", "ja"
    )


@pytest.mark.pages
def test_every_account_has_a_line_and_terms_in_words():
    told = {one["name"]: one["terms"] for one in json.loads(account("--json"))["accounts"]}
    assert set(told) == {*names_in(facts(TABLE)), *fx_account_names()}
    assert all(one["text"] for terms in told.values() for one in terms)
    lines = account().splitlines()
    assert [line.split()[0] for line in lines[-len(told) :]] == list(told)
    assert lines[-len(told) :][0].split()[1:7] == ["futures", "99%", "T+1", "T+1", "50%", "everything"]


def test_a_day_before_the_first_row_is_said_to_be_one():
    told = json.loads(account("us_fcm_tbill", "--on", "1975-01-02", "--json"))["accounts"][0]["terms"]
    assert told[-1]["text"] == "The first term known is of 1982-04-21; on earlier days it is taken as it was then."


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("us_fcm",), "account 'us_fcm' is not known; did you mean us_fcm_tbill?"),
        (("us_fcm_tbill", "--core", "gold"), "unknown fund 'gold'; known: "),
        (("MATSUI_FUTURES",), "account 'MATSUI_FUTURES' is not known; did you mean matsui_futures?"),
        (("",), "account '' is not known; it should be one of "),
        (("matsui_futures", "--on", "9999-12-31"), "--on 9999-12-31: should be a day up to the year 9998"),
    ],
)
def test_what_is_not_known_is_one_sentence(arguments, sentence):
    with pytest.raises(ConfigError) as told:
        account(*arguments)
    assert str(told.value).startswith(sentence)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("matsui_futures", "asks_futures"),
        ("jp_retail_fx", "asks_fx"),
        ("rakuten_cfd", "asks_cfds"),
        ("sbi_margin", "asks_lent"),
    ],
)
def test_what_is_asked_is_told_by_what_the_account_deals_in(name, code):
    told = json.loads(account(name, "--json"))["accounts"][0]["terms"]
    assert [one["code"] for one in told if one["code"].startswith("asks")] == [code]


def test_a_fall_is_told_before_the_terms_and_amounts_without_one_are_refused():
    held = ("--value", "3591000", "--cash", "500000", "--required", "200000")
    told = account("sbi_futures", "--fall", "12.4%", *held, "--lang", "ja")
    assert "12.4 % の下落で、損失 445,284。受入証拠金 54,716、必要証拠金 200,000。追証は 145,284。" in told
    refused = [CliRunner().invoke(cli, ["account", *one]) for one in (("sbi_futures", *held), ("--fall", "5%", *held))]
    assert [one.output.split("Error: ")[1].strip() for one in refused] == [
        "--value has no effect without --fall",
        "--fall has no effect without PROFILE",
    ]
    lacking = CliRunner().invoke(cli, ["account", "sbi_futures", "--fall", "5%", *held[:2]])
    assert isinstance(lacking.exception, ConfigError)


@pytest.mark.pages
def test_the_list_says_what_each_account_deals_in_those_that_deal_alike_together():
    rows = account("--lang", "ja").split("─\n")[1].splitlines()
    dealt = dict(row.split()[:2] for row in rows)
    assert [dealt[one] for one in ("sbi_futures", "rakuten_cfd", "sbi_margin", "sbi_fx")] == [
        "先物",
        "CFD",
        "信用",
        "FX",
    ]
    kinds = list(dealt.values())
    assert len([one for one, before in zip(kinds, [None, *kinds], strict=False) if one != before]) == 4
