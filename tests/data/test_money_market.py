import csv
from datetime import date
from statistics import mean

import pytest

from data.days import day_of, iso
from data.errors import MissingFact
from data.facts import facts
from data.money_market import interbank_known_since, interbank_spreads, overnight_spreads
from data.rates import investment_yield


def on(text):
    return day_of(date.fromisoformat(text))


def test_interbank_rates_of_a_year_stand_above_bills_and_the_call_rate():
    assert interbank_spreads(on("2008-10-10")) == (0.0154, 0.0039)
    assert interbank_spreads(on("2015-01-02")) == (0.0027, 0.0010)
    with pytest.raises(MissingFact, match=r"money_market.csv has no USD.interbank on 1982-04-20"):
        interbank_spreads(on("1982-04-20"))


def test_libor_over_bills_is_the_difference_of_two_measures_of_one_financing():
    # The same calendar spreads over bills and over LIBOR: 1999 104 and 27 basis points, 2008 145 and -9, 2017 68 and 35
    by_year = {fact.valid_from: fact.value for fact in facts("money_market").history("USD.interbank")}
    for year, bills, libor in ((1999, 0.0104, 0.0027), (2008, 0.0145, -0.0009), (2017, 0.0068, 0.0035)):
        assert by_year[on(f"{year}-01-01")] == pytest.approx(bills - libor)


def test_yen_spreads_before_2003_are_carried_back():
    assert interbank_known_since() == on("2003-01-01")


def test_overnight_dollars_are_those_of_the_month_before(development_data):
    funds, bills = (month_means(development_data(f"{name}_daily.csv")) for name in ("dff", "dtb3"))
    for year, month in ((1999, 2), (2007, 9), (2018, 12)):
        before = f"{year}-{month - 1:02d}"
        bill = investment_yield(bills[before] / 100.0, 91)
        expected = funds[before] / 100.0 * 365.0 / 360.0 - bill
        assert overnight_spreads([on(f"{year}-{month:02d}-15")]) == [pytest.approx(expected, abs=2e-5)]


def test_where_bills_are_of_one_month_overnight_dollars_are_those_of_the_month_before_all_the_same(
    development_data, market
):
    funds, bills = (
        month_means(development_data("dff_daily.csv")),
        dict(zip(map(iso, market.days), market.values("bill_yield"), strict=True)),
    )
    assert market.bill_months == 1
    for year, month in ((1999, 2), (2007, 9), (2018, 12)):
        before = f"{year}-{month - 1:02d}"
        bill = next(value for day, value in bills.items() if day.startswith(before))
        found = overnight_spreads([on(f"{year}-{month:02d}-15")], market.bill_months)
        assert found == [pytest.approx(funds[before] / 100.0 * 365.0 / 360.0 - bill, abs=4e-5)]


def month_means(path):
    months = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines):
            if row[0][:1].isdigit() and row[1]:
                months.setdefault(row[0][:7], []).append(float(row[1]))
    return {month: mean(values) for month, values in months.items()}
