"""Days of events among the facts: meetings of central banks, releases of prices and of jobs, the season of results."""

from itertools import pairwise

import pytest

from data.base.days import Day, iso, weekday
from data.facts import facts


def days_of(calendar: str) -> list[Day]:
    return [fact.valid_from for fact in facts("events").history(calendar)]


def test_the_meetings_of_the_facts_are_eight_a_year():
    years = [iso(fact.valid_from)[:4] for fact in facts("events").history("FOMC")]
    assert {years.count(str(year)) for year in range(1994, 2028)} == {8}


def test_the_releases_of_the_facts_are_one_a_month_on_weekdays():
    days = days_of("CPI")
    months = [iso(day)[:7] for day in days]
    every = [f"{year}-{month:02d}" for year in range(2008, 2027) for month in range(1, 13)]
    assert months == [month for month in every if month != "2025-11" and month <= "2026-12"]
    assert {weekday(day) < 5 for day in days} == {True}
    assert "2013-10-30" in map(iso, days)  # two weeks late: the government was shut
    assert "2025-10-24" in map(iso, days)  # again, and the release of November was never made


@pytest.mark.parametrize("calendar", facts("events").names)
def test_no_day_of_a_calendar_is_told_twice_or_a_weekend_s(calendar):
    days = days_of(calendar)
    assert days == sorted(set(days))
    assert {weekday(day) < 5 for day in days} == {True}


def test_the_reports_on_jobs_are_one_a_month_but_for_the_one_that_was_never_made():
    months = [iso(day)[:7] for day in days_of("JOBS")]
    every = [f"{year}-{month:02d}" for year in range(2000, 2027) for month in range(1, 13)]
    assert months == [month for month in every if month != "2025-10"]
    other = {iso(day) for day in days_of("JOBS") if weekday(day) != 4}
    shut = {"2013-10-22", "2025-11-20", "2025-12-16", "2026-02-11"}  # the government was
    assert {day for day in other if day[5:7] != "07"} == shut
    assert {day[5:] for day in other - shut} == {"07-02", "07-03"}  # the Friday was the holiday


def test_only_meetings_of_the_bank_of_japan_that_were_announced_are_told():
    days = list(map(iso, days_of("BOJ")))
    assert {"2003-03-25", "2008-09-18", "2010-08-30", "2020-05-22"}.isdisjoint(days)  # called a few days ahead
    assert "2020-03-16" not in days  # held three days before it was to be
    assert "2020-03-19" in days
    years = [day[:4] for day in days]
    assert {years.count(str(year)) for year in range(2016, 2028)} == {8}
    assert {years.count(str(year)) for year in range(2007, 2016)} == {14}


def test_the_season_of_results_opens_in_the_first_month_of_each_quarter():
    days = days_of("EARNINGS")
    assert {iso(day)[5:7] for day in days} == {"01", "04", "07", "10"}
    assert {11 <= int(iso(day)[8:]) <= 22 for day in days} == {True}
    assert {70 < after - before < 100 for before, after in pairwise(days)} == {True}
