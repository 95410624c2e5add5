"""What is true of a whole file is told once, and neighbours are those in order of date."""

from datetime import date

import numpy as np
import pytest

from data.base.days import day_of, iso
from data.intake.check import check_file
from data.intake.source import KINDS

YEAR = (day_of(date(2016, 1, 4)), day_of(date(2016, 12, 30)))


@pytest.fixture
def told(tmp_path):
    """The findings of a file of these lines."""

    def check(kind, lines, words=""):
        path = tmp_path / "x.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return check_file(f"{path}{words}", kind, {one: {} for one in KINDS}, (None, None))[1]

    return check


@pytest.fixture(scope="module")
def year(whole_market):
    """Days and bars of 2016."""
    first, last = (whole_market.row_from(day) for day in YEAR)
    rows = slice(first, last + 1)
    return np.array(whole_market.days[rows]), {
        one: whole_market.floats(one)[rows].copy() for one in ("open", "high", "low", "close", "usdjpy")
    }


def bars(days, of, step=1):
    names = ("open", "high", "low", "close")
    rows = [f"{iso(day)},{','.join(f'{of[one][n]:.2f}' for one in names)}" for n, day in enumerate(days.tolist())]
    return f"Date,{','.join(names)}", rows[::step]


def test_newest_first_is_only_out_of_order(told, year):
    head, rows = bars(*year)
    assert told("index", [head, *rows]) == []
    assert [one.check for one in told("index", [head, *reversed(rows)])] == ["dates-do-not-increase"]


def test_a_lie_in_a_newest_first_file_keeps_its_line(told, year):
    days, of = year
    head, rows = bars(days, {**of, "low": np.where(np.arange(len(days)) == 100, of["low"] * 0.5, of["low"])})
    found = [one for one in told("index", [head, *reversed(rows)]) if one.check == "wick-impossible"]
    assert [(one.line, one.date) for one in found] == [(len(days) - 100 + 1, iso(int(days[100])))]


@pytest.mark.parametrize(("step", "word"), [(5, "weekly"), (21, "monthly")])
def test_an_index_of_weeks_or_months_is_told_once(told, year, step, word):
    head, rows = bars(*year, step=step)
    (found,) = told("index", [head, *rows])
    assert (found.check, found.severity, found.line) == ("not-every-session", "error", None)
    assert word in found.problem


@pytest.mark.parametrize("name", ["DGS2", "DGS10", "DFF", "FEDFUNDS", "SOFR", "EFFR"])
@pytest.mark.parametrize("date_name", ["observation_date", "Date"])
def test_rates_that_are_no_bills_are_refused(told, name, date_name):
    rows = [f"2006-01-{day:02},{4.1 + day / 100:.2f}" for day in (3, 4, 5, 6, 9)]
    for words in ("", ":yield:13w"):
        assert [one.check for one in told("bills", [f"{date_name},{name}", *rows], words)] == ["series-unsuitable"]


def test_a_tenor_that_a_single_name_says_is_not_asked_for(told):
    rows = [f"01/{day:02}/2006,{4.1 + day / 100:.2f}" for day in (3, 4, 5, 6, 9)]
    assert told("bills", ["Date,3 Mo", *rows]) == []
    assert "basis-unknown" in {one.check for one in told("bills", ["Date,1 Mo,3 Mo", *(f"{row},4.2" for row in rows)])}


def test_a_file_of_one_yield_is_told(told, year):
    rows = [f"{iso(day)},5.000" for day in year[0].tolist()]
    found = told("bills", ["Date,DTB3", *rows])
    assert ("yields-frozen", 2) in [(one.check, one.line) for one in found]


@pytest.mark.parametrize("name", ["open", "high", "low"])
def test_bars_of_other_days_or_made_up_are_told_with_their_first_line(told, year, name):
    days, of = year
    made = {"open": np.append(of["open"][1:], of["open"][-1]), "high": of["close"] * 1.03, "low": of["close"] * 0.97}
    wrong = np.where(np.arange(len(days)) < 125, of[name], made[name])
    off = np.flatnonzero(np.abs(wrong / of[name] - 1.0) > 0.003)
    head, rows = bars(days, {**of, name: wrong})
    found = [one for one in told("index", [head, *rows]) if one.check == "bars-differ"]
    assert [(one.severity, one.line, one.column) for one in found] == [("warning", int(off[0]) + 2, name)]
    assert f"{len(off)} of {len(days)} rows" in found[0].problem


def test_opens_that_are_the_close_before_are_not_told(told, year):
    days, of = year
    before = np.append(of["open"][:1], of["close"][:-1])
    widened = {"high": np.maximum(of["high"], before), "low": np.minimum(of["low"], before)}
    head, rows = bars(days, {**of, **widened, "open": before})
    assert "bars-differ" not in {one.check for one in told("index", [head, *rows]) if one.column == "open"}
