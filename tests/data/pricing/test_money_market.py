import csv
from datetime import date
from statistics import mean

import pytest

from data.base.days import day_of, iso
from data.facts import facts
from data.pricing.money_market import INTERBANK, interbank_spreads, overnight_spreads
from data.pricing.rates import investment_yield


def on(text):
    return day_of(date.fromisoformat(text))


def test_interbank_rates_of_a_year_stand_above_bills_and_the_call_rate():
    assert interbank_spreads(on("2008-10-10")) == (0.0154, 0.0039)
    assert interbank_spreads(on("2015-01-02")) == (0.0027, 0.0010)
    assert interbank_spreads(on("1932-07-08")) == interbank_spreads(on("1985-01-02")) == (0.0048, 0.0008)


def test_libor_over_bills_is_the_difference_of_two_measures_of_one_financing():
    # The same calendar spreads over bills and over LIBOR: 1999 104 and 27 basis points, 2008 145 and -9, 2017 68 and 35
    by_year = {fact.valid_from: fact.value for fact in facts("money_market").history("USD.interbank")}
    for year, bills, libor in ((1999, 0.0104, 0.0027), (2008, 0.0145, -0.0009), (2017, 0.0068, 0.0035)):
        assert by_year[on(f"{year}-01-01")] == pytest.approx(bills - libor)


def test_spreads_that_stand_in_for_years_of_which_nothing_is_known_are_told_from_those_of_their_own_year():
    reaches = [facts("money_market").reach(name) for name in INTERBANK]
    assert [tuple(map(iso, reach)) for reach in reaches] == [("1999-01-01", "2026-01-01"), ("2003-01-01", "2021-01-01")]


def test_overnight_dollars_are_those_of_the_month_before(development_data):
    funds, bills = (month_means(development_data(f"../history/{name}_daily.csv")) for name in ("dff", "dtb3"))
    for year, month in ((1990, 2), (1999, 2), (2007, 9), (2018, 12), (2026, 2)):
        before = f"{year}-{month - 1:02d}"
        bill = investment_yield(bills[before] / 100.0, 91)
        expected = funds[before] / 100.0 * 365.0 / 360.0 - bill
        assert overnight_spreads([on(f"{year}-{month:02d}-15")]) == [pytest.approx(expected, abs=2e-5)]


def test_overnight_dollars_of_the_eighties_are_those_of_the_year_before(development_data):
    years = {}
    for month, values in month_values(development_data("../history/dtb3_daily.csv")).items():
        years.setdefault(int(month[:4]), []).extend(values)
    for year, funds in {1981: 0.1638, 1987: 0.0666}.items():
        bill = investment_yield(mean(years[year]) / 100.0, 91)
        expected = funds * 365.0 / 360.0 - bill
        assert overnight_spreads([on(f"{year + 1}-06-15")]) == [pytest.approx(expected, abs=1e-5)]


def test_where_bills_are_of_one_month_overnight_dollars_are_those_of_the_month_before_all_the_same(development_data):
    funds, bills = (month_means(development_data(f"../history/{name}_daily.csv")) for name in ("dff", "dgs1mo"))
    for year, month in ((2001, 9), (2007, 9), (2018, 12), (2026, 2)):
        before = f"{year}-{month - 1:02d}"
        found = overnight_spreads([on(f"{year}-{month:02d}-15")], bill_months=1)
        assert found == [pytest.approx(funds[before] / 100.0 * 365.0 / 360.0 - bills[before] / 100.0, abs=4e-5)]


def test_after_the_end_the_last_spread_is_carried():
    assert overnight_spreads([on("2026-02-28")]) == overnight_spreads([on("2030-01-02")]) == [0.00043]


def month_means(path):
    return {month: mean(values) for month, values in month_values(path).items()}


def month_values(path):
    months = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines):
            if row[0][:1].isdigit() and row[1]:
                months.setdefault(row[0][:7], []).append(float(row[1]))
    return months
