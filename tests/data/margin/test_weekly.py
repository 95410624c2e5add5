"""Weekly margin of the Osaka Exchange, held against the worked examples of its rule and the amounts it published."""

from datetime import date, timedelta

import numpy as np
import pytest

from data.base.days import day_of
from data.margin.methods import methods_of
from data.margin.weekly import WeeklyMargin
from tests.support.tokyo_days import sessions

SINCE = methods_of("NK225M")


def weekly(days, moves, level, implied=20.0):
    """Margin in points by day, of an index that moves by so many points on some days, and by one on the others."""
    closes, close = [], level
    for day in days:
        close += moves.get(str(date(1970, 1, 1) + timedelta(day)), 1.0)
        closes.append(close)
    volatility = implied if isinstance(implied, list) else [implied] * len(days)
    return dict(zip(days, WeeklyMargin(days, closes, volatility, SINCE, 0.22).in_force(), strict=True))


def on(path, day):
    return path[day_of(date.fromisoformat(day))]


@pytest.mark.parametrize(("day", "points"), [("2007-09-10", 900), ("2007-09-25", 480), ("2007-10-01", 600)])
def test_the_largest_move_of_four_weeks_and_the_second_of_24_are_the_worked_examples_of_2007(day, points):
    moves = {"2007-08-17": -874.81, "2007-08-20": 458.80, "2007-09-19": 579.74}
    assert on(weekly(sessions("2007-01-04", "2007-10-12"), moves, 17_000.0), day) == points


def test_the_second_largest_move_of_24_weeks_is_the_worked_example_of_2009():
    moves = {
        "2008-10-14": 1171.14, "2008-10-16": -1089.02, "2008-10-24": -811.90, "2008-10-30": 817.86,
        "2009-03-30": -390.89,
    }  # fmt: skip
    path = weekly(sessions("2008-04-01", "2009-05-15"), moves, 10_000.0)
    assert (on(path, "2009-04-06"), on(path, "2009-04-13")) == (1110, 840)


VOLATILITY = {
    "2018-02-05": 20.45, "2018-02-06": 31.02, "2018-02-07": 30.97, "2018-02-08": 28.07, "2018-02-09": 36.05,
}  # fmt: skip


def test_implied_volatility_gives_the_amount_published_for_february_2018():
    days = sessions("2016-06-01", "2018-02-13")
    implied = [VOLATILITY.get(str(date(1970, 1, 1) + timedelta(day)), 17.0) for day in days]
    path = weekly(days, {}, 21_382.62 - len(days) + 1.0, implied)
    assert on(path, "2018-02-13") == 1050


@pytest.mark.parametrize(("day", "sessions_of_floor"), [("2018-12-17", 250), ("2020-01-20", 500)])
def test_a_calm_index_is_asked_the_mean_of_250_sessions_and_since_2019_that_of_500_where_it_is_higher(
    day, sessions_of_floor
):
    days = [one for one in sessions("2016-06-01", day) if one < day_of(date.fromisoformat(day))]
    implied = [30.0] * (len(days) - 300) + [14.0] * 300
    level = 24_000.0 * np.mean(implied[-sessions_of_floor:]) / 100 / 250**0.5 * 2.58
    path = weekly([*days, day_of(date.fromisoformat(day))], {}, 24_000.0 - len(days), [*implied, 14.0])
    assert on(path, day) == np.ceil(level / 30) * 30


def test_a_move_of_nine_tenths_of_it_sets_it_anew_the_next_session():
    days = sessions("2019-06-03", "2020-06-26")
    path = weekly(days, {"2020-06-16": 1051.26}, 21_000.0, [30.0] * (len(days) - 9) + [38.0] * 9)
    before, after = on(path, "2020-06-16"), on(path, "2020-06-17")
    assert before < after
    calm = weekly(days, {"2020-06-16": 100.0}, 21_000.0, [30.0] * (len(days) - 9) + [38.0] * 9)
    assert on(calm, "2020-06-17") == on(calm, "2020-06-16")


@pytest.mark.parametrize("cut", [150, 151, 152, 153, 154, 400])
def test_no_amount_knows_the_week_in_which_it_is_in_force(cut):
    days = sessions("2014-01-06", "2017-02-28")
    moves = {
        str(date(1970, 1, 1) + timedelta(day)): 300.0 * (-1) ** row / (row % 7 + 1) for row, day in enumerate(days)
    }
    whole = weekly(days, moves, 15_000.0, [20.0 + row % 9 for row in range(len(days))])
    part = weekly(days[:cut], moves, 15_000.0, [20.0 + row % 9 for row in range(cut)])
    assert [whole[day] for day in days[:cut]] == list(part.values())
