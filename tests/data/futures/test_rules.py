"""Rules about single settlement prices of futures: lies are found at the row where they stand."""

from dataclasses import replace

import numpy as np
import pytest

from data.base.days import iso
from data.base.finding import errors
from data.contracts.calendars import xnys
from data.futures.rules import findings_alone
from data.futures.table import FutureRows
from data.market.embedded import embedded_market
from tests.support.future_rows import changed, found, prices, row_of


@pytest.fixture(scope="module")
def days():
    return embedded_market().as_arrays()


def test_the_december_future_of_19_october_1987_settled_ten_percent_below_the_index_and_is_believed(days):
    rows = prices(days, "1987-09-21", 40)
    row = row_of(rows, "1987-10-19")
    assert errors(found(changed(rows, row, 201.5), days)) == []


@pytest.mark.parametrize("factor", [1.012, 0.988])
def test_one_percent_is_seen_where_all_other_prices_are_of_the_hour_of_the_index(factor, days):
    rows = prices(days, "2012-06-01", 200, noise=0.0003)
    row = row_of(rows, "2012-09-05")
    assert [one.line for one in found(changed(rows, row, rows.settlement[row] * factor), days)] == [int(rows.line[row])]


def test_a_price_of_another_hour_of_a_wild_day_is_believed(days):
    rows = prices(days, "2020-03-02", 30)
    row = row_of(rows, "2020-03-13")
    assert found(changed(rows, row, round(rows.settlement[row] * 0.97)), days) == []


@pytest.mark.parametrize(
    ("factor", "check", "cause"),
    [
        (0.1, "settlement-far-off", "the decimal point is 1 place off"),
        (100.0, "settlement-far-off", "the decimal point is 2 places off"),
        (1.12, "settlement-far-off", ""),
        (1.03, "settlement-off", ""),
        (0.98, "settlement-off", ""),
    ],
)
def test_one_wrong_price_is_told_with_line_date_contract_value_and_neighbours(factor, check, cause, days):
    rows = prices(days, "2012-04-02", 60)
    row = row_of(rows, "2012-05-10")
    wrong = changed(rows, row, rows.settlement[row] * factor)
    (one,) = found(wrong, days)
    assert (one.check, one.line, one.date, one.column) == (check, int(rows.line[row]), "2012-05-10", "settlement")
    assert one.value == f"{wrong.settlement[row]:.10g}"
    assert "ESM12" in one.problem
    assert "on 2012-05-09" in one.beside
    assert "on 2012-05-11" in one.beside
    assert "the index closed at 1357.99" in one.beside
    assert cause in one.cause


@pytest.mark.parametrize("row", [0, -1])
def test_a_wrong_price_on_the_first_or_the_last_session_of_a_market_is_told(row, days):
    rows = prices(days, "2012-04-02", 60, contracts=1)
    first, last = np.searchsorted(days.days, [rows.day[0], rows.day[-1]])
    arrays = ("days", "close", "high", "low", "bill_yield", "dividend_yield", "vix")
    of_rows = replace(days, **{name: getattr(days, name)[first : last + 1] for name in arrays})
    (one,) = found(changed(rows, row, rows.settlement[row] * 1.12), of_rows)
    assert (one.check, one.line) == ("settlement-far-off", int(rows.line[row]))


@pytest.mark.parametrize(
    ("wrong", "cause"), [(1533.25, "two digits may be exchanged"), (1955.25, "one digit may be wrong")]
)
def test_slips_of_the_hand_are_named(wrong, cause, days):
    rows = prices(days, "2012-04-02", 60)
    row = row_of(rows, "2012-05-10")
    (one,) = found(changed(changed(rows, row, 1355.25), row, wrong), days)
    assert cause in one.cause


def test_prices_of_two_days_that_were_exchanged_are_named(days):
    rows = prices(days, "2011-07-20", 40, noise=0.0002, contracts=1)
    one, other = row_of(rows, "2011-08-05"), row_of(rows, "2011-08-08")
    wrong = changed(changed(rows, one, rows.settlement[other]), other, rows.settlement[one])
    (told,) = found(wrong, days)
    assert (told.check, told.severity, told.line) == ("settlements-exchanged", "error", int(rows.line[one]))
    assert "2011-08-08" in told.problem


def test_prices_of_two_contracts_that_were_exchanged_are_named(days):
    rows = prices(days, "2007-02-01", 60, noise=0.0002)
    one, other = row_of(rows, "2007-02-20", 0), row_of(rows, "2007-02-20", 1)
    wrong = changed(changed(rows, one, rows.settlement[other]), other, rows.settlement[one])
    (told,) = found(wrong, days)
    assert (told.check, told.severity, told.line) == ("settlements-exchanged", "error", int(rows.line[one]))
    assert "ESM07" in told.problem


