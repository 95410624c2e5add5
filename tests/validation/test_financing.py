"""What futures cost to hold over bills, from real calendar spreads, against the facts."""

from datetime import date

import pytest

from data.days import day_of
from data.facts import facts
from validation import financing

NOISE = 0.0020


@pytest.fixture(autouse=True)
def _history():
    if not all(
        (financing.FOLDER / name).exists() for name in (financing.FUTURES, financing.BILLS, financing.DIVIDENDS)
    ):
        pytest.skip("the folder of public history is not beside this checkout")


def test_the_yearly_spreads_are_those_of_the_rolls_but_for_the_noise():
    known = {
        year: facts("financing_spread").value("ES.by_year", day_of(date(year, 7, 1))) for year in range(2018, 2024)
    }
    assert financing.by_year() == pytest.approx(known, abs=NOISE)


def test_in_2022_it_was_some_sixty_points_at_the_rolls():
    assert financing.by_year()[2022] == pytest.approx(0.0058, abs=0.00005)
    assert facts("financing_spread").value("ES.by_year", day_of(date(2022, 7, 1))) == 0.0058


def test_the_earlier_the_calendar_spread_of_2022_is_looked_at_the_more_of_the_rises_ahead_is_in_it():
    found = [financing.by_year(*days)[2022] for days in ((0, 30), (31, 60), (61, 75), (76, 120))]
    assert found == sorted(found)
    assert found[-1] - found[0] > 0.0040


def test_while_rates_stood_still_it_did_not_matter_when_one_looked():
    near, far = financing.by_year(), financing.by_year(31, 120)
    assert [far[year] for year in (2019, 2021)] == pytest.approx([near[year] for year in (2019, 2021)], abs=0.0005)
