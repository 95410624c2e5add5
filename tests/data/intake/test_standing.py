"""Dividend yields from the facts, and beyond their days; years that the facts do not reach; noise of arithmetic."""

from datetime import date

import numpy as np
import pytest

from data.base.days import day_of, iso
from data.base.finding import sentence
from data.contracts.calendars import xnys
from data.facts import facts
from data.intake.check import check_file
from data.intake.source import KINDS
from data.intake.standing import standing, without_dividends

ROWS = [row for row in facts("dividend_yield").history("SPX.dividend_yield") if row.value is not None]
END = facts("dividend_yield").history("SPX.dividend_yield")[-1].valid_from
"""The day from which the facts say nothing."""
LATER = END + 1000


def files(first, last):
    """An index, bills and nothing else, from a day to another."""
    days = [iso(day) for day in xnys().between(first, last)]
    index = ["date,close", *(f"{day},{1000 + n % 50}" for n, day in enumerate(days))]
    return {"index": index, "bills:yield:13w:percent": ["date,value", *(f"{day},4.25" for day in days)]}


def test_within_the_facts_it_is_their_value(own_files, build):
    days = np.array(xnys().between(ROWS[0].valid_from, END - 1))
    said = standing(days)
    table = facts("dividend_yield")
    assert said.values[::97].tolist() == [table.value("SPX.dividend_yield", day) for day in days[::97].tolist()]
    assert not (said.before | said.after).any()
    assert without_dividends(days) == []


def test_a_market_after_the_facts_has_their_last_value_and_is_told_which_option_brings_others(build):
    """An index, bills and rates of a year that the facts of dividends and yen do not cover (case 17), and no yen at
    all.
    """
    market = build(files(END - 60, END + 200), today=LATER)
    days = np.array(market.days)
    after = days >= END
    assert (market.floats("dividend_yield")[after] == ROWS[-1].value).all()
    assert all(market.values("dividend_derived"))
    assert np.isnan(market.floats("jpy_rate")).all()
    (warning,) = (one for one in market.origin["warnings"] if one["check"] == "facts-end")
    span = f"on {after.sum()} sessions, {iso(int(days[after][0]))} to {iso(int(days[-1]))}"
    assert sentence(warning) == (
        f"data/facts/dividend_yield.csv: ends on {iso(END - 1)}; {span}, its last dividend yield, "
        f"{ROWS[-1].value:.2%}, stands in; "
        "bring them with --dividends"
    )


def test_a_market_before_the_facts_has_their_first_value(build):
    first = ROWS[0].valid_from
    sessions = np.array([first - 30, first - 2, first + 3])
    assert standing(sessions).values.tolist() == [ROWS[0].value] * 3
    (told,) = without_dividends(sessions)
    assert f"begins on {iso(first)}; on 2 sessions" in str(told)


def test_check_says_it_of_an_index_before_anything_is_built(tmp_path):
    path = tmp_path / "index.csv"
    path.write_text("\n".join(files(END - 30, END + 30)["index"]) + "\n")
    told, found = check_file(str(path), "index", {kind: {} for kind in KINDS}, (None, None), today=LATER)
    assert [(one.check, one.severity) for one in found if one.check == "facts-end"] == [("facts-end", "warning")]
    assert told["kind"] == "index"


def test_dividends_of_the_users_own_need_no_facts(build):
    months = ["date,percent", *(f"{iso(day)},1.25" for day in range(END - 120, END + 60, 30))]
    market = build(files(END - 60, END + 60) | {"dividends": months}, today=LATER)
    assert {one["check"] for one in market.origin["warnings"]} == {"no-high-low"}
    assert (market.floats("dividend_yield") == 0.0125).all()


@pytest.mark.parametrize("name", ["N225", "BTCUSD"])
def test_another_index_is_told_that_the_facts_are_of_the_sp500(name, build):
    market = build(files(day_of(date(2015, 1, 2)), day_of(date(2015, 3, 31))), index=name)
    told = [sentence(one) for one in market.origin["warnings"] if one["check"] == "facts-of-another-index"]
    assert len(told) == 1
    assert told[0].startswith(
        f"data/facts/dividend_yield.csv: has dividend yields of SPX, which stand in for those of {name};"
    )


@pytest.mark.pages
def test_an_index_from_1970_to_the_last_year_builds_with_bills_alone(build):
    market = build(files(day_of(date(1970, 1, 2)), day_of(date(2025, 12, 31))))
    assert (iso(market.days[0]), iso(market.days[-1])) == ("1970-01-02", "2025-12-31")
    assert 0.0 < market.floats("dividend_yield").min() <= market.floats("dividend_yield").max() < 0.1


def test_a_day_of_1929_is_not_judged_by_what_is_known_since_1980(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("date,close\n1929-10-25,29.90\n1929-10-28,26.04\n1987-10-16,26.00\n1987-10-20,23.00\n")
    found = check_file(str(path), "index", {kind: {} for kind in KINDS}, (None, None))[1]
    early, late = (str(one) for one in found if one.check == "large-move")
    assert "1929-10-28: close 26.04 is -12.9%" in early
    assert "since 1980" not in early
    assert "since 1980 the S&P 500 moved by a tenth on 4 days only" in late


NOISE = 1e-12


@pytest.mark.pages
def test_noise_of_arithmetic_is_neither_an_error_nor_mended(own_files, build):
    closes = [2001.0 + n for n in range(61)]
    rows = [
        f"{row.split(',')[0]},{close!r},{close * (1 - NOISE)!r},{close * (1 + NOISE)!r},{close!r}"
        for row, close in zip(own_files["index"][1:], closes, strict=True)
    ]
    market = build(own_files | {"index": [own_files["index"][0], *rows]}, fixes=["high-low"])
    assert market.values("high") == [close * (1 - NOISE) for close in closes]
    assert [one["rows"] for one in market.origin["repairs"] if one["fix"] == "high-low" and one["kind"] == "index"] == [
        0
    ]


@pytest.mark.pages
def test_opens_that_are_the_closes_before_but_for_noise_are_not_real(own_files, build):
    closes = [2001.0 + n % 7 for n in range(61)]
    rows = [
        f"{row.split(',')[0]},{closes[n - 1] * (1 + NOISE)!r},{closes[n]!r}"
        for n, row in enumerate(own_files["index"][1:])
    ]
    market = build(own_files | {"index": ["Date,Open,Close", *rows]})
    assert not any(market.values("open_is_real"))


@pytest.mark.pages
def test_a_row_that_repeats_but_for_noise_is_a_repeat(own_files, build):
    day, *prices = own_files["index"][3].split(",")
    again = ",".join([day, *(repr(float(price) * (1 + NOISE)) for price in prices)])
    files = own_files | {"index": [*own_files["index"][:4], again, *own_files["index"][4:]]}
    market = build(files, fixes=["drop-duplicates"])
    assert len(market) == 61
