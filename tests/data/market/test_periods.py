"""Periods by name: crises begin on a high and end on a low, and what a text stands for is what a calendar says."""

import csv
import re
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.base.days import date_of, day_of
from data.base.errors import ConfigError
from data.facts import facts
from data.market.periods import named_periods, period_of, shocks

FIRST, LAST = date(1995, 1, 1), date(2005, 12, 31)
CALENDAR = [FIRST + timedelta(days) for days in range((LAST - FIRST).days + 1)]
DAYS = st.dates(FIRST, LAST)


def shortened(day, length):
    return day.isoformat()[:length]


ENDS = st.builds(shortened, DAYS, st.sampled_from([4, 7, 10]))
FALLS = [one for one in named_periods() if one.kind != "span"]
NAMES = {one.name for one in named_periods()}


@pytest.fixture(scope="module")
def closes(whole_market, development_data):
    """Closes of the S&P 500 by day, from 1928 on."""
    found = dict(zip(whole_market.days, whole_market.values("close"), strict=True))
    with development_data("long/spx_daily_1927_1980.csv").open(encoding="utf-8", newline="") as lines:
        return {
            **{day_of(date.fromisoformat(row["date"])): float(row["close"]) for row in csv.DictReader(lines)},
            **found,
        }


def check(one, closes):
    """A crisis and a fall begin on their highest close and end on their lowest, and fall by what their source says."""
    told = float(re.search(r"\((-[\d.]+) %\)", facts("periods").history(f"{one.kind}.{one.name}")[0].source)[1])
    path = np.array([close for day, close in sorted(closes.items()) if one.first <= day <= one.last])
    assert one.first in closes
    assert one.last in closes
    assert (np.argmax(path), np.argmin(path)) == (0, len(path) - 1)
    assert 100.0 * (path[-1] / path[0] - 1.0) == pytest.approx(told, abs=0.05)


@pytest.mark.pages
def test_a_crisis_of_the_market_begins_on_a_high_and_ends_on_a_low(whole_market, subtests):
    for one in [one for one in FALLS if date_of(one.first).year > 1981]:
        with subtests.test(one.name):
            check(one, dict(zip(whole_market.days, whole_market.values("close"), strict=True)))


def test_so_does_one_of_before(closes, subtests):
    for one in [one for one in FALLS if date_of(one.first).year < 1981]:
        with subtests.test(one.name):
            check(one, closes)


def test_the_crises_the_issue_names_have_names():
    named = "1987-10 1990-08 1998-08 2000-02 2008 2011-08 2015-08 2018-02 2020-03 2022 2024-08 2025-04"
    assert {*named.split()} < {one.name for one in named_periods("crisis")}
    assert len(NAMES) == len(named_periods())


def test_no_session_is_of_two_crises_and_every_crisis_has_a_fall_of_at_most_a_quarter():
    crises, laid = named_periods("crisis"), shocks()
    assert all(one.last < other.first for one, other in pairwise(crises))
    assert all(any(one.first <= fall.first <= fall.last <= one.last for fall in laid) for one in crises)
    assert max(fall.last - fall.first for fall in laid) <= 92
    assert {one.name for one in laid} > {"1998-10", "2008-10", "2011-08", "2015-08", "2020-03"}


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020-03", "2020-02-19", "2020-03-23"),
        ("2008", "2007-10-09", "2009-03-09"),
        ("1999-2018", "1999-01-04", "2018-12-31"),
        ("2008-10", "2008-09-19", "2008-10-27"),
        ("2008-01..2008-12", "2008-01-01", "2008-12-31"),
        ("2012", "2012-01-01", "2012-12-31"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("1999-2017", "1999-01-01", "2017-12-31"),
        ("2007-10..2009-03", "2007-10-01", "2009-03-31"),
        ("2024-07-16..2024-08-05", "2024-07-16", "2024-08-05"),
        ("2024..", "2024-01-01", None),
        ("..1999-12", None, "1999-12-31"),
    ],
)
def test_what_a_text_stands_for(text, first, last):
    assert period_of(text) == tuple(end and date.fromisoformat(end) for end in (first, last))


@pytest.mark.pages
@given(first=ENDS, last=ENDS)
def test_two_ends_are_the_first_and_the_last_day_the_calendar_has_of_them(first, last):
    begins = min(day for day in CALENDAR if day.isoformat().startswith(first))
    ends = max(day for day in CALENDAR if day.isoformat().startswith(last))
    assert period_of(f"{first}..{last}") == (begins, ends)
    assert period_of(f"{first}..") == (begins, None)
    assert period_of(f"..{last}") == (None, ends)


@pytest.mark.pages
@given(text=ENDS.filter(lambda text: text not in NAMES))
def test_one_end_stands_for_both(text):
    held = [day for day in CALENDAR if day.isoformat().startswith(text)]
    assert period_of(text) == (held[0], held[-1])


@pytest.mark.parametrize(
    "text", ["", "..", "x", "2008-13", "2007-2-3", "2008.", "20080101", "2008-1999-2000", "2020-W10"]
)
def test_a_text_that_names_no_period_is_answered_with_those_there_are(text):
    with pytest.raises(ConfigError, match=r"is not known; .*it should be one of 1929-32, .*2025-04, a year \(1995\)"):
        period_of(text)
