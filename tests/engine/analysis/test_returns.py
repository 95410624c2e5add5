"""Figures of returns and of falls on series one can compute by hand."""

import numpy as np
import pytest

from data.base.days import day_of
from engine.analysis.against_index import beta, correlation, down_capture, up_capture
from engine.analysis.drawdowns import Drawdown, calmar, deepest, lengths, max_drawdown, ulcer
from engine.analysis.exposure import closest_call, nearest_place, per_year, share_of, shares, tolerable_falls
from engine.analysis.returns import (
    cagr,
    excess_return,
    expected_shortfall,
    lifetime,
    returns,
    sessions_per_year,
    sharpe,
    skew,
    sortino,
    value_at_risk,
    volatility,
    worst_day,
    worst_month,
)

TWENTY_ONE = np.concatenate([[-0.05, 0.02], np.full(18, 0.01), [-0.10]])


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


def test_sharpe_is_the_excess_return_over_its_own_volatility():
    daily, bills = np.array([0.02, -0.01, 0.005]), np.array([0.001, 0.0, 0.003])
    assert sharpe(daily, bills) == pytest.approx(excess_return(daily, bills) / volatility(daily - bills))


def test_sortino_counts_only_what_falls_short_of_the_bills_of_its_day():
    daily, bills = np.array([0.030, 0.001]), np.array([0.010, 0.011])
    assert sortino(daily, bills) == pytest.approx(0.005 * 252 / np.sqrt(0.01**2 / 2 * 252))


@pytest.mark.parametrize("daily", [[0.03, 0.02], [0.03], [], [0.03, -1e-7]])
def test_without_shortfalls_sortino_is_undefined(daily):
    assert sortino(np.array(daily), np.zeros(len(daily))) is None


def test_skew_is_corrected_for_bias():
    assert skew(np.array([0.0, 0.0, 0.0, 0.04])) == pytest.approx(2.0)  # g1 = 2 / sqrt(3), times sqrt(12) / 2
    assert skew(np.array([-0.01, 0.0, 0.01])) == pytest.approx(0.0)


@pytest.mark.parametrize("daily", [[], [0.1], [0.1, 0.2], [0.1, 0.1, 0.1], [0.0, 0.0, 0.0, 0.0]])
def test_skew_of_few_or_equal_returns_is_undefined(daily):
    assert skew(np.array(daily)) is None


def test_value_at_risk_is_a_quantile_between_two_returns():
    assert value_at_risk(TWENTY_ONE, 0.05) == pytest.approx(-0.05)
    assert value_at_risk(TWENTY_ONE, 0.01) == pytest.approx(-0.10 + 0.2 * 0.05)


def test_the_shortfall_is_the_mean_of_what_is_no_better():
    assert expected_shortfall(TWENTY_ONE, 0.05) == pytest.approx(-0.075)
    assert expected_shortfall(TWENTY_ONE, 0.01) == pytest.approx(-0.10)


@pytest.mark.parametrize("tail", [0.05, 0.01])
def test_the_shortfall_takes_in_the_quantile_whatever_the_number_of_returns(tail):
    for n in range(1, 1200):
        daily = np.arange(n, dtype=float)
        whole = daily[daily <= value_at_risk(daily, tail) + 1e-9].mean()
        assert expected_shortfall(daily, tail) == pytest.approx(whole)


def test_figures_of_no_and_of_one_return():
    nothing, one = np.array([]), np.array([-0.01])
    assert worst_day(nothing) is value_at_risk(nothing, 0.05) is expected_shortfall(nothing, 0.05) is None
    assert excess_return(nothing, nothing) is None
    assert worst_day(one) == value_at_risk(one, 0.05) == expected_shortfall(one, 0.01) == -0.01


def test_the_deepest_fall_is_from_the_high_before_it():
    assert max_drawdown(np.array([100.0, 120.0, 90.0, 130.0, 110.0])) == pytest.approx(-0.25)
    assert max_drawdown(np.array([100.0, 101.0])) == 0.0


def test_a_fall_has_its_dates():
    equity = np.array([100.0, 120.0, 120.0, 90.0, 90.0, 130.0, 110.0])
    fall = deepest(np.arange(10, 17, dtype=np.int32), equity)
    assert fall == Drawdown(depth=-0.25, peak=12, trough=13, recovery=15, sessions=3, to_recovery=2)
    assert lengths(fall) == (3.0, 2.0)


def test_a_fall_without_recovery_lasts_to_the_end():
    fall = deepest(np.arange(10, 14, dtype=np.int32), np.array([100.0, 80.0, 90.0, 99.0]))
    assert fall == Drawdown(depth=pytest.approx(-0.20), peak=10, trough=11, recovery=None, sessions=3, to_recovery=None)
    assert lengths(fall) == (3.0, None)


def test_of_equal_falls_the_first_is_meant():
    assert deepest(np.arange(4, dtype=np.int32), np.array([100.0, 50.0, 100.0, 50.0])).trough == 1


@pytest.mark.parametrize("equity", [[100.0], [100.0, 100.0], [100.0, 101.0, 101.0]])
def test_no_fall_has_no_dates_and_no_length(equity):
    assert deepest(np.arange(len(equity), dtype=np.int32), np.array(equity)) is None
    assert lengths(None) == (0.0, 0.0)


def test_calmar_is_growth_over_the_deepest_fall():
    dates = days("2001-01-01", "2001-06-01", "2005-01-01")
    assert calmar(dates, np.array([100.0, 80.0, 146.41])) == pytest.approx(0.10 / 0.20, abs=1e-3)
    assert calmar(dates, np.array([100.0, 99.99, 146.41])) is None
    assert calmar(dates[:1], np.array([100.0])) is None