@pytest.mark.pages
@pytest.mark.parametrize("digit", range(4))
def test_a_wrong_digit_of_any_significance_from_two_percent_on_is_found_at_its_line(digit, days):
    rng = np.random.default_rng(digit)
    rows = prices(days, "2012-06-01", 400, seed=digit)
    quiet = np.flatnonzero(np.isin(rows.day, days.days[:-1][np.abs(np.diff(np.log(days.close))) < 0.006]))
    tried = 0
    for _ in range(200):
        row = int(rng.choice(quiet))
        text = f"{rows.settlement[row]:.2f}"
        wrong = float(text[:digit] + str(rng.integers(10)) + text[digit + 1 :])
        if wrong > 0.0 and abs(wrong / rows.settlement[row] - 1.0) > 0.025 and tried < 20:
            tried += 1
            assert [one.line for one in found(changed(rows, row, wrong), days)] == [int(rows.line[row])]
    assert tried or digit > 2


def test_two_contracts_of_a_day_are_seen_to_be_exchanged_at_a_tenth_of_a_percent(days):
    rows = prices(days, "2013-01-02", 60, noise=0.00005)
    row, other = row_of(rows, "2013-02-15"), row_of(rows, "2013-02-15", 1)
    price = float(rows.settlement[row])
    told = found(changed(changed(rows, row, float(rows.settlement[other])), other, price), days)
    assert [(one.check, one.line) for one in told] == [("settlements-exchanged", int(rows.line[row]))]


@pytest.mark.parametrize("repeats", [3, 10, 30])
def test_prices_that_stand_still_while_the_index_moves_are_told(repeats, days):
    rows = prices(days, "2011-08-01", 60, contracts=1)
    settlement = rows.settlement.copy()
    settlement[5 : 5 + repeats + 1] = settlement[5]
    told = found(replace(rows, settlement=settlement), days)
    assert {one.check for one in told} & {"settlement-frozen", "settlements-not-of-index"}


def test_two_contracts_of_a_day_that_stand_apart_are_told(days):
    rows = prices(days, "2017-03-01", 60, noise=0.0002)
    row = row_of(rows, "2017-04-12", contract=1)
    (one,) = found(changed(rows, row, rows.settlement[row] * 1.014), days)
    assert one.severity == "warning"
    assert one.line == int(rows.line[row])


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        (1, "a Saturday: the contract of that quarter settles on 2012-06-15"),
        (-1, "settles on 2012-06-15"),
        (7, "settles on 2012-06-15"),
    ],
)
def test_an_expiry_that_is_none_names_the_one_that_was_probably_meant(moved, said, days):
    rows = prices(days, "2012-05-01", 5, contracts=1)
    told = findings_alone(replace(rows, expiry=rows.expiry + moved), xnys())
    assert [one.check for one in told] == ["expiry-unknown"] * 5
    assert said in told[0].cause


def test_a_holiday_that_is_a_third_friday_is_named_too(days):
    rows = prices(days, "2008-02-19", 5, contracts=1)
    assert iso(int(rows.expiry[0])) == "2008-03-20"
    told = findings_alone(replace(rows, expiry=rows.expiry + 1), xnys())
    assert "settles on 2008-03-20" in told[0].cause


def inserted(rows, day, price, after):
    """A row of the front contract on another day."""
    at = after + 1
    return FutureRows(
        rows.file, np.arange(2, len(rows) + 3), np.insert(rows.day, at, day), np.insert(rows.root, at, 0), rows.roots,
        np.insert(rows.expiry, at, rows.expiry[after]), np.insert(rows.settlement, at, price),
    )  # fmt: skip


def test_a_saturday_is_told_and_a_sunday_evening_between_sessions_is_not(days):
    rows = prices(days, "2018-02-01", 30, contracts=1)
    friday = row_of(rows, "2018-02-09")
    price, day = rows.settlement[friday] * 1.003, int(rows.day[friday])
    assert [one.check for one in found(inserted(rows, day + 1, price, friday), days)] == ["quote-not-on-session"]
    assert found(inserted(rows, day + 2, price, friday), days) == []
    filled = found(inserted(rows, day + 2, rows.settlement[friday], friday), days)
    assert [one.check for one in filled] == ["quote-not-on-session"]
    wrong = found(inserted(rows, day + 2, price * 10.0, friday), days)
    assert [one.check for one in wrong] == ["settlement-far-off"]
