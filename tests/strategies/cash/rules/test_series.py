"""Bands of a series of one's own, and how the series ask together."""

from math import isnan

import pytest

from strategies.cash.rules import series
from strategies.cash.rules.series import NOT_KNOWN, SeriesRule

NAN = float("nan")
SPREAD = SeriesRule("spread", (2.0, 4.0), (0.0, 0.05, 0.15), leave=0.5)
YIELD = SeriesRule("yield", (0.0,), (0.4, 0.2), adds=False)


@pytest.mark.parametrize(
    ("values", "bands"),
    [
        ((NAN, 1.9, 2.0, 3.9, 4.0), [0, 1, 2, 2, 3]),
        ((4.5, 3.6, 3.5, 3.4, 1.6, 1.4), [3, 3, 3, 2, 2, 1]),
        ((4.5, 1.4, 4.0), [3, 1, 3]),
        ((2.0, 1.5, NAN, 1.6, 1.49), [2, 2, 2, 2, 1]),
    ],
)
def test_a_band_is_entered_at_its_edge_and_left_further_down(values, bands):
    band, path = NOT_KNOWN, []
    for value in values:
        band = series.step(SPREAD, band, value)
        path.append(band)
    assert path == bands


def test_without_a_distance_the_band_is_that_of_the_value():
    rule = SPREAD._replace(leave=0.0)
    assert [series.step(rule, 3, value) for value in (1.0, 2.0, 4.0)] == [1, 2, 3]


def test_before_its_first_value_a_series_asks_for_nothing():
    assert series.asked(SPREAD, NOT_KNOWN) == 0.0
    assert isnan(series.asked(YIELD, NOT_KNOWN))
    assert isnan(series.highest((SPREAD, YIELD), (3, NOT_KNOWN)))


def test_additions_add_up_and_of_ratios_the_highest_counts():
    rules = (SPREAD, SPREAD._replace(name="dollar"), YIELD, YIELD._replace(asks=(0.5, 0.1)))
    assert series.additions(rules, (2, 3, 1, 1)) == pytest.approx(0.20)
    assert series.highest(rules, (2, 3, 1, 1)) == 0.5
    assert series.highest(rules, (2, 3, 2, 2)) == 0.2


@pytest.mark.parametrize(
    ("edge", "leave", "value"), [(1.1, 0.2, 0.9), (1.0, 0.4, 0.6), (-1.0, 0.1, -1.1), (0.0, 0.3, -0.3)]
)
def test_a_band_is_kept_at_exactly_its_distance_below_the_edge(edge, leave, value):
    rule = SeriesRule("rate", (edge,), (0.0, 0.1), leave)
    assert [series.step(rule, 2, value), series.step(rule, 2, value - 1e-6), series.step(rule, 1, value)] == [2, 1, 1]
