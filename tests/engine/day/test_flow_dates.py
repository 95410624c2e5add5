"""Sessions on which money is paid in and out."""

from datetime import date

import pytest

from data.base.days import date_of, day_of, month_number
from data.contracts.calendars import xnys
from engine.day.flow_dates import flow_dates, next_payment

CALENDAR = xnys()


def sessions(first, last):
    return list(CALENDAR.between(day_of(date.fromisoformat(first)), day_of(date.fromisoformat(last))))


def paying(months, start="1970-01-01", first="2018-01-02", last="2019-12-31"):
    days = sessions(first, last)
    found = flow_dates(days, CALENDAR, months, day_of(date.fromisoformat(start)))
    return [date_of(day).isoformat() for day, pays in zip(days, found.pays, strict=True) if pays]


def test_the_first_session_of_every_period_pays_but_that_of_the_market():
    assert paying(1)[:4] == ["2018-02-01", "2018-03-01", "2018-04-02", "2018-05-01"]
    assert paying(3)[:3] == ["2018-04-02", "2018-07-02", "2018-10-01"]
    assert paying(12) == ["2019-01-02"]


def test_nothing_is_paid_before_the_start():
    assert paying(1, "2018-04-02")[0] == "2018-04-02"
    assert paying(1, "2018-04-03")[0] == "2018-05-01"
    assert paying(12, "2018-04-03") == ["2019-01-02"]


@pytest.mark.parametrize("months", [1, 3, 12])
def test_payments_are_known_ahead_also_beyond_the_end_of_the_market(months):
    whole, part = sessions("2017-01-03", "2021-12-31"), sessions("2017-01-03", "2018-12-14")
    long, short = (flow_dates(days, CALENDAR, months, day_of(date(2017, 6, 1))) for days in (whole, part))
    for name in short._fields:
        assert getattr(short, name) == getattr(long, name)[: len(part)]
    for place, ahead in enumerate(short.ahead):
        due = whole[place + ahead]
        assert ahead > 0
        assert long.pays[place + ahead]
        assert short.months[place] == month_number(due)
        assert due == next_payment(whole[place], CALENDAR, months, day_of(date(2017, 6, 1)))
