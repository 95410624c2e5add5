"""Rules about settlement prices of futures: real and modelled prices pass, and lies are found at the row where they
stand.
"""

from dataclasses import replace
from datetime import date
from time import process_time

import numpy as np
import pytest

from data.base.days import day_of, iso
from data.base.finding import errors
from data.contracts.calendars import exchange, roll_schedule, xnys
from data.contracts.contracts import future_spec
from data.contracts.underlying import SYNTHETIC
from data.futures.on_market import findings_on, held_on
from data.futures.rules import findings_alone
from data.futures.table import FutureRows
from data.market.embedded import embedded_market
from validation.public_data import FOLDERS, file

FILES = "sp500_futures_front_next_daily.csv", "es_front_next_2018_2023.csv"


@pytest.fixture(scope="module")
def days():
    return embedded_market().as_arrays()


def prices(days, first, sessions, *, noise=0.001, seed=1, contracts=2):
    """Front and next contract at the index and its carry, with noise, to a quarter of a point."""
    rng, start = np.random.default_rng(seed), int(np.searchsorted(days.days, day_of(date.fromisoformat(first))))
    place = np.arange(start, min(start + sessions, len(days.days)))
    first_day, last_day = int(days.days[place[0]]), int(days.days[place[-1]])
    schedule = roll_schedule(first_day - 200, last_day + 500, xnys(), future_spec("ES").rolls)
    expiries = np.array(sorted({day for roll in schedule for day in (roll.expiry, roll.next_expiry)}))
    rows = []
    for one in place.tolist():
        day = int(days.days[one])
        for expiry in expiries[expiries >= day][:contracts].tolist():
            carry = (days.bill_yield[one] - days.dividend_yield[one]) * (expiry - day) / 365.0
            rows.append((day, expiry, round(4 * days.close[one] * np.exp(carry + rng.normal(0.0, noise))) / 4))
    day, expiry, price = (np.array(column) for column in zip(*rows, strict=True))
    root = np.zeros(len(rows), dtype=np.int64)
    return FutureRows("futures.csv", np.arange(2, len(rows) + 2), day, root, ("ES",), expiry, price.astype(float))


def found(rows, days, calendar=None):
    return [*findings_alone(rows, calendar or xnys()), *findings_on(rows, days)]


def changed(rows, row, price):
    settlement = rows.settlement.copy()
    settlement[row] = price
    return replace(rows, settlement=settlement)


def row_of(rows, day, contract=0):
    return int(np.flatnonzero(rows.day == day_of(date.fromisoformat(day)))[contract])


@pytest.mark.parametrize("name", FILES)
@pytest.mark.skipif(not any(folder.exists() for folder in FOLDERS), reason="public data are not there")
def test_real_prices_of_mixed_hours_are_no_alarm_whole_or_in_parts(name, days):
    from data.intake.quotes.futures_file import read_rows

    rows = read_rows(file(name)).rows
    assert found(rows, days) == []
    rng = np.random.default_rng(5)
    for _ in range(25):
        size = int(rng.integers(30, 400))
        start = int(rng.integers(0, len(rows) - size))
        assert found(rows.take(np.arange(start, start + size)), days) == []


@pytest.mark.parametrize(
    "first", ["1982-06-01", "1987-09-01", "2000-03-01", "2008-09-02", "2012-04-02", "2020-02-03", "2022-01-03"]
)
@pytest.mark.parametrize("sessions", [30, 90])
def test_prices_at_carry_are_no_alarm_in_calm_and_in_storm(first, sessions, days):
    rows = prices(days, first, sessions)
    assert found(rows, days) == []
    assert held_on(rows, days).agree == held_on(rows, days).rows == len(rows)


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


@pytest.mark.parametrize(
    ("moved", "cause"), [(-1462, "the 1904 system read"), (1462, "read as those of the 1904 system"), (7, "a week")]
)
def test_dates_of_a_whole_file_that_are_off_by_a_known_number_of_days_say_so(moved, cause, days):
    rows = prices(days, "2009-01-05", 120, noise=0.0005)
    told = findings_on(replace(rows, day=rows.day + moved, expiry=rows.expiry + moved), days)
    assert [one.check for one in told] == ["settlements-not-of-index"]
    assert cause in told[0].cause


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


@pytest.mark.parametrize(("sessions", "way"), [(1, "late"), (-1, "early")])
@pytest.mark.parametrize("start", [0, 40])
def test_dates_a_session_off_are_refused_also_from_some_row_on(sessions, way, start, days):
    rows = prices(days, "2015-01-05", 120)
    place = np.searchsorted(days.days, rows.day)
    moved = place >= place[0] + start
    shifted = replace(rows, day=np.where(moved, days.days[place + sessions], rows.day))
    kept = shifted.take(shifted.day <= shifted.expiry)
    kept = kept.take(np.unique(kept.contract * 100_000 + kept.day, return_index=True)[1])
    told = [one for one in errors(found(kept, days)) if one.check == "settlements-shifted"]
    assert [one.cause for one in told] == [f"dates are probably a session {way}"]


@pytest.mark.parametrize("calendar_days", [1, -1])
def test_dates_a_day_off_are_refused(calendar_days, days):
    rows = prices(days, "2015-01-05", 120)
    shifted = replace(rows, day=rows.day + calendar_days)
    assert "settlements-shifted" in {
        one.check for one in errors(found(shifted.take(shifted.day <= shifted.expiry), days))
    }


def test_prices_in_the_opposite_order_are_refused(days):
    rows = prices(days, "2013-01-02", 250)
    (one,) = found(replace(rows, settlement=rows.settlement[::-1].copy()), days)
    assert (one.check, one.severity) == ("settlements-not-of-index", "error")
    assert "opposite order" in one.cause


