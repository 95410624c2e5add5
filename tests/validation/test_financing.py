"""What futures cost to hold over bills, from real calendar spreads, against the facts."""

from datetime import date

import numpy as np
import pytest

from data.base.days import day_of
from data.facts import facts
from validation import financing


@pytest.fixture(autouse=True)
def _history(development_data):
    for name in (*financing.FUTURES, financing.BILLS, financing.DIVIDENDS):
        development_data(name)


def fact(year, series="by_year"):
    return facts("financing_spread").value(f"ES.{series}", day_of(date(year, 7, 1)))


def test_the_yearly_spreads_are_those_of_the_rolls():
    assert list(financing.years()) == list(range(1990, 2024))
    assert financing.by_year() == pytest.approx({year: fact(year) for year in range(1990, 2024)}, abs=0.00006)


def test_the_two_files_agree_where_both_are():
    # 2018 to 2020 from the earlier file alone: medians of 47, 21 and 49 basis points
    assert [financing.by_year()[year] for year in (2018, 2019, 2020)] == pytest.approx(
        [0.0047, 0.0022, 0.0047], abs=0.0002
    )


def test_a_year_says_how_many_days_and_how_sure():
    years = financing.years()
    assert all(year.days >= 27 for year in years.values())
    assert np.median([year.noise for year in years.values()]) < 0.0015
    assert max(year.noise for year in years.values()) == years[2008].noise


def test_the_flat_spread_is_the_median_of_the_years_on_the_dear_side():
    median = np.median(list(financing.by_year().values()))
    assert median == pytest.approx(0.0043, abs=0.0001)
    assert median < fact(2000, "flat") < median + 0.0010


def test_in_2022_it_was_some_sixty_points_at_the_rolls():
    assert financing.by_year()[2022] == pytest.approx(0.0056, abs=0.00005)


def test_the_earlier_the_calendar_spread_of_2022_is_looked_at_the_more_of_the_rises_ahead_is_in_it():
    found = [financing.by_year(*days)[2022] for days in ((0, 30), (31, 60), (61, 75), (76, 120))]
    assert found == sorted(found)
    assert found[-1] - found[0] > 0.0040


def test_while_rates_stood_still_it_did_not_matter_when_one_looked():
    near, far = financing.by_year(), financing.by_year(31, 120)
    assert [far[year] for year in (2019, 2021)] == pytest.approx([near[year] for year in (2019, 2021)], abs=0.0005)


def test_the_yearly_series_goes_on_to_the_present_day():
    assert [fact(year) for year in (1985, 2024, 2026)] == [0.0050, 0.0100, 0.0050]