def test_ulcer_is_the_root_mean_square_of_all_falls():
    assert ulcer(np.array([100.0, 90.0, 80.0, 100.0])) == pytest.approx(np.sqrt((0.01 + 0.04) / 4))
    assert ulcer(np.array([100.0])) == 0.0


def test_months_run_from_month_end_to_month_end():
    dates = days("2001-01-30", "2001-01-31", "2001-02-15", "2001-02-28", "2001-03-01")
    assert worst_month(dates, np.array([100.0, 102.0, 80.0, 96.9, 97.0])) == pytest.approx(96.9 / 102.0 - 1)
    assert worst_month(days("2001-01-30"), np.array([100.0])) is None


def test_a_broken_first_month_counts():
    dates = days("2001-01-15", "2001-01-31", "2001-02-28")
    assert worst_month(dates, np.array([100.0, 90.0, 99.0])) == pytest.approx(-0.10)


def test_an_account_lives_until_its_equity_is_gone():
    assert lifetime(np.array([100.0, 50.0, -1.0, 10.0])) == 3
    assert lifetime(np.array([100.0, 50.0])) == 2


def test_returns():
    assert returns(np.array([100.0, 110.0, 99.0])) == pytest.approx([0.1, -0.1])


def test_shares_are_of_sessions_with_equity():
    assert shares(np.array([20.0, 5.0, 9.0]), np.array([100.0, 50.0, -1.0])) == pytest.approx([0.2, 0.1])


def test_a_call_is_as_far_as_its_nearest_session():
    notional, margin = np.array([100.0, 100.0, 0.0]), np.array([10.0, 10.0, 0.0])
    assert closest_call(notional, margin, np.array([55.0, 19.0, 1.0])) == pytest.approx(0.1)
    assert closest_call(notional, margin, np.array([55.0, 1.0, 1.0])) == pytest.approx(-0.1)


def test_the_distance_of_a_call_is_held_between_all_and_nothing():
    notional, margin = np.array([10.0]), np.array([12.0])
    assert tolerable_falls(notional, margin, np.array([20.0]))[0] == np.inf
    assert closest_call(notional, margin, np.array([20.0])) == 1.0
    assert closest_call(notional, margin, np.array([2.0])) == -1.0
    assert closest_call(np.zeros(1), np.zeros(1), np.array([2.0])) is None


def test_a_rise_that_would_bring_a_call_may_be_more_than_all():
    notional, margin, collateral = np.array([100.0, 100.0]), np.array([10.0, 10.0]), np.array([230.0, 450.0])
    sold = np.array([True, True])
    assert closest_call(notional, margin, collateral, sold) == pytest.approx(2.0)
    assert closest_call(notional, margin, collateral, ~sold) == 1.0
    assert nearest_place(tolerable_falls(notional, margin, collateral, ~sold), ~sold) == 0


def test_a_rise_that_could_bring_a_call_is_nearer_than_a_fall_that_could_not():
    notional, margin, collateral = np.array([100.0, 100.0]), np.array([10.0, 10.0]), np.array([120.0, 450.0])
    sold = np.array([False, True])
    assert nearest_place(tolerable_falls(notional, margin, collateral, sold), sold) == 1
    assert closest_call(notional, margin, collateral, sold) == pytest.approx(4.0)


def test_amounts_a_year_are_of_mean_equity():
    assert per_year(np.array([3.0, 1.0]), np.array([150.0, 50.0, -1.0]), 2.0) == pytest.approx(4.0 / 2.0 / 100.0)
    assert per_year(np.array([3.0]), np.array([100.0]), 0.0) is per_year(np.array([3.0]), np.array([0.0]), 1.0) is None


def test_without_a_record_of_rules_none_was_on():
    assert share_of(np.array([], dtype=bool)) == 0.0
    assert share_of(np.array([True, False])) == 0.5


def test_capture_is_of_the_sessions_of_its_side():
    daily, index = np.array([0.02, 0.00, -0.01, 0.05]), np.array([0.03, 0.01, -0.04, 0.0])
    assert up_capture(daily, index) == pytest.approx(0.5)
    assert down_capture(daily, index) == pytest.approx(0.25)
    assert up_capture(daily, -np.abs(index)) is down_capture(daily, np.abs(index)) is None


def test_beta_and_correlation_of_a_fifth_of_the_index():
    index = np.array([0.03, 0.01, -0.04])
    assert beta(0.0001 + 0.2 * index, index) == pytest.approx(0.2)
    assert correlation(0.0001 - 0.2 * index, index) == pytest.approx(-1.0)
    assert beta(index, np.full(3, 0.01)) is correlation(index, np.full(3, 0.01)) is None
    assert beta(index[:1], index[:1]) is correlation(np.full(3, 0.1), index) is None


def test_what_is_sold_is_called_by_a_rise_and_its_margin_rises_with_it():
    notional, margin, collateral = (
        np.array([100.0, 100.0, 0.0]),
        np.array([10.0, 10.0, 0.0]),
        np.array([32.0, 32.0, 5.0]),
    )
    falls = tolerable_falls(notional, margin, collateral, np.array([True, False, True]))
    assert falls[:2] == pytest.approx([0.2, 22.0 / 90.0])
    assert np.isnan(falls[2])
    assert collateral[0] - 0.2 * notional[0] == pytest.approx(margin[0] * 1.2)


@pytest.mark.parametrize(
    ("path", "sessions"),
    [
        (("2021-01-07", "2021-01-08", "2021-01-11"), 252.0),
        (("2021-01-08", "2021-01-09"), 365.0),
        (("2021-01-10",), 365.0),
    ],
)
def test_a_market_whose_weekends_are_sessions_has_365_a_year(path, sessions):
    assert sessions_per_year(days(*path)) == sessions
