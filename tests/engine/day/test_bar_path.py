"""Paths through a bar, by hand: open 100, high 110, low 90, close 95."""

from itertools import pairwise
from math import inf

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.day.bar_path import NEVER, Bar, bar_of, corners, extremes, first_touch, price_at

BAR = Bar(100.0, 110.0, 90.0, 95.0)
HIGH_FIRST, LOW_FIRST = corners(BAR, high_first=True), corners(BAR, high_first=False)
PRICES = st.floats(50.0, 150.0)
TICKS = st.integers(200, 600).map(lambda ticks: ticks / 4)
PARTS = 64
"""On quarter points and at 64ths of a leg floats are exact, so a grid sees what is there."""


def test_there_are_two_paths_of_three_legs():
    assert HIGH_FIRST == (100.0, 110.0, 90.0, 95.0)
    assert LOW_FIRST == (100.0, 90.0, 110.0, 95.0)
    assert [price_at(HIGH_FIRST, moment) for moment in (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)] == [
        100.0, 105.0, 110.0, 100.0, 90.0, 92.5, 95.0,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "since", "level", "rising", "moment"),
    [
        (HIGH_FIRST, 0.0, 105.0, True, 0.5),
        (LOW_FIRST, 0.0, 105.0, True, 1.75),
        (HIGH_FIRST, 0.0, 95.0, False, 1.75),
        (LOW_FIRST, 0.0, 95.0, False, 0.5),
        (LOW_FIRST, 0.0, 100.0, True, 0.0),
        (LOW_FIRST, 0.0, 99.0, True, 0.0),
        (LOW_FIRST, 0.0, 100.0, False, 0.0),
        (LOW_FIRST, 0.5, 110.0, True, 2.0),
        (LOW_FIRST, 2.0, 95.0, False, 3.0),
        (LOW_FIRST, 0.0, 110.25, True, NEVER),
        (HIGH_FIRST, 1.0, 110.0, True, 1.0),
        (HIGH_FIRST, 1.5, 110.0, True, NEVER),
        (HIGH_FIRST, 3.0, 94.0, False, NEVER),
        (HIGH_FIRST, 3.0, 96.0, False, 3.0),
    ],
)
def test_a_level_is_touched_for_the_first_time(path, since, level, rising, moment):
    assert first_touch(path, since, level, price_at(path, since), rising) == moment


def test_extremes_of_a_part():
    assert extremes(HIGH_FIRST, 0.0, 3.0) == (110.0, 90.0)
    assert extremes(HIGH_FIRST, 0.0, 0.5) == (105.0, 100.0)
    assert extremes(HIGH_FIRST, 1.5, 2.5) == (100.0, 90.0)
    assert extremes(HIGH_FIRST, 2.5, 3.0) == (95.0, 92.5)


def test_a_bar_holds_its_close_and_its_open_where_that_is_real():
    told = Bar(120.0, 110.0, 90.0, 85.0)
    assert bar_of(told, real=True) == Bar(120.0, 120.0, 85.0, 85.0)
    assert bar_of(told, real=False) == Bar(110.0, 110.0, 85.0, 85.0)


@given(PRICES, PRICES, PRICES, PRICES, st.booleans(), st.booleans())
def test_every_bar_holds_its_corners(opened, high, low, close, real, high_first):
    bar = bar_of(Bar(opened, high, low, close), real)
    assert bar.low <= min(bar.open, bar.close) <= max(bar.open, bar.close) <= bar.high
    assert bar.close == close
    assert set(corners(bar, high_first)) <= set(bar)
    assert bar.open == opened or not real


@given(st.tuples(TICKS, TICKS, TICKS, TICKS), st.integers(0, 3 * PARTS), TICKS, st.booleans())
def test_the_first_touch_is_the_first_of_a_fine_grid(path, begins, level, rising):
    way = corners(bar_of(Bar(path[0], max(path), min(path), path[3]), real=True), rising)
    since = begins / PARTS
    moment = first_touch(way, since, level, price_at(way, since), rising)
    seen = [part / PARTS for part in range(begins, 3 * PARTS + 1)]
    beyond = [one for one in seen if (price_at(way, one) >= level if rising else price_at(way, one) <= level)]
    assert moment <= (beyond[0] if beyond else inf)
    if moment == NEVER:
        assert not beyond
    else:
        assert since <= moment <= 3.0
        assert moment == since or price_at(way, moment) == pytest.approx(level)


@given(st.tuples(PRICES, PRICES, PRICES, PRICES), st.floats(0.0, 3.0), PRICES, st.booleans())
@example((50.00000000000001, 50.0, 50.0, 50.0), 0.0, 50.0, False)
def test_a_touch_lies_in_the_session_wherever_a_price_lies(path, since, level, rising):
    way = corners(bar_of(Bar(path[0], max(path), min(path), path[3]), real=True), rising)
    at = price_at(way, since)
    moment = first_touch(way, since, level, at, rising)
    met = [at, *way[int(since) + 1 :]]
    assert (moment == NEVER) == (max(met) < level if rising else min(met) > level)
    assert moment == NEVER or since <= moment <= 3.0
    assert moment in (NEVER, since) or price_at(way, moment) == pytest.approx(level)


@pytest.mark.pages
@given(st.floats(0.0, 3.0), st.floats(0.0, 3.0))
def test_parts_together_have_the_extremes_of_the_whole(one, other):
    moments = [0.0, *sorted((one, other)), 3.0]
    parts = [extremes(LOW_FIRST, *part) for part in pairwise(moments)]
    assert (max(high for high, _ in parts), min(low for _, low in parts)) == (110.0, 90.0)
