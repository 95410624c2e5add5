from datetime import date
from itertools import pairwise

import pytest

from data.base.days import day_of, iso
from data.base.errors import ConfigError, DataError
from data.contracts.calendars import LONG, SessionCalendar, exchange, friday_of, xnys
from data.contracts.rolls import option_schedule, roll_rule, roll_schedule

ELEVENTH = day_of(date(2001, 9, 11))


def test_the_exchange_had_5031_sessions_from_1999_to_2018():
    assert len(xnys().between(day_of(date(1999, 1, 1)), day_of(date(2018, 12, 31)))) == 5031


def test_from_1970_sessions_are_the_days_of_closes(development_data, subtests):
    rows = development_data("history/long/spx_daily_1927_1980.csv").read_text(encoding="utf-8").splitlines()[1:]
    for year in range(1970, 1981):
        with subtests.test(year=year):
            days = [row.partition(",")[0] for row in rows if row.startswith(str(year))]
            assert [iso(day) for day in xnys().between(day_of(date(year, 1, 1)), day_of(date(year, 12, 31)))] == days


def test_before_1970_no_session_is_known():
    assert iso(xnys().sessions[0]) == "1970-01-02"
    assert iso(exchange("XLON").sessions[0]) == "1980-01-02"


@pytest.mark.parametrize("closed", ["2001-09-11", "2004-06-11", "2007-01-02", "2012-10-29", "2018-12-05", "2025-01-09"])
def test_special_closures_are_no_sessions(closed):
    assert day_of(date.fromisoformat(closed)) not in xnys()


def test_neighbours_of_a_closed_week():
    calendar = xnys()
    assert iso(calendar.on_or_before(ELEVENTH)) == "2001-09-10"
    assert iso(calendar.on_or_after(ELEVENTH)) == "2001-09-17"
    assert iso(calendar.after(ELEVENTH - 1)) == "2001-09-17"
    assert calendar.on_or_after(ELEVENTH - 1) == calendar.on_or_before(ELEVENTH - 1) == ELEVENTH - 1


def test_beyond_its_ends_a_calendar_says_what_it_covers():
    week = SessionCalendar("WEEK", [0, 1, 2, 3, 4])
    for beyond in (lambda: week.after(4), lambda: week.on_or_before(-1), lambda: week.on_or_after(5)):
        with pytest.raises(DataError, match=r"calendar WEEK: no session beside .*; it covers 1970-01-01 to 1970-01-05"):
            beyond()


def test_rolls_are_in_order_and_before_their_expiry():
    rolls = roll_schedule(day_of(date(1999, 1, 1)), day_of(date(2030, 12, 31)), xnys(), roll_rule("ES"))
    assert len(rolls) == 4 * 32
    assert [roll.day for roll in rolls] == sorted(roll.day for roll in rolls)
    assert all(3 <= roll.expiry - roll.day <= 8 for roll in rolls)


def test_tokyo_has_its_own_sessions():
    tokyo = exchange("XTKS")
    assert tokyo.name == "XTKS"
    assert day_of(date(2024, 2, 12)) not in tokyo  # substitute for Foundation Day; New York was open
    assert day_of(date(2024, 2, 12)) in xnys()
    assert day_of(date(2024, 7, 4)) in tokyo
    assert len(tokyo.between(day_of(date(2023, 1, 1)), day_of(date(2023, 12, 31)))) == 246
    assert exchange("XTKS") is tokyo


def test_an_unknown_exchange_is_refused():
    with pytest.raises(
        ConfigError, match="unknown calendar 'XTOK'; give the code of an exchange, such as XNYS or XTKS"
    ):
        exchange("XTOK")


@pytest.mark.parametrize("place", [1, 2, 3, 4])
def test_the_fridays_of_a_month_are_a_week_apart(place):
    assert iso(friday_of(2024, 3, place)) == f"2024-03-{1 + 7 * (place - 1):02d}"


def test_a_roll_before_the_first_known_rule_is_that_of_the_first():
    assert iso(roll_rule("NK225M").leaves(1988, 6, xnys())) == "1988-06-06"
    assert iso(roll_rule("ES").leaves(1929, 9, exchange(LONG))) == "1929-09-12"


def test_families_of_futures_have_dates_of_their_own():
    american, japanese = roll_rule("ES"), roll_rule("NK225M")
    assert (american.calendar, american.friday, american.last_trade) == ("XNYS", 3, 0)
    assert (japanese.calendar, japanese.friday, japanese.last_trade) == ("XTKS", 2, 1)


def option_dates(year, sessions_before=0):
    first, last = (day_of(date(year, *month_and_day)) for month_and_day in ((1, 1), (12, 31)))
    return option_schedule(first, last, xnys(), sessions_before)


def test_option_dates_are_the_third_fridays():
    assert [iso(roll.day) for roll in option_dates(2013)][:4] == [
        "2013-01-18",
        "2013-02-15",
        "2013-03-15",
        "2013-04-19",
    ]
    assert all(roll.day == roll.expiry for roll in option_dates(2013))


@pytest.mark.parametrize("expected", ["2008-03-20", "2014-04-17", "2019-04-18", "2000-04-20"])
def test_on_good_friday_options_end_the_day_before(expected):
    day = date.fromisoformat(expected)
    month = [roll for roll in option_dates(day.year) if iso(roll.expiry)[:7] == expected[:7]]
    assert [iso(roll.expiry) for roll in month] == [expected]


@pytest.mark.parametrize(
    ("expiry", "sessions_before", "expected"),
    [
        ("2008-03-20", 1, "2008-03-19"),
        ("2008-03-20", 10, "2008-03-06"),
        ("2014-04-17", 5, "2014-04-10"),
        ("2019-04-18", 3, "2019-04-15"),
        ("2001-09-21", 5, "2001-09-10"),
        ("2013-01-18", 15, "2012-12-27"),
    ],
)
def test_so_many_sessions_before(expiry, sessions_before, expected):
    last = day_of(date.fromisoformat(expiry))
    rolls = {iso(roll.expiry): iso(roll.day) for roll in option_schedule(last - 40, last, xnys(), sessions_before)}
    assert rolls[expiry] == expected


@pytest.mark.parametrize("sessions_before", [0, 1, 7, 15])
def test_every_month_has_one_option_date_and_leads_to_the_next(sessions_before):
    first, last = day_of(date(1999, 1, 4)), day_of(date(2018, 12, 31))
    rolls = option_schedule(first, last, xnys(), sessions_before)
    assert 238 <= len(rolls) <= 241
    assert all(one.next_expiry == other.expiry and one.day < other.day for one, other in pairwise(rolls))
    assert all(first <= roll.day <= roll.expiry < roll.next_expiry for roll in rolls)
    assert all(len(xnys().between(roll.day, roll.expiry)) == sessions_before + 1 for roll in rolls)


@pytest.mark.parametrize("earlier", [0, 3, 10])
def test_schedules_ask_for_no_session_before_the_calendar(earlier):
    first = xnys().sessions[0]
    early, later = (
        roll_schedule(since, first + 800, xnys(), roll_rule("ES"), earlier) for since in (first - 400, first)
    )
    assert early == later
    assert early[0].day >= first
    dates = [option_schedule(since, first + 200, xnys(), earlier) for since in (first - 60, first)]
    assert dates[0] == dates[1]
    assert dates[0][0].day >= first
