"""A file of account profiles of somebody's own: read as the program's own facts, or refused in one sentence."""

import os
import sys
from datetime import date

import pytest

from data.base.days import day_of, iso
from data.base.errors import ConfigError
from data.facts import facts
from engine.account.profile_file import profile_table, read_profiles
from engine.account.profiles import (
    BOUNDS,
    TABLE,
    AccountProfile,
    deals_in,
    names_in,
)
from tests.support.own_profile import csv_of, profile_csv

DAY = 15_000
FORMERLY = "1 at a broker of foreign exchange on margin"
ALL = names_in(facts(TABLE))


def refused(path):
    with pytest.raises(ConfigError) as told:
        read_profiles(path)
    sentence = str(told.value)
    assert sentence.startswith(str(path))
    assert "\n" not in sentence
    return sentence.removeprefix(str(path))


@pytest.fixture
def file(tmp_path):
    """Write a file of profiles, text or bytes."""

    def write(text):
        path = tmp_path / "mine.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.mark.parametrize("model", ALL)
def test_the_program_s_own_under_another_name_are_what_they_were(file, model):
    table = read_profiles(file(profile_csv(model)))
    assert names_in(table) == ("mine",)
    assert AccountProfile.named("mine", DAY, table) == AccountProfile.named(model, DAY)
    assert deals_in("mine", table) == deals_in(model)


def test_without_a_file_it_is_the_program_s_table():
    assert profile_table(None) is facts(TABLE)
    assert {*names_in(profile_table(None))} == {*ALL}


def test_whose_a_profile_is_says_a_row_of_it():
    others = {"jp_retail_fx": 1, "jp_retail_fx_2007": 1, "click365_kabu": 2, "gmo_click_cfd": 2, "rakuten_cfd": 2,
              "sbi_margin": 3, "rakuten_margin": 3, "us_reg_t": 3}  # fmt: skip
    assert {name: deals_in(name) for name in ALL if deals_in(name)} == others
    assert deals_in("us_fcm_tbill") == 0


def test_a_value_that_changed_holds_from_its_own_day(file):
    later = "mine.redemption_lag,2010-01-04,3,sessions,M,terms of 2010\n"
    table = read_profiles(file(profile_csv("us_fcm_tbill") + later))
    days = [day_of(date(2010, 1, day)) for day in (3, 4)]
    assert [AccountProfile.named("mine", day, table).redemption_lag for day in days] == [1, 3]


def test_several_profiles_and_a_byte_order_mark_and_short_units_are_read(file):
    short = profile_csv("us_fcm_tbill").replace("; 1 where the fund is not accepted", "")
    text = "\ufeff" + short + profile_csv("jp_retail_fx", "yours").partition("\n")[2]
    assert names_in(read_profiles(file(text))) == ("mine", "yours")


@pytest.mark.parametrize("field", BOUNDS)
def test_a_field_that_is_left_out_is_told(file, field):
    path = file(profile_csv("us_fcm_tbill", **{field: None}))
    assert refused(path) == f", line 2: the profile mine has no {field}; add a row"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"fund_haircut": "1.01"}, ", line 2: mine.fund_haircut = 1.01: should be from 0 to 1"),
        ({"margin_multiple": "0.9"}, ", line 4: mine.margin_multiple = 0.9: should be from 1 to 10"),
        ({"redemption_lag": "1.5"}, ", line 5: mine.redemption_lag = 1.5: should be a whole number"),
        (
            {"grace": "11"},
            ", line 6: mine.grace = 11: should be from 0 to 10, or 1000000 where a call is only a mail",
        ),
        ({"recovery_counts": "2"}, ", line 8: mine.recovery_counts = 2: should be from 0 to 1"),
        (
            {"liquidation": "0.5"},
            (
                ", line 11: mine.liquidation = 0.5: would not mend a breach; 0 closes everything, 1 the minimum, "
                "k so many times that"
            ),
        ),
        ({"debit_spread": "yes"}, ", line 14: mine.debit_spread = 'yes': should be a number from 0 to 0.2"),
        ({"debit_spread": ""}, ", line 14: mine.debit_spread = '': should be a number from 0 to 0.2"),
        ({"credit_spread": "nan"}, ", line 15: mine.credit_spread = 'nan': should be a number from 0 to 1"),
        ({"debit_spread": "0_1"}, ", line 14: mine.debit_spread = '0_1': should be a number from 0 to 0.2"),
        ({"credit_spread": "inf"}, ", line 15: mine.credit_spread = 'inf': should be a number from 0 to 1"),
    ],
)
def test_a_value_it_cannot_have_is_refused(file, values, sentence):
    assert refused(file(profile_csv("us_fcm_tbill", **values))) == sentence


