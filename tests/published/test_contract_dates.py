"""Expiries and roll dates that exchanges and vendors printed."""

import itertools
from datetime import date

import pytest

from data.base.days import date_of, day_of
from data.contracts.calendars import exchange, expiry, month_code, third_friday, xnys
from data.contracts.rolls import roll_rule, roll_schedule

ES, NIKKEI = roll_rule("ES"), roll_rule("NK225M")


def rolls_of(year):
    return [ES.leaves(year, month, xnys()) for month in (3, 6, 9, 12)]


def test_december_2014_expires_on_the_19th_and_rolls_on_the_11th():
    # cmegroup.com/trading/equity-index/rolldates.html
    assert date_of(expiry(2014, 12, xnys())) == date(2014, 12, 19)
    assert date_of(ES.leaves(2014, 12, xnys())) == date(2014, 12, 11)
    assert date_of(ES.leaves(2014, 9, xnys())) == date(2014, 9, 11)


def test_march_2022_rolls_on_thursday_and_june_2022_on_monday():
    # trendarchitect.com/blog/cme-equity-index-futures-roll-dates; the change of 2022-06-13: iqhelp.dtn.com
    assert date_of(ES.leaves(2022, 3, xnys())) == date(2022, 3, 10)
    assert date_of(expiry(2022, 6, xnys())) == date(2022, 6, 17)
    assert date_of(ES.leaves(2022, 6, xnys())) == date(2022, 6, 13)


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
    schedule = roll_schedule(day_of(date(2014, 1, 1)), day_of(date(2014, 12, 31)), xnys(), ES)
    assert [roll.months() for roll in schedule] == [("H14", "M14"), ("M14", "U14"), ("U14", "Z14"), ("Z14", "H15")]
    assert all(roll.next_expiry == following.expiry for roll, following in itertools.pairwise(schedule))


def test_month_codes():
    assert month_code(day_of(date(1999, 3, 19))) == "H99"


def special_quotation(year, month):
    """SQ day and last trading day of the Nikkei contract of a month."""
    tokyo = exchange("XTKS")
    settles = NIKKEI.settlement(year, month, tokyo)
    return str(date_of(settles)), str(date_of(NIKKEI.last_trading_day(settles, tokyo)))


@pytest.mark.parametrize(
    ("month", "settles", "last_trade"),
    [(3, "2024-03-08", "2024-03-07"), (6, "2024-06-14", "2024-06-13"), (9, "2024-09-13", "2024-09-12"),
        (12, "2024-12-13", "2024-12-12")],
)  # fmt: skip
def test_the_nikkei_of_2024_settles_on_the_second_friday_and_trades_until_the_day_before(month, settles, last_trade):
    # Last trading days: jtg-sec.co.jp/futures_option/sq.htm
    assert special_quotation(2024, month) == (settles, last_trade)


def test_the_nikkei_of_december_2023():
    assert special_quotation(2023, 12) == ("2023-12-08", "2023-12-07")


def test_last_trading_days_of_2020_as_a_list_printed_them():
    # tousi.biai1.com/sq2020nenitirann, all months; 6 May was a holiday, so that of May is the Thursday all the same
    printed = [9, 13, 12, 9, 7, 11, 9, 13, 10, 8, 12, 10]
    ours = [special_quotation(2020, month)[1] for month in range(1, 13)]
    assert ours == [f"2020-{month:02d}-{day:02d}" for month, day in enumerate(printed, start=1)]


@pytest.mark.parametrize(
    ("year", "month", "settles", "last_trade"),
    [
        (2011, 2, "2011-02-10", "2011-02-09"),
        (2022, 2, "2022-02-10", "2022-02-09"),
        (2022, 8, "2022-08-12", "2022-08-10"),
    ],
)
def test_a_second_friday_on_a_holiday_settles_the_session_before(year, month, settles, last_trade):
    # 11 February is Foundation Day, 11 August Mountain Day
    assert special_quotation(year, month) == (settles, last_trade)


def test_the_nikkei_rolls_on_the_monday_of_its_week():
    schedule = roll_schedule(day_of(date(2024, 1, 1)), day_of(date(2024, 12, 31)), exchange("XTKS"), NIKKEI)
    assert [str(date_of(roll.day)) for roll in schedule] == ["2024-03-04", "2024-06-10", "2024-09-09", "2024-12-09"]
    assert [roll.months() for roll in schedule] == [("H24", "M24"), ("M24", "U24"), ("U24", "Z24"), ("Z24", "H25")]


def test_real_rolls_of_the_sp500_future_lie_near_the_rule(development_data):
    # First dates on which a price vendor's lead contract changed: the market moves within a week of the rule.
    lines = development_data("sp500_futures_rolls_realised.csv").read_text().splitlines()[1:]
    realised = [day_of(date.fromisoformat(line.split(",")[0])) for line in lines]
    ours = {day for year in range(1990, 2021) for day in rolls_of(year)}
    near = sum(any(abs(day - mine) <= 8 for mine in ours) for day in realised)
    assert near / len(realised) > 0.9
