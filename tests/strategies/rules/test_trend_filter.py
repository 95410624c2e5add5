import math

import pytest

from strategies.rules.trend_filter import ADX, EFFICIENCY, EITHER, NONE, TrendFilter, TrendObservation, direction, trend

NAN = math.nan


def seen(close=110.0, average=100.0, efficiency=0.5, adx=40.0):
    return TrendObservation(close, average, efficiency, adx)


def test_above_its_average_and_strong_is_up():
    assert trend(TrendFilter(), seen()) == 1


def test_below_its_average_and_strong_is_down():
    assert trend(TrendFilter(), seen(close=90.0)) == -1


def test_on_its_average_is_no_trend():
    assert trend(TrendFilter("none"), seen(close=100.0)) == 0


@pytest.mark.parametrize(
    ("strength", "efficiency", "adx", "way"),
    [
        ("either", 0.30, 10.0, 1), ("either", 0.29, 25.0, 1), ("either", 0.29, 24.9, 0),
        ("efficiency", 0.30, 0.0, 1), ("efficiency", 0.29, 90.0, 0),
        ("adx", 0.0, 25.0, 1), ("adx", 0.9, 24.9, 0),
        ("none", 0.0, 0.0, 1),
    ],
)  # fmt: skip
def test_what_makes_a_move_strong(strength, efficiency, adx, way):
    assert trend(TrendFilter(strength), seen(efficiency=efficiency, adx=adx)) == way


@pytest.mark.parametrize(
    ("strength", "unknown", "way"),
    [
        ("either", {"efficiency": NAN, "adx": NAN}, 0),
        ("either", {"efficiency": NAN}, 1),
        ("either", {"adx": NAN}, 1),
        ("efficiency", {"efficiency": NAN}, 0),
        ("adx", {"adx": NAN}, 0),
        ("none", {"efficiency": NAN, "adx": NAN}, 1),
        ("none", {"average": NAN}, 0),
        ("either", {"average": NAN}, 0),
    ],
)
def test_what_is_not_yet_known_makes_no_trend(strength, unknown, way):
    assert trend(TrendFilter(strength), seen(**unknown)) == way


def test_what_makes_a_move_strong_has_a_code():
    weak = [direction(code, 0.4, 50.0, seen()) for code in (EITHER, EFFICIENCY, ADX, NONE)]
    assert weak == [1, 1, 0, 1]


def test_the_rule_has_no_memory():
    days = [seen(), seen(efficiency=0.0, adx=0.0), seen(close=90.0), seen()]
    assert [trend(TrendFilter(), day) for day in days] == [1, 0, -1, 1]
