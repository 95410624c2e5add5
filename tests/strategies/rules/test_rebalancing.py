from datetime import date

import pytest

from data.base.days import day_of, month_number
from strategies.rules.rebalancing import due, months_of, outside_band


def fills_on(schedule, today, fill_day):
    month, fill_month = (month_number(day_of(date.fromisoformat(day))) for day in (today, fill_day))
    return due(months_of(schedule), month, fill_month)


@pytest.mark.parametrize(
    ("schedule", "today", "fill_day", "expected"),
    [
        ("daily", "2014-01-14", "2014-01-15", True),
        ("monthly", "2014-01-14", "2014-01-15", False),
        ("monthly", "2014-01-31", "2014-02-03", True),
        ("quarterly", "2014-01-31", "2014-02-03", False),
        ("quarterly", "2014-02-13", "2014-02-14", False),
        ("quarterly", "2014-02-28", "2014-03-03", False),
        ("quarterly", "2014-03-31", "2014-04-01", True),
        ("quarterly", "2014-12-31", "2015-01-02", True),
    ],
)
def test_a_fixed_date_is_the_first_session_of_its_period(schedule, today, fill_day, expected):
    assert fills_on(schedule, today, fill_day) is expected


def test_of_each_schedule_the_months_between_fixed_dates_are_known():
    assert [months_of(schedule) for schedule in ("daily", "monthly", "quarterly")] == [0, 1, 3]


def test_a_difference_within_the_band_is_left_alone():
    assert not outside_band(0.05, target=100, held=95)
    assert outside_band(0.05, target=100, held=94)
    assert outside_band(0.05, target=100, held=106)


def test_the_band_is_around_the_target_before_it_is_made_whole():
    assert not outside_band(0.03, target=32.5, held=32)  # the nearest is 33, a contract more than 3 % off
    assert not outside_band(0.03, target=32.5, held=33)
    assert outside_band(0.03, target=32.99, held=32)


def test_without_a_band_every_contract_counts():
    assert outside_band(0.0, target=100, held=99)
    assert not outside_band(0.0, target=100, held=100)


def test_a_target_of_nothing_is_always_traded_to():
    assert outside_band(0.5, target=0, held=1)
    assert not outside_band(0.5, target=0, held=0)
