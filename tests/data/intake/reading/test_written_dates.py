"""Days read back from every form in which providers write them; what could be two days is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.base.days import day_of, iso
from data.intake.reading.problems import Cells
from data.intake.reading.written_dates import read_dates
from data.intake.source import parse_source

YEARS_OF_ERAS = {"R": 2018, "H": 1988, "S": 1925}
NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def read(*texts, **settled):
    return read_dates(Cells("x.csv", "Date", list(texts), list(range(2, len(texts) + 2))), **settled)


def days(*texts, **settled):
    found = read(*texts, **settled)
    assert not found.findings
    return [iso(day) for day in found.days]


def era(day):
    letter = "R" if day >= date(2019, 5, 1) else "H" if day >= date(1989, 1, 8) else "S"
    return f"{letter}{day.year - YEARS_OF_ERAS[letter]}.{day.month}.{day.day}"


def seconds(day):
    return int((datetime(day.year, day.month, day.day, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())


DAILY = {
    "2014-01-04": date.isoformat,
    "2014/1/4": lambda day: f"{day.year}/{day.month}/{day.day}",
    "2014.01.04 00:00": lambda day: f"{day:%Y.%m.%d} 00:00",
    "20140104": lambda day: f"{day:%Y%m%d}",
    "20140104.0": lambda day: f"{day:%Y%m%d}.0",
    "20140104 000000": lambda day: f"{day:%Y%m%d} 000000",
    "04.01.2014": lambda day: f"{day:%d.%m.%Y}",
    "04.01.2014 00:00:00.000 GMT+0000": lambda day: f"{day:%d.%m.%Y} 00:00:00.000 GMT+0000",
    "04.01.2014 00:00:00.000": lambda day: f"{day:%d.%m.%Y} 00:00:00.000",
    "2014-01-04T00:00:00+09:00": lambda day: f"{day}T00:00:00+09:00",
    "2014-01-04T00:00:00Z": lambda day: f"{day}T00:00:00Z",
    "2014-01-04 00:00:00 JST": lambda day: f"{day} 00:00:00 JST",
    "2014-01-04 4:00:00 PM EST": lambda day: f"{day} 4:00:00 PM EST",
    "4-Jan-2014": lambda day: f"{day.day}-{NAMES[day.month - 1]}-{day.year}",
    "04 Jan 2014": lambda day: f"{day.day:02d} {NAMES[day.month - 1]} {day.year}",
    "04JAN2014": lambda day: f"{day.day:02d}{NAMES[day.month - 1].upper()}{day.year}",
    "Jan 4, 2014": lambda day: f"{NAMES[day.month - 1]} {day.day}, {day.year}",
    "Sat, Jan 4, 2014": lambda day: f"Sat, {NAMES[day.month - 1]} {day.day}, {day.year}",
    "2014-Jan-04": lambda day: f"{day.year}-{NAMES[day.month - 1]}-{day.day:02d}",
    "2014年1月4日": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "2014年01月04日(土)": lambda day: f"{day.year}年{day.month:02d}月{day.day:02d}日(土)",
    "H26.1.4": era,
    "2014-W01-6": lambda day: "{}-W{:02d}-{}".format(*day.isocalendar()),
    "2014W016": lambda day: "{}W{:02d}{}".format(*day.isocalendar()),
    "seconds": lambda day: str(seconds(day)),
    "milliseconds": lambda day: str(seconds(day) * 1_000),
    "nanoseconds": lambda day: str(seconds(day) * 1_000_000_000),
    "day number": lambda day: str((day - date(1899, 12, 30)).days),
    "day number.0": lambda day: f"{(day - date(1899, 12, 30)).days}.0",
}
MONTHLY = {
    "2014-01": lambda day: f"{day:%Y-%m}",
    "2014/01": lambda day: f"{day:%Y/%m}",
    "2014/1": lambda day: f"{day.year}/{day.month}",
    "2014年01月": lambda day: f"{day:%Y}年{day:%m}月",
    "01/2014": lambda day: f"{day:%m/%Y}",
    "Jan 2014": lambda day: f"{NAMES[day.month - 1]} {day.year}",
    "Jan-2014": lambda day: f"{NAMES[day.month - 1]}-{day.year}",
    "2014M01": lambda day: f"{day.year}M{day.month:02d}",
}
ANY_DAY = st.dates(date(1973, 3, 4), date(2099, 12, 31))


@pytest.mark.parametrize("write", DAILY.values(), ids=DAILY)
@given(day=ANY_DAY)
def test_a_day_in_each_form_reads_back(write, day):
    assert days(write(day)) == [day.isoformat()]


@pytest.mark.parametrize("write", MONTHLY.values(), ids=MONTHLY)
@given(day=ANY_DAY)
def test_a_month_in_each_form_is_its_first_day(write, day):
    assert days(write(day)) == [day.replace(day=1).isoformat()]


@given(day=ANY_DAY)
def test_full_width_signs_read_as_plain_ones(day):
    wide = day.isoformat().translate({ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789-"})
    assert days(wide) == [day.isoformat()]


@given(day=ANY_DAY)
def test_a_week_is_dated_by_its_friday_and_never_before_it(day):
    monday = day - timedelta(day.weekday())
    for form in ("{}-W{:02d}", "{}W{:02d}"):
        assert days(form.format(*monday.isocalendar())) == [(monday + timedelta(4)).isoformat()]


@given(day=ANY_DAY, dmy=st.booleans())
def test_day_and_month_are_asked_for_where_nothing_shows_them(day, dmy):
    text = f"{day:%d/%m/%Y}" if dmy else f"{day:%m/%d/%Y}"
    assert days(text, order="dmy" if dmy else "mdy") == [day.isoformat()]
    if day.day <= 12:
        assert [one.check for one in read(text).findings] == ["date-ambiguous"]
    else:
        assert days(text) == [day.isoformat()]


def test_quarters_begin_with_their_first_month():
    assert days("2014Q1", "2014-Q2", "2014:Q4") == ["2014-01-01", "2014-04-01", "2014-10-01"]
    assert days("Q3 2014") == ["2014-07-01"]


def test_months_as_numbers_are_no_days_with_a_short_year():
    assert days("201401", "201402") == ["2014-01-01", "2014-02-01"]
    assert days("199911", "199912", "200001") == ["1999-11-01", "1999-12-01", "2000-01-01"]
    assert days(*(f"{year}{month:02d}" for year in (2001, 2002) for month in range(1, 13)))[-1] == "2002-12-01"
    firsts = [f"{year}{month:02d}01" for year in (19, 20) for month in range(1, 13)]
    assert {one.check for one in read(*firsts).findings} == {"date-unreadable"}
    found = read("200102", "200103")
    assert [(one.check, one.severity, one.line) for one in found.findings] == [("date-unreadable", "error", 2)]
    assert found.days == [None, None]


def test_eras_begin_and_end_on_their_days():
    assert days("S64.1.7", "H1.1.8", "H31.4.30", "R1.5.1") == ["1989-01-07", "1989-01-08", "2019-04-30", "2019-05-01"]
    assert days("令和元年5月1日") == ["2019-05-01"]
    for text in ("S64.1.8", "H31.5.1", "R1.4.30", "H1.1.7"):
        assert [one.check for one in read(text).findings] == ["date-unreadable"]


def test_day_numbers_of_the_other_system_need_its_word():
    first, second = days("43465"), days("43465", epoch="1904")
    assert (first, second) == (["2018-12-31"], ["2023-01-01"])
    assert parse_source("index", "x.csv:1904").words == {"epoch": "1904"}


@pytest.mark.parametrize("opened", [datetime(2005, 1, 3, 14, 30, tzinfo=UTC), datetime(2005, 7, 5, 13, 30, tzinfo=UTC)])
@pytest.mark.parametrize("scale", [1, 1_000, 1_000_000])
def test_seconds_that_are_no_midnight_are_told_to_be_seconds(opened, scale):
    found = read(*(str(int((opened + timedelta(place)).timestamp()) * scale) for place in range(3)))
    assert [(one.check, one.severity, one.line) for one in found.findings] == [("time-of-day", "error",
            2 + place) for place in range(3)]  # fmt: skip
    assert "seconds since 1970" in found.findings[0].problem
    assert f"{opened:%Y-%m-%d %H:%M} UTC" in found.findings[0].problem


def test_day_numbers_with_a_time_of_day_are_refused():
    assert [one.check for one in read("43465.6875", "43466").findings] == ["time-of-day"]


@pytest.mark.parametrize(
    "text", ["2-Jan-14", "1/2/14", "14/01/02", "Jan-14", "Jan 2, 14", "02.01.14", "2 January 14", "Jan '14"]
)
def test_years_of_two_digits_are_refused_with_the_way_out(text):
    (found,) = read(text).findings
    assert (found.check, found.problem) == ("date-unreadable", "has a year of two digits; write four")


@pytest.mark.parametrize("text",
    ["0", "17", "2014", "1,388,620,800", "2014-02-30", "2014W54", "2014Q5", "2014/13", "31 Foo 2014", "close",
        "5.25"])  # fmt: skip
def test_what_is_no_day_is_none(text):
    found = read(text)
    assert (found.days, [one.check for one in found.findings]) == ([None], ["date-unreadable"])


def test_a_column_keeps_to_one_form():
    found = read("2014-01-02", "2014-01-03", "03.01.2014", "201401")
    assert [(one.check, one.line) for one in found.findings] == [("date-unreadable", 4), ("date-unreadable", 5)]


def test_the_close_in_new_york_is_a_day_and_other_hours_are_not():
    assert days("1/13/2014 4:00:00 PM", "1/14/2014 12:00:00 AM") == ["2014-01-13", "2014-01-14"]
    assert [one.check for one in read("1/13/2014 4:00:00 AM").findings] == ["time-of-day"]
    assert [one.check for one in read("2014-01-13 16:00 GMT").findings] == ["time-of-day"]
    assert day_of(date(2014, 1, 13)) == read("2014-01-13 16:00").days[0]
