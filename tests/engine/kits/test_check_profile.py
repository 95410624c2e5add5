"""Our profiles are sound, and what is wrong with one of somebody else's is told in a sentence."""

import pytest

from data.base.days import iso
from data.facts import facts
from data.fund.funds import HOLDINGS
from engine import check_profile
from engine.account.profiles import NO_DEADLINE, TABLE, AccountProfile, names_in
from engine.kits.check_profile import among_each_other
from engine.kits.crash_account import Happened, out_of_time, quarter_from
from tests.support.own_profile import profile_csv
from tests.support.sparing import only

ALL = names_in(facts(TABLE))
DAY = 15_000


@pytest.fixture
def checked(tmp_path):
    """What the kit says of a file."""

    def check(text):
        path = tmp_path / "mine.csv"
        path.write_text(text)
        return check_profile(path)

    return check


@pytest.mark.parametrize("name", only(ALL, *list(ALL)[::2]))
def test_ours_are_sound(name):
    assert check_profile(name) == []


@pytest.mark.pages
@pytest.mark.parametrize("name", ["us_fcm_tbill", "jp_retail_fx", "matsui_futures", "cme_fcm"])
def test_so_are_they_in_a_file(checked, name):
    assert checked(profile_csv(name)) == []


def test_what_the_file_is_refused_for_is_told(checked):
    (sentence,) = checked(profile_csv("us_fcm_tbill", grace="11"))
    assert sentence.endswith(
        "mine.csv, line 6: mine.grace = 11: should be from 0 to 10, or 1000000 where a call is only a mail"
    )


def test_neither_a_profile_nor_a_file():
    assert check_profile("us_fcm") == [
        "us_fcm: cannot be read (No such file or directory); give the path of a CSV of profiles"
    ]


FROM = "mine from 1982-04-21 on: "


@pytest.mark.parametrize(
    ("model", "values", "sentences"),
    [
        (
            "us_fcm_tbill", {"voluntary_stop_level": "1"},
            ["voluntary_stop_level 1 is no warning: the broker acts at 1"],
        ),
        (
            "us_fcm_tbill", {"voluntary_stop_level": "1.2", "loss_cut_level": "1"},
            ["loss_cut_level 1 closes at every breach, so that grace 1 never runs; set grace to 0"],
        ),
        (
            "retail_cash_margin", {"closing_delay": "1", "recovery_counts": "1"},
            [
                (
                    "grace 0 asks nobody and closes at once, so that closing_delay, recovery_counts have no effect; "
                    "set them to 0"
                ),
            ],
        ),
        (
            "jp_retail_futures", {"negative_cash": "1"},
            ["negative_cash 1 where the fund is no collateral: nothing stands for the debt; set it to 0"],
        ),
        (
            "us_fcm_tbill", {"grace": str(NO_DEADLINE), "loss_cut_level": "0"},
            ["a call without a deadline and loss_cut_level 0: the broker never closes; one of them must end it"],
        ),
        (
            "us_fcm_tbill", {"voluntary_stop_level": "100", "margin_multiple": "2"},
            ["one lot of a fifth of equity brings warning in quiet days"],
        ),
        (
            "cme_ief2", {"redemption_lag": "5", "grace": "2"},
            ["one lot of a fifth of equity brings deadline_missed in quiet days"],
        ),
    ],
)  # fmt: skip
def test_levels_that_contradict_each_other_are_caught(checked, model, values, sentences):
    assert checked(profile_csv(model, **values)) == [FROM + sentence for sentence in sentences]


def test_a_field_that_begins_later_than_the_others_is_caught(checked):
    text = profile_csv("us_fcm_tbill").replace("mine.grace,1982-04-21", "mine.grace,1990-01-02")
    assert checked(text) == ["mine begins on 1982-04-21, but grace (1990-01-02); let all its fields begin on one day"]


