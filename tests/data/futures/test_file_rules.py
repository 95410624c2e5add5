"""Rules about whole files of settlement prices of futures: real and modelled prices pass, and what is off all along is
told once.
"""

from dataclasses import replace
from datetime import date
from functools import partial

import numpy as np
import pytest

from data.base.days import day_of
from data.base.finding import errors
from data.contracts.calendars import exchange
from data.contracts.underlying import SYNTHETIC
from data.futures.on_market import findings_on, held_on
from data.futures.rules import findings_alone
from data.futures.table import FutureRows
from data.market.embedded import embedded_market
from tests.support.effort import calls
from tests.support.future_rows import found, prices
from validation.public_data import FOLDERS, file

FILES = "sp500_futures_front_next_daily.csv", "es_front_next_2018_2023.csv"


@pytest.fixture(scope="module")
def days():
    return embedded_market().as_arrays()


@pytest.mark.pages
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


@pytest.mark.parametrize(
    ("moved", "cause"), [(-1462, "the 1904 system read"), (1462, "read as those of the 1904 system"), (7, "a week")]
)
def test_dates_of_a_whole_file_that_are_off_by_a_known_number_of_days_say_so(moved, cause, days):
    rows = prices(days, "2009-01-05", 120, noise=0.0005)
    told = findings_on(replace(rows, day=rows.day + moved, expiry=rows.expiry + moved), days)
    assert [one.check for one in told] == ["settlements-not-of-index"]
    assert cause in told[0].cause


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


@pytest.mark.parametrize("by", ["points", "ratio"])
def test_a_series_that_was_adjusted_at_each_roll_is_told_as_such(by, days):
    rows = prices(days, "2002-01-02", 1000, contracts=1)
    contracts = np.unique(rows.expiry)
    ahead = len(contracts) - 1 - np.searchsorted(contracts, rows.expiry)
    adjusted = rows.settlement + 12.0 * ahead if by == "points" else rows.settlement * 1.01**ahead
    (one,) = found(replace(rows, settlement=adjusted), days)
    assert (one.check, one.severity) == ("settlements-not-of-index", "error")
    assert "adjusted at each roll" in one.cause


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


@pytest.mark.pages
def test_ten_times_the_wrong_rows_are_ten_times_the_work(days):
    few, every = (prices(days, "2000-01-03", sessions) for sessions in (300, 3_000))
    wrong = [replace(rows, expiry=rows.expiry + 1) for rows in (few, every)]
    assert len(found(wrong[1], days)) >= 1_000
    work = [calls(partial(found, rows, days)) for rows in wrong]
    assert work[1] < 12 * work[0]


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
