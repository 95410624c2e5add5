"""Moving average, efficiency ratio and ADX: by hand, against other code, and without a look ahead."""

import math

import numpy as np
import pytest

from data.signals.trend import (
    average_directional_index,
    efficiency_ratio,
    highest_before,
    lowest_before,
    moving_average,
)
from tests.oracles import slow_trend

RNG = np.random.default_rng(7)
CLOSES = 1000.0 * np.exp(np.cumsum(RNG.normal(0.0003, 0.01, 400)))
HIGHS, LOWS = CLOSES * (1 + abs(RNG.normal(0, 0.005, 400))), CLOSES * (1 - abs(RNG.normal(0, 0.005, 400)))
MEASURES = {
    "moving average": lambda cut: moving_average(CLOSES[:cut], 20),
    "highest before": lambda cut: highest_before(CLOSES[:cut], 20),
    "lowest before": lambda cut: lowest_before(CLOSES[:cut], 20),
    "efficiency": lambda cut: efficiency_ratio(CLOSES[:cut], 20),
    "adx": lambda cut: average_directional_index(HIGHS[:cut], LOWS[:cut], CLOSES[:cut], 14),
}


def values(result):
    return [None if math.isnan(value) else round(float(value), 9) for value in result]


FIRST = (19, 20, 20, 20, 27)
"""Of each measure the first session on which it is known."""


def test_the_range_before_a_close_by_hand():
    closes = np.array([3.0, 1.0, 2.0, 5.0, 0.5])
    assert values(lowest_before(closes, 2)) == [None, None, 1.0, 1.0, 2.0]
    assert values(highest_before(closes, 2)) == [None, None, 3.0, 2.0, 5.0]


def test_a_moving_average_by_hand():
    assert values(moving_average(np.array([1.0, 2.0, 6.0, 3.0, 3.0]), 3)) == [None, None, 3.0, 3.666666667, 4.0]


def test_an_efficiency_ratio_by_hand():
    # From 10 to 13 by way of 12 and 11: 3 of 5; then from 12 to 13 by way of 11 and 13: 1 of 3.
    assert values(efficiency_ratio(np.array([10.0, 12.0, 11.0, 13.0, 13.0]), 3)) == [None, None, None, 0.6, 0.333333333]


def test_a_straight_line_has_an_efficiency_of_one():
    assert efficiency_ratio(np.arange(100.0, 130.0), 10)[10:].tolist() == pytest.approx([1.0] * 20)


def test_where_nothing_moves_there_is_no_efficiency_and_no_direction():
    still = np.full(60, 100.0)
    assert set(efficiency_ratio(still, 10)[10:]) == {0.0}
    assert set(average_directional_index(still, still, still, 14)[27:]) == {0.0}


def test_a_steady_rise_is_wholly_directional():
    rise = np.arange(100.0, 160.0)
    assert average_directional_index(rise + 1, rise - 1, rise, 14)[27:].tolist() == pytest.approx([100.0] * 33)


def test_an_adx_by_hand():
    # Window 2: +DM 2, 0, 3; -DM 0, 1, 0; true ranges 3, 3, 4. DI means (1, .5) then (2, .25): DX 33.33 and 77.78.
    high, low, close = np.array([10.0, 12, 12, 15]), np.array([8.0, 9, 8, 11]), np.array([9.0, 11, 10, 14])
    assert values(average_directional_index(high, low, close, 2)) == [None, None, None, 55.555555556]


@pytest.mark.parametrize("window", [2, 14, 30])
def test_the_adx_is_that_of_a_plain_loop(window):
    ours = average_directional_index(HIGHS, LOWS, CLOSES, window)
    theirs = slow_trend.adx(HIGHS.tolist(), LOWS.tolist(), CLOSES.tolist(), window)
    np.testing.assert_allclose(ours, theirs, rtol=1e-10)


@pytest.mark.parametrize("window", [2, 20, 200])
def test_average_and_efficiency_are_those_of_a_plain_loop(window):
    closes = CLOSES.tolist()
    averages = [slow_trend.moving_average(closes, window, row) for row in range(400)]
    ratios = [slow_trend.efficiency_ratio(closes, window, row) for row in range(400)]
    np.testing.assert_allclose(moving_average(CLOSES, window), averages, rtol=1e-12)
    np.testing.assert_allclose(efficiency_ratio(CLOSES, window), ratios, rtol=1e-12)


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
@pytest.mark.parametrize("cut", [0, 1, 13, 14, 19, 20, 21, 27, 28, 29, 150, 399])
def test_what_is_known_at_a_session_does_not_change_with_later_ones(measure, cut):
    assert values(measure(cut)) == values(measure(400))[:cut]


@pytest.mark.parametrize(("measure", "first"), list(zip(MEASURES.values(), FIRST, strict=True)), ids=MEASURES)
def test_unknown_until_there_are_enough_sessions(measure, first):
    known = [value is not None for value in values(measure(400))]
    assert known == [False] * first + [True] * (400 - first)