@pytest.mark.pages
def test_terms_that_came_later_are_looked_at_too(checked):
    later = "mine.voluntary_stop_level,2010-01-04,1.0,collateral / maintenance,M,terms of 2010\n"
    assert checked(profile_csv("us_fcm_tbill") + later) == [
        "mine from 2010-01-04 on: voluntary_stop_level 1 is no warning: the broker acts at 1"
    ]


def test_a_day_that_no_calendar_covers_is_told(checked):
    (sentence,) = checked(profile_csv("us_fcm_tbill").replace("1982-04-21", "2099-01-02"))
    assert sentence.startswith("mine from 2099-01-02 on: a worked account cannot be kept: ")


@pytest.mark.pages
def test_each_profile_of_a_file_is_looked_at(checked):
    text = profile_csv("us_fcm_tbill") + profile_csv("cme_ief2", "yours", voluntary_stop_level="1").partition("\n")[2]
    assert checked(text) == ["yours from 1982-04-21 on: voluntary_stop_level 1 is no warning: the broker acts at 1"]


@pytest.mark.parametrize("name", ALL)
def test_none_of_our_own_contradicts_itself(name):
    counts = any(AccountProfile.named(name, DAY, holding=core).fund_is_collateral for core in HOLDINGS)
    assert list(among_each_other(AccountProfile.named(name, DAY), core_counts=counts)) == []


CALL, MET, MISSED, CLOSED = "margin_call", "call_met", "deadline_missed", "liquidation"


@pytest.mark.parametrize(
    ("name", "events", "sentences"),
    [
        ("jp_retail_futures", [(3, CALL), (4, MISSED), (5, CLOSED)], []),
        ("jp_retail_futures", [(3, CALL), (4, MET)], []),
        ("retail_cash_margin", [(3, CALL), (4, CLOSED)], []),
        ("us_fcm_tbill", [(3, CALL), (4, "loss_cut"), (5, CLOSED)], []),
        ("jp_retail_futures", [(3, CALL), (4, MISSED), (4, "loss_cut"), (5, CLOSED)], []),
        ("jp_retail_futures", [(3, CALL, False), (4, MISSED, False)], []),
        ("jp_retail_fx_2007", [(3, CALL)], []),
        (
            "us_fcm_tbill", [(3, "warning")],
            ["a crash of an account that is stretched brings neither a call nor a closing"],
        ),
        (
            "jp_retail_futures", [(3, CALL)],
            ["the call of session 3 is neither met nor missed by its deadline, session 4"],
        ),
        (
            "jp_retail_futures", [(3, CALL), (5, MET)],
            ["call_met on session 5 answers the call of session 3, which was due on 4"],
        ),
        (
            "jp_retail_futures", [(3, CALL), (5, MISSED), (6, CLOSED)],
            ["deadline_missed on session 5 answers the call of session 3, which was due on 4"],
        ),
        (
            "jp_retail_futures", [(3, CALL), (4, MISSED), (4, CLOSED)],
            ["deadline_missed of session 4 should close positions by session 5, and nothing is closed then"],
        ),
        (
            "retail_cash_margin", [(3, CALL), (5, CLOSED)],
            ["margin_call of session 3 should close positions by session 4, and nothing is closed then"],
        ),
        (
            "us_fcm_tbill", [(3, "loss_cut")],
            ["loss_cut of session 3 should close positions by session 4, and nothing is closed then"],
        ),
    ],
)  # fmt: skip
def test_what_is_not_by_the_clock_is_caught(name, events, sentences):
    assert list(out_of_time(AccountProfile.named(name, DAY), [Happened(*one) for one in events])) == sentences


@pytest.mark.parametrize(
    ("day", "opens"),
    [(0, "1970-01-01"), (1, "1970-04-01"), (89, "1970-04-01"), (90, "1970-04-01"), (91, "1970-07-01"),
        (364, "1971-01-01")],
)  # fmt: skip
def test_an_account_opens_on_the_first_day_of_a_quarter(day, opens):
    assert iso(quarter_from(day)) == opens
