"""Moves as they were."""

import numpy as np
import pytest

from strategies.sizing.moves import moves_within

YEAR = 252


def test_moves_of_one_size_are_all_within_two_deviations_and_none_within_less_than_one():
    prices = 100.0 * np.exp(0.01 * np.array([0.0, 1.0] * 200))
    volatility = 0.01 * np.sqrt(YEAR)
    found = moves_within(prices, volatility, 2.0)
    assert (found.days, moves_within(prices, volatility, 0.99).days) == (1.0, 0.0)
    assert found.largest == pytest.approx(np.expm1(0.01))
    assert np.isnan(found.years)


def test_normal_moves_stay_within_two_deviations_as_often_as_normal_ones_do():
    moves = np.random.Generator(np.random.PCG64(3)).standard_normal(20_000) * 0.10 / np.sqrt(YEAR)
    found = moves_within(np.exp(np.cumsum(moves)), 0.10, 2.0)
    assert found.days == pytest.approx(0.9545, abs=0.005)
    assert found.years == pytest.approx(0.95, abs=0.06)


def test_a_year_has_as_many_sessions_as_the_market_says():
    prices = np.exp(0.10 * np.arange(4 * 365) / 365)
    assert moves_within(prices, 0.10, 1.0, 365).years == 0.0
    assert moves_within(prices, 0.10, 1.0, 252).years == 1.0
