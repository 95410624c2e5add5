"""Figures of merit on series one can compute by hand."""

import numpy as np
import pytest

from data.days import day_of
from engine.analysis.metrics import cagr, lifetime, max_drawdown, returns, sharpe, volatility, worst_month


def days(*texts):
    return np.array([day_of(np.datetime64(text).item()) for text in texts], dtype=np.int32)


def test_growth_is_by_the_calendar():
    assert cagr(days("2001-01-01", "2005-01-01"), np.array([100.0, 146.41])) == pytest.approx(0.10, abs=1e-4)


def test_growth_of_a_single_session_is_undefined_and_of_a_lost_account_total():
    assert cagr(days("2001-01-01"), np.array([100.0])) is None
    assert cagr(days("2001-01-01", "2002-01-01"), np.array([100.0, -5.0])) == -1.0


def test_volatility_of_two_returns():
    assert volatility(np.array([0.01, -0.01])) == pytest.approx(np.sqrt(2) * 0.01 * np.sqrt(252))
    assert volatility(np.array([0.01])) is None


def test_sharpe_is_over_the_bills_of_each_day():
    daily, bills = np.array([0.011, -0.008]), np.array([0.001, 0.002])
    excess_mean, excess_std = 0.0, np.sqrt(2) * 0.01
    assert sharpe(daily, bills) == pytest.approx(excess_mean * 252 / (excess_std * np.sqrt(252)), abs=1e-12)
    assert sharpe(daily + 0.001, bills) == pytest.approx(0.001 * 252 / (excess_std * np.sqrt(252)))


def test_without_risk_sharpe_is_undefined_and_never_infinite():
    bills = np.full(100, 0.0001)
    assert sharpe(bills, bills) is None
    assert sharpe(bills + 1e-6, bills) is None


def test_the_deepest_fall_is_from_the_high_before_it():
    assert max_drawdown(np.array([100.0, 120.0, 90.0, 130.0, 110.0])) == pytest.approx(-0.25)
    assert max_drawdown(np.array([100.0, 101.0])) == 0.0


def test_months_run_from_month_end_to_month_end():
    dates = days("2001-01-30", "2001-01-31", "2001-02-15", "2001-02-28", "2001-03-01")
    assert worst_month(dates, np.array([100.0, 102.0, 80.0, 96.9, 97.0])) == pytest.approx(96.9 / 102.0 - 1)
    assert worst_month(days("2001-01-30"), np.array([100.0])) is None


def test_a_broken_first_month_counts():
    assert worst_month(days("2001-01-15", "2001-01-31", "2001-02-28"), np.array([100.0, 90.0, 99.0])) == pytest.approx(
        -0.10
    )


def test_an_account_lives_until_its_equity_is_gone():
    assert lifetime(np.array([100.0, 50.0, -1.0, 10.0])) == 3
    assert lifetime(np.array([100.0, 50.0])) == 2


def test_returns():
    assert returns(np.array([100.0, 110.0, 99.0])) == pytest.approx([0.1, -0.1])
