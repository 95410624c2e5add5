"""Expiries and roll dates that exchanges and vendors printed."""

import itertools
from datetime import date

import pytest

from data.calendars import expiry, month_code, roll_date, roll_schedule, third_friday, xnys
from data.days import date_of, day_of


def rolls_of(year):
    return [roll_date(year, month, xnys()) for month in (3, 6, 9, 12)]


def test_december_2014_expires_on_the_19th_and_rolls_on_the_11th():
    # cmegroup.com/trading/equity-index/rolldates.html
    assert date_of(expiry(2014, 12, xnys())) == date(2014, 12, 19)
    assert date_of(roll_date(2014, 12, xnys())) == date(2014, 12, 11)
    assert date_of(roll_date(2014, 9, xnys())) == date(2014, 9, 11)


def test_march_2022_rolls_on_thursday_and_june_2022_on_monday():
    # trendarchitect.com/blog/cme-equity-index-futures-roll-dates; the change of 2022-06-13: iqhelp.dtn.com
    assert date_of(roll_date(2022, 3, xnys())) == date(2022, 3, 10)
    assert date_of(expiry(2022, 6, xnys())) == date(2022, 6, 17)
    assert date_of(roll_date(2022, 6, xnys())) == date(2022, 6, 13)


def test_every_roll_before_the_change_is_the_thursday_before_expiry_week():
    days = [date_of(day) for year in range(1999, 2022) for day in rolls_of(year)]
    others = [day for day in days if day.weekday() != 3 or not 7 <= day.day <= 13]
    assert others == [date(2001, 9, 17)]  # the exchange was shut on Thursday the 13th, which no one knew ahead


def test_every_roll_since_the_change_is_a_monday():
    days = [date_of(day) for year in range(2023, 2038) for day in rolls_of(year)]
    assert {day.weekday() for day in days} == {0}


@pytest.mark.parametrize(
    "holiday",
    [
        "2000-04-21",
        "2003-04-18",
        "2008-03-21",
        "2014-04-18",
        "2019-04-19",
        "2022-04-15",
        "2025-04-18",
        "2026-06-19",
        "2027-06-18",
    ],
)
def test_a_third_friday_on_a_holiday_expires_the_session_before(holiday):
    # Good Fridays and Juneteenths among the third Fridays of 1999-2027
    friday = date.fromisoformat(holiday)
    assert third_friday(friday.year, friday.month) == day_of(friday)
    assert expiry(friday.year, friday.month, xnys()) == day_of(friday) - 1


def test_the_schedule_of_a_year_is_four_rolls_from_each_contract_into_the_next():
    schedule = roll_schedule(day_of(date(2014, 1, 1)), day_of(date(2014, 12, 31)), xnys())
    assert [roll.months() for roll in schedule] == [("H14", "M14"), ("M14", "U14"), ("U14", "Z14"), ("Z14", "H15")]
    assert all(roll.next_expiry == following.expiry for roll, following in itertools.pairwise(schedule))


def test_month_codes():
    assert month_code(day_of(date(1999, 3, 19))) == "H99"


def test_real_rolls_of_the_sp500_future_lie_near_the_rule(development_data):
    # First dates on which a price vendor's lead contract changed: the market moves within a week of the rule.
    lines = development_data("sp500_futures_rolls_realised.csv").read_text().splitlines()[1:]
    realised = [day_of(date.fromisoformat(line.split(",")[0])) for line in lines]
    ours = {day for year in range(1990, 2021) for day in rolls_of(year)}
    near = sum(any(abs(day - mine) <= 8 for mine in ours) for day in realised)
    assert near / len(realised) > 0.9
