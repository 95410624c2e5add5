"""Days of events among the facts: meetings of the central bank, releases of consumer prices."""

from data.base.days import iso, weekday
from data.facts import facts


def test_the_meetings_of_the_facts_are_eight_a_year():
    years = [iso(fact.valid_from)[:4] for fact in facts("events").history("FOMC")]
    assert {years.count(str(year)) for year in range(1994, 2027)} == {8}


def test_the_releases_of_the_facts_are_one_a_month_on_weekdays():
    days = [fact.valid_from for fact in facts("events").history("CPI")]
    months = [iso(day)[:7] for day in days]
    every = [f"{year}-{month:02d}" for year in range(2008, 2027) for month in range(1, 13)]
    assert months == [month for month in every if month != "2025-11" and month < "2026-09"]
    assert {weekday(day) < 5 for day in days} == {True}
    assert "2013-10-30" in map(iso, days)  # two weeks late: the government was shut
    assert "2025-10-24" in map(iso, days)  # again, and the release of November was never made
