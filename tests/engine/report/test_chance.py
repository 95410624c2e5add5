"""What is said to be more than chance: after all looks, and on its own where a comparison is older than their count."""

import pytest

from engine.report.chance import beyond_chance, excess_of, looks, regime_titles
from engine.words import words

OLD = {"low": 0.001, "high": 0.02, "level": 0.95}


def test_a_difference_whose_interval_leaves_out_zero_may_be_chance_after_all_looks():
    assert beyond_chance(OLD)
    assert not beyond_chance({**OLD, "adjusted_p": 0.11, "looks": 6})
    assert beyond_chance({**OLD, "adjusted_p": 0.05, "looks": 6})


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([{**OLD, "looks": 6}] * 6, ", adjusted for 6 looks"),
        ([{**OLD, "looks": 1}], ""),
        ([OLD], ""),
        ([OLD] * 6, ", not adjusted for several looks"),
    ],
)
def test_how_many_looks_there_were_is_said(rows, told):
    assert looks(rows, words()) == told


def test_a_regime_of_less_than_a_year_says_that_its_returns_are_added():
    year = {"regime": "range", "time_share": 0.6, "excess_return": 0.02, "excess_sum": 0.05}
    days = {"regime": "crash", "time_share": 0.4, "excess_return": None, "excess_sum": -0.01}
    assert regime_titles([year, days], words()) == ["range\n60% of time", "crash\n40% of time\nin all"]
    assert [excess_of(row) for row in (year, days)] == [0.02, -0.01]
