"""Series of one's own, as people have them: read right, or refused in words that say where and what."""

import os
from datetime import date, timedelta

import numpy as np
import pytest

from data.base.days import day_of
from data.base.finding import Refused
from data.intake.build import this_day
from data.intake.published import measured

DAYS = [date(2020, 1, 1) + timedelta(days=one) for one in range(4)]
ROWS = "2020-01-01,1.5\n2020-01-02,-0.25\n2020-01-03,{}\n2020-01-04,2\n"
LATER = (date(1970, 1, 1) + timedelta(days=this_day() + 40)).isoformat()


@pytest.fixture
def file(tmp_path):
    def write(content, name="series.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def values(read):
    return [read.at(day_of(day)) for day in DAYS]


def refused(path, column="spread", minus=""):
    with pytest.raises(Refused) as told:
        measured(path, column, 0, minus=minus)
    return [(one.check, one.line) for one in told.value.findings]


def test_a_measure_may_have_any_sign(file):
    days = [day_of(date(2020, 1, day)) for day in (1, 2, 5, 6, 31)]
    read = measured(file("date,spread\n2020-01-01,-0.5\n2020-01-03,\n2020-01-04,0\n2020-01-05,1.25\n"), "spread", 1)
    assert np.array_equal([read.at(day) for day in days], [np.nan, -0.5, 0.0, 1.25, 1.25], equal_nan=True)


@pytest.mark.parametrize(
    ("content", "column"),
    [
        ("date,spread\n" + ROWS.format(""), "spread"),
        ("observation_date,BAA10Y\n" + ROWS.format("."), "BAA10Y"),
        ("\ufeffdate,spread\n" + ROWS.format("nan"), "spread"),
        ("# made by hand\ndate,spread\n" + ROWS.format("#N/A"), "spread"),
        (("日付,信用スプレッド\n" + ROWS.format("-")).encode("cp932"), "信用スプレッド"),
        (("date\tspread\n" + ROWS.replace(",", "\t").format("")).encode("utf-16"), "spread"),
        ("日付;値\n" + ROWS.replace(",", ";").replace(".", ",").format(""), "値"),
        ("date,spread\n2020-01-01,1.5%\n2020-01-02,-0.25%\n2020-01-03,\n2020-01-04,2%\n", "spread"),
        ("date,spread\n2020年1月1日,1.5\n2020年1月2日,-0.25\n2020年1月4日,2\n", "spread"),
    ],
)
def test_files_as_people_have_them_are_read_in_their_own_unit(file, content, column):
    assert values(measured(file(content), column, 0)) == [1.5, -0.25, -0.25, 2.0]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("", [("empty-file", None)]),
        ("date,spread\n", [("no-rows", None)]),
        (ROWS.format("1"), [("no-header", 1)]),
        ("date,rate\n" + ROWS.format("1"), [("column-missing", None)]),
        ("date,spread\n" + ROWS.format("high"), [("text-in-number", 4)]),
        ("date,spread\n" + ROWS.format("."), [("text-in-number", 4)]),
        ("date,spread\n" + ROWS.format("1e309"), [("text-in-number", 4)]),
        ("date,spread\n" + ROWS.format("3%"), [("unit-mixed", 4)]),
        ("date,spread\n2020-01-01,high\n2020-01-02,low\n", [("text-in-number", 2), ("text-in-number", 3)]),
        ("date,spread\n2020-01-01,\n2020-01-02,nan\n", [("no-number", None)]),
        ("date,spread\n2020-01-02,1\n2020-01-01,2\n", [("not-ascending", 3)]),
        ("date,spread\n2020-01-02,1\n2020-01-02,2\n", [("not-ascending", 3)]),
        ("date,spread\n2020-01-04,1\n2020-01-03,2\n2020-01-02,2\n2020-01-01,2\n", [("not-ascending", 3)]),
        (f"date,spread\n2020-01-01,1\n{LATER},2\n", [("after-this-month", 3)]),
        ("<!DOCTYPE html><html><body>404</body></html>", [("web-page", None)]),
    ],
)
def test_one_fault_is_one_sentence(file, content, found):
    assert refused(file(content)) == found


def test_a_difference_that_is_no_number_is_not_known_and_one_of_a_column_to_itself_is_nothing(file):
    path = file("date,a,b\n2020-01-01,1.5,1\n2020-01-02,1e308,-1e308\n2020-01-03,,1\n2020-01-04,3,1\n")
    assert values(measured(path, "a", 0, minus="b")) == [0.5, 0.5, 0.5, 2.0]
    assert values(measured(path, "a", 0, minus="a")) == [0.0] * 4


def test_what_is_no_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "series.csv")
    assert refused(tmp_path / "series.csv") == [("unreadable", None)]
    assert refused(tmp_path) == [("unreadable", None)]
