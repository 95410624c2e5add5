"""Volatility as it was."""

import numpy as np
import pytest

from strategies.sizing.measured import YEAR, measured


def test_moves_of_one_size_are_all_within_two_deviations_and_none_within_less_than_one():
    prices = 100.0 * np.exp(0.01 * np.array([0.0, 1.0] * 200))
    found = measured(prices, 2.0)
    assert found.volatility == pytest.approx(0.01 * np.sqrt(YEAR))
    assert (found.sessions, found.days_within, measured(prices, 0.99).days_within) == (399, 1.0, 0.0)
    assert np.isnan(found.years_within)


def test_normal_moves_stay_within_two_deviations_as_often_as_normal_ones_do():
    moves = np.random.Generator(np.random.PCG64(3)).standard_normal(20_000) * 0.10 / np.sqrt(YEAR)
    found = measured(np.exp(np.cumsum(moves)), 2.0)
    assert found.volatility == pytest.approx(0.10, rel=0.02)
    assert found.days_within == pytest.approx(0.9545, abs=0.005)
    assert found.years_within == pytest.approx(0.95, abs=0.06)