@pytest.mark.parametrize(
    ("factor", "cause"),
    [(0.1, "0.1 times the index"), (100.0, "100 times"), (2.4, "2.4 times the index: another index")],
)
def test_a_file_of_another_scale_or_index_is_one_error(factor, cause, days):
    rows = prices(days, "2013-01-02", 60)
    (one,) = found(replace(rows, settlement=rows.settlement * factor), days)
    assert (one.check, one.severity) == ("settlements-not-of-index", "error")
    assert "120 of 120 rows" in one.problem
    assert cause in one.cause


def test_two_contracts_of_a_day_are_seen_to_be_exchanged_at_a_tenth_of_a_percent(days):
    rows = prices(days, "2013-01-02", 60, noise=0.00005)
    row, other = row_of(rows, "2013-02-15"), row_of(rows, "2013-02-15", 1)
    price = float(rows.settlement[row])
    told = found(changed(changed(rows, row, float(rows.settlement[other])), other, price), days)
    assert [(one.check, one.line) for one in told] == [("settlements-exchanged", int(rows.line[row]))]


@pytest.mark.parametrize("by", ["points", "ratio"])
def test_a_series_that_was_adjusted_at_each_roll_is_told_as_such(by, days):
    rows = prices(days, "2002-01-02", 1000, contracts=1)
    contracts = np.unique(rows.expiry)
    ahead = len(contracts) - 1 - np.searchsorted(contracts, rows.expiry)
    adjusted = rows.settlement + 12.0 * ahead if by == "points" else rows.settlement * 1.01**ahead
    (one,) = found(replace(rows, settlement=adjusted), days)
    assert (one.check, one.severity) == ("settlements-not-of-index", "error")
    assert "adjusted at each roll" in one.cause


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


def test_rows_that_can_never_be_used_are_counted(days):
    rows = prices(days, "2018-02-01", 30)
    (micro,) = found(replace(rows, roots=("MES",)), days)
    assert (micro.check, micro.severity, micro.cause) == (
        "settlements-unused",
        "warning",
        "MES settles at the price of ES: write ES",
    )
    assert "0 of 60 rows can be used" in micro.problem
    (late,) = findings_on(replace(rows, day=rows.day + 20_000, expiry=rows.expiry + 20_000), days)
    assert "none of 60 rows is of a session of the market" in late.problem


def test_a_future_on_another_index_is_told_and_is_not_held_against_this_one(days):
    tokyo = exchange("XTKS")
    when = day_of(date(2018, 2, 1))
    sessions = np.array(tokyo.between(when, when + 30))
    expiry = np.full(len(sessions), day_of(date(2018, 3, 9)))
    rows = FutureRows(
        "n.csv",
        np.arange(2, len(sessions) + 2),
        sessions,
        np.zeros(len(sessions), np.int64),
        ("NK225M",),
        expiry,
        np.full(len(sessions), 22_000.0) + np.arange(len(sessions)),
    )
    assert findings_alone(rows, tokyo) == []
    assert [one.cause for one in findings_on(rows, days)] == ["NK225M is on N225, the market on SPX"]


def test_a_made_up_market_is_not_compared_with_real_prices(days):
    rows = prices(days, "2018-02-01", 30)
    assert findings_on(replace(rows, settlement=rows.settlement * 3.0), replace(days, index=SYNTHETIC)) == []


def test_no_rows_are_no_finding(days):
    rows = prices(days, "2018-02-01", 5).take(np.zeros(10, dtype=bool))
    assert found(rows, days) == []
    assert held_on(rows, days).rows == 0


def test_thousands_of_wrong_rows_are_told_in_a_moment(days):
    rows, started = prices(days, "2000-01-03", 3_000), process_time()
    assert len(found(replace(rows, expiry=rows.expiry + 1), days)) >= 6_000
    assert process_time() - started < 5.0


@pytest.mark.parametrize(("first", "factor"), [("2012-04-02", 1.01), ("2004-02-02", 0.985), ("2023-05-01", 1.02)])
def test_prices_that_all_stand_a_part_off_are_told_once(days, first, factor):
    rows = prices(days, first, 60)
    told = found(replace(rows, settlement=rows.settlement * factor), days)
    assert [(one.check, one.severity, one.line) for one in told] == [("settlements-offset", "warning", 2)]
    assert found(rows, days) == []


@pytest.mark.parametrize(("start", "factor"), [(61, 1.015), (30, 0.985), (90, 1.012)])
def test_prices_that_stand_otherwise_from_a_day_on_are_told_at_its_row(days, start, factor):
    rows = prices(days, "2012-04-02", 60, noise=0.0005)
    start -= start % 2
    settlement = np.where(np.arange(len(rows)) >= start, factor, 1.0) * rows.settlement
    told = found(replace(rows, settlement=settlement), days)
    assert [(one.check, one.line) for one in told] == [("settlements-break", start + 2)]


def test_a_file_a_session_late_is_told_once_with_a_count_that_can_be(days):
    rows = prices(days, "2012-04-02", 59, noise=0.0)
    late = rows.settlement.copy()
    for contract in np.unique(rows.contract):
        own = np.flatnonzero(rows.contract == contract)
        late[own[1:]] = rows.settlement[own[:-1]]
    told = [one for one in found(replace(rows, settlement=late), days) if one.severity == "error"]
    assert [one.check for one in told] == ["settlements-shifted"]
    count, total = map(int, told[0].problem.replace("as do ", "").split(", ")[1].split(" rows")[0].split(" of "))
    assert count <= total
