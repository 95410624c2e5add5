"""Dates of bond futures as the exchanges have them: delivery, the last trading day, and rolls before the notice."""

from datetime import date

import pytest

from data.base.days import day_of, iso
from data.contracts.calendars import exchange
from data.contracts.contracts import FutureContract, future_spec
from data.contracts.rolls import roll_rule, roll_schedule

US = ("ZN", "ZF", "ZT", "ZB")


def rolls(family, first=2023, last=2023):
    rule = roll_rule(family)
    ends = day_of(date(first, 1, 1)), day_of(date(last, 12, 31))
    return rule, exchange(rule.calendar), roll_schedule(*ends, exchange(rule.calendar), rule)


@pytest.mark.parametrize(
    ("family", "told"),
    [
        ("ZN", [("2023-02-24", "2023-03-22", "2023-03-31"), ("2023-05-26", "2023-06-21", "2023-06-30")]),
        ("ZF", [("2023-02-24", "2023-03-31", "2023-03-31"), ("2023-05-26", "2023-06-30", "2023-06-30")]),
        ("JGBL", [("2023-03-06", "2023-03-13", "2023-03-20"), ("2023-06-06", "2023-06-13", "2023-06-20")]),
    ],
)
def test_left_last_traded_and_delivered(family, told):
    rule, calendar, schedule = rolls(family)
    found = [(one.day, rule.last_trading_day(one.expiry, calendar), one.expiry) for one in schedule]
    assert [tuple(map(iso, days)) for days in found][:2] == told


@pytest.mark.parametrize("family", US)
def test_no_treasury_future_is_held_on_the_first_day_of_notice(family):
    _, calendar, schedule = rolls(family, 1990, 2030)
    assert len(schedule) == 41 * 4
    for one in schedule:
        first = calendar.on_or_after(day_of(date.fromisoformat(f"{iso(one.expiry)[:7]}-01")))
        assert calendar.before(first, 3) == one.day


def test_a_jgb_is_delivered_on_the_20th_or_after_and_left_two_weeks_before():
    _, calendar, schedule = rolls("JGBL", 1998, 2030)
    for one in schedule:
        assert 20 <= int(iso(one.expiry)[8:]) <= 24
        assert calendar.before(one.expiry, 10) == one.day


def test_contracts_are_called_by_the_month_of_delivery():
    _, _, schedule = rolls("ZN")
    assert [FutureContract(future_spec("ZN"), one.expiry).code for one in schedule] == [
        "ZNH23",
        "ZNM23",
        "ZNU23",
        "ZNZ23",
    ]


def test_a_schedule_is_the_same_from_whichever_day_it_is_asked_for():
    rule, calendar, schedule = rolls("ZN", 2020, 2024)
    for day in range(schedule[0].day, schedule[-1].day, 17):
        later = roll_schedule(day, schedule[-1].day, calendar, rule)
        assert later == tuple(one for one in schedule if one.day >= day)
        earlier = roll_schedule(schedule[0].day, day, calendar, rule)
        assert earlier == tuple(one for one in schedule if one.day <= day)