GRACE = "mine.grace,1982-04-21,1,"


@pytest.mark.parametrize(
    ("was", "now", "sentence"),
    [
        ("mine.grace,", "mine.gracce,", ", line 6: a profile has no field 'gracce'; did you mean grace?"),
        (
            "mine.grace,",
            "grace,",
            ", line 6: name 'grace' should read PROFILE.FIELD, such as mybroker.grace",
        ),
        (
            "mine.grace,",
            "us_fcm_tbill.grace,",
            ", line 6: us_fcm_tbill is a profile of the program; give yours a name of its own",
        ),
        (
            "mine.grace,1982-04-21",
            "mine.grace,21.4.1982",
            ", line 6: valid_from '21.4.1982' should be a day, such as 2018-01-02",
        ),
        (
            "mine.grace,1982-04-21",
            "mine.grace,1982-02-30",
            ", line 6: valid_from '1982-02-30' should be a day, such as 2018-01-02",
        ),
        (
            "lag,1982-04-21,1,sessions",
            "lag,1982-04-21,1,days",
            ", line 5: mine.redemption_lag is in 'days'; it is told in 'sessions'",
        ),
        (
            "0.5,index points",
            "0.5,JPY per USD",
            ", line 13: mine.liquidation_half_spread is in 'JPY per USD'; it is told in 'index points'",
        ),
        (
            'floor 0",M,',
            'floor 0",sure,',
            ", line 15: mine.credit_spread: confidence 'sure' should be one of H, M, L, own",
        ),
        (",IBKR benchmark + 1.5 %", ",", ", line 14: mine.debit_spread has no source; say who says so"),
        (
            ",IBKR benchmark + 1.5 %",
            ",IBKR, benchmark",
            ", line 14: should have 6 cells; put quotes around text with commas",
        ),
        (",M,IBKR benchmark + 1.5 %", ",M", ", line 14: should have 6 cells; put quotes around text with commas"),
        (
            "mine.option_haircut",
            "mine.fund_haircut",
            ", line 3: mine.fund_haircut of 1982-04-21 stands in line 2 already; leave one out",
        ),
        (
            "valid_from",
            "from",
            ", line 1: has no column valid_from; it should read name,valid_from,value,unit,confidence,source",
        ),
    ],
)
def test_a_row_that_is_none_is_refused(file, was, now, sentence):
    text = profile_csv("us_fcm_tbill")
    assert was in text
    assert refused(file(text.replace(was, now, 1))) == sentence


def test_a_broker_is_of_one_kind(file):
    unit = "1 at a broker of foreign exchange on margin"
    path = file(profile_csv("us_fcm_tbill") + f"mine.foreign_exchange,2010-01-04,1,{unit},M,they say\n")
    assert refused(path) == (
        ", line 2: mine.deals_in changes; accounts that deal in different things are different profiles"
    )


@pytest.mark.parametrize(("model", "was"), [("us_fcm_tbill", 0), ("jp_retail_fx", 1)])
def test_a_file_of_former_times_still_says_whose_it_is(file, model, was):
    unit = facts(TABLE).latest(f"{model}.deals_in").unit
    now = profile_csv(model).replace("mine.deals_in,", "mine.foreign_exchange,").replace(f'"{unit}"', FORMERLY)
    assert f"mine.foreign_exchange,{iso(facts(TABLE).latest(f'{model}.deals_in').valid_from)},{was},{FORMERLY}" in now
    assert deals_in("mine", read_profiles(file(now))) == was


@pytest.mark.parametrize("text", ["", "\n", csv_of([])])
def test_an_empty_file_is_refused(file, text):
    assert refused(file(text)) == f": is empty; a profile has a row for each of {', '.join(BOUNDS)}"


def test_what_cannot_be_read_is_refused(file, tmp_path):
    missing = tmp_path / "none.csv"
    assert refused(missing) == ": cannot be read (No such file or directory); give the path of a CSV of profiles"
    assert refused(tmp_path) == ": cannot be read (Is a directory); give the path of a CSV of profiles"
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe")
        assert refused(tmp_path / "pipe") == (
            ": cannot be read (it is a pipe, and only ordinary files are read); give the path of a CSV of profiles"
        )
    assert refused(file(b"\x82\xa0,\xff\n")) == ": is not UTF-8 text; save it as CSV in UTF-8"


def test_a_cell_longer_than_a_table_has_is_refused(file):
    long = b'"' + b"a" * 200_000 + b'",'
    assert refused(file(long)).startswith(", line 1: is not CSV (field larger than field limit")
