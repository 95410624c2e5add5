from datetime import date

import pytest

from data.calendars import SessionCalendar, roll_schedule, xnys
from data.days import day_of, iso
from data.errors import DataError

ELEVENTH = day_of(date(2001, 9, 11))


def test_the_exchange_had_5031_sessions_from_1999_to_2018():
    assert len(xnys().between(day_of(date(1999, 1, 1)), day_of(date(2018, 12, 31)))) == 5031


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
    rolls = roll_schedule(day_of(date(1999, 1, 1)), day_of(date(2030, 12, 31)), xnys())
    assert len(rolls) == 4 * 32
    assert [roll.day for roll in rolls] == sorted(roll.day for roll in rolls)
    assert all(3 <= roll.expiry - roll.day <= 8 for roll in rolls)
