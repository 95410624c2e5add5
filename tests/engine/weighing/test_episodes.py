"""A crisis and the way back from it, on series made by hand."""

from datetime import date

import numpy as np
import pytest

from data.base.days import day_of
from data.market.periods import named_periods
from engine.weighing.episodes import Episode, episodes_of, lived

DAYS = np.arange(day_of(date(2019, 12, 1)), day_of(date(2021, 12, 31)), dtype=np.int32)
CRISIS = next(one for one in named_periods("crisis") if one.name == "2020-03")


def row(year, month, day):
    return int(day_of(date(year, month, day)) - DAYS[0])


def index(back):
    """Falls by a third over the crisis, and is back on a day."""
    closes = np.full(len(DAYS), 100.0)
    first, last = int(CRISIS.first - DAYS[0]), int(CRISIS.last - DAYS[0])
    closes[first : last + 1] = np.linspace(100.0, 67.0, last - first + 1)
    closes[last + 1 : row(*back)] = 70.0
    return closes


def test_the_way_back_ends_where_the_index_is_back():
    assert episodes_of(DAYS, index((2020, 8, 18))) == [
        Episode("2020-03", int(CRISIS.first - DAYS[0]), int(CRISIS.last - DAYS[0]), row(2020, 8, 18))
    ]


def test_it_ends_after_a_year_where_the_index_is_not():
    (one,) = episodes_of(DAYS, index((2021, 11, 1)))
    assert one.back == one.last + 365


def test_it_ends_with_the_run():
    few = row(2020, 6, 1)
    (one,) = episodes_of(DAYS[:few], index((2021, 11, 1))[:few])
    assert one.back == few - 1


def test_a_crisis_that_the_run_does_not_cover_is_left_out():
    assert episodes_of(DAYS[row(2020, 3, 1) :], index((2020, 8, 18))[row(2020, 3, 1) :]) == []


ONE = Episode("made", 1, 3, 5)


def test_what_equity_made_of_it():
    found = lived(np.array([90.0, 100.0, 120.0, 90.0, 100.0, 108.0]), ONE)
    assert found.gained == pytest.approx(-0.1)
    assert found.fall == pytest.approx(-0.25)
    assert found.gained_back == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("equity", "known"),
    [([90.0, 100.0, 50.0], False), ([90.0, 100.0, 50.0, 0.0], False), ([90.0, 100.0, 50.0, 40.0, -1.0], True)],
)
def test_an_account_that_was_lost_has_no_way_back(equity, known):
    found = lived(np.array(equity), ONE)
    assert (found.gained is not None, found.gained_back) == (known, None)
