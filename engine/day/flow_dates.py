"""The sessions on which money is paid into an account and out of it: known ahead, from the calendar."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from data.base.days import Day, date_of, day_of, month_number
from data.contracts.calendars import SessionCalendar


class FlowDates(NamedTuple):
    """By session: whether it is the first of its period, the sessions from it until the next that is, and the number of
    that one's month. The first session of a run pays nothing all the same.
    """

    pays: list[bool]
    ahead: list[int]
    months: list[int]


NO_DATES = FlowDates([], [], [])


def flow_dates(days: Sequence[Day], calendar: SessionCalendar, months: int, start: Day) -> FlowDates:
    """First sessions of every period of so many months (1, 3 or 12) that are not before `start`, for the sessions of a
    market; beyond its end as its calendar goes on.
    """
    found = FlowDates([], [], [])
    due, row = days[0], 0
    for place, day in enumerate(days):
        found.pays.append(day == due and place > 0)
        if due <= day:
            due = next_payment(day, calendar, months, start)
            row = _row_of(due, days, calendar)
        found.ahead.append(row - place)
        found.months.append(month_number(due))
    return found


def next_payment(day: Day, calendar: SessionCalendar, months: int, start: Day) -> Day:
    """The first such session after a day."""
    first = first_of_period(month_number(day) // months * months + months)
    while calendar.on_or_after(first) < start:
        first = first_of_period(month_number(first) + months)
    return calendar.on_or_after(first)


def first_of_period(month: int) -> Day:
    """The first calendar day of a month by its number."""
    return day_of(date_of(0).replace(year=month // 12, month=month % 12 + 1, day=1))


def _row_of(day: Day, days: Sequence[Day], calendar: SessionCalendar) -> int:
    """The place of a session, counted on beyond the last by those that the calendar has."""
    if day <= days[-1]:
        return bisect_left(days, day)
    return len(days) + len(calendar.between(days[-1] + 1, day - 1))
