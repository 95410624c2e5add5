"""Where the stop of a new trade lies."""

from math import isnan, nan

import pytest

from strategies.fx.rules.closes import Range
from strategies.fx.rules.stops import Stop, distance_to_stop

LOW = Stop("low", window=5, floor=0.5)


@pytest.mark.parametrize(
    ("rule", "side", "close", "distance"),
    [
        (Stop(moves=3.0), 1, 150.0, 6.0),
        (Stop(moves=3.0), -1, 150.0, 6.0),
        (LOW, 1, 150.0, 10.0),
        (LOW, -1, 144.0, 4.0),
        (LOW, 1, 140.5, 1.0),
        (LOW, 1, 139.0, 1.0),
    ],
)
def test_the_stop_lies_moves_away_or_at_the_recent_low_but_never_too_near(rule, side, close, distance):
    assert distance_to_stop(rule, side, close, 2.0, Range(140.0, 148.0)) == distance


def test_a_low_that_is_not_known_gives_no_stop():
    assert isnan(distance_to_stop(LOW, 1, 150.0, 2.0, Range(nan, nan)))
