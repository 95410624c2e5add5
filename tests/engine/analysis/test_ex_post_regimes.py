"""Regimes in hindsight: rules on paths made by hand, windows that compound to their depth, and labels that the future
changes.
"""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.base.days import day_of, month_number
from data.signals.regimes import CrashRule, ExPostLabels, TrendRule, crash_known, spelled, trend_regimes
from engine.analysis.ex_post_regimes import (
    CrashWindow,
    bull_bear,
    crash_windows,
    labelled,
    pagan_sossounov,
    trend_regimes_dated,
)
from engine.analysis.pagan_sossounov import MONTHLY_RULE, MonthlyRule, turning_points
from validation.bear_markets import Bear, bear_markets

PATHS = st.lists(st.floats(-0.12, 0.12), min_size=2, max_size=80).map(lambda moves: 100.0 * np.exp(np.cumsum(moves)))
CRASH = CrashRule(sessions=4)
FALL = np.array([95.0, 100, 99, 89, 80, *[95.0] * 25])


def months(*levels):
    """Days and closes with one close a month."""
    days = [day_of(np.datetime64("2000-01", "M").astype("datetime64[D]").item()) + 31 * k for k in range(len(levels))]
    assert np.all(np.diff([month_number(day) for day in days]) >= 1)
    return days, np.array(levels, dtype=float)


def zigzag(*turns):
    """Month-end levels that go straight from turn to turn, given as (month, level)."""
    at, levels = zip(*turns, strict=True)
    return np.interp(np.arange(at[-1] + 1), at, levels)


def found(levels, rule=MONTHLY_RULE):
    return [(turn.month, "peak" if turn.peak else "trough") for turn in turning_points(levels, rule)]


def test_a_crash_window_runs_from_the_peak_to_the_last_session_known():
    assert crash_windows(range(len(FALL)), FALL) == [CrashWindow(1, 3, 4, 24, pytest.approx(-0.2))]
    assert np.flatnonzero(crash_known(FALL))[[0, -1]].tolist() == [3, 24]
    labels = spelled(trend_regimes_dated(FALL))
    assert labels == ["range"] * 2 + ["crash"] * 23 + ["range"] * 5


def test_a_window_the_data_cut_short_ends_with_them():
    assert crash_windows(range(6), FALL[:6])[0].end == 5


def test_a_lower_close_after_the_last_flag_is_not_the_trough():
    closes = np.array([100.0, 89, *np.linspace(92, 86, 20)])
    [window] = crash_windows(range(len(closes)), closes, CrashRule(sessions=1))
    assert (window.trough, window.depth) == (1, pytest.approx(-0.11))


@pytest.mark.parametrize(("quiet", "windows"), [(20, 1), (21, 2)])
def test_flags_21_sessions_apart_are_of_one_window(quiet, windows):
    closes = np.array([100.0, 90, *[95.0] * quiet, 85])
    found = crash_windows(range(len(closes)), closes)
    assert len(found) == windows
    assert int(np.diff(crash_known(closes).astype(int)).clip(0).sum()) == windows


def test_no_crash_no_window():
    assert crash_windows(range(3), np.array([100.0, 95, 100])) == []


@given(closes=PATHS)
def test_what_was_known_as_a_crash_is_one_in_hindsight(closes):
    rule = TrendRule(average=12, window=6)
    known, seen = trend_regimes(closes, rule, CRASH), trend_regimes_dated(closes, rule, CRASH)
    assert (seen.codes[known.codes == 3] == 3).all()
    assert (seen.codes == known.codes)[seen.codes != 3].all()
    for window in crash_windows(range(len(closes)), closes, CRASH):
        assert window.peak < window.first_flag <= window.end
        assert window.peak < window.trough <= window.end
        assert window.depth <= -0.1 + 1e-12
        assert (seen.codes[window.peak + 1 : window.end + 1] == 3).all()


@given(closes=PATHS)
def test_bear_markets_compound_to_their_depth(closes):
    codes, bears = bull_bear(closes).codes, bear_markets(range(len(closes)), closes)
    returns = np.append(0.0, closes[1:] / closes[:-1] - 1.0)
    for number, bear in enumerate(bears):
        last = bears[number + 1].peak if number + 1 < len(bears) else len(closes)
        mine = np.flatnonzero(codes[bear.peak : last]) + bear.peak
        assert mine[0] == bear.peak + 1
        if mine[-1] == bear.trough:
            assert np.prod(1.0 + returns[mine]) - 1.0 == pytest.approx(bear.depth)
    assert all(bear.depth <= -0.2 + 1e-12 and bear.peak < bear.known for bear in bears)


def test_bull_and_bear_change_at_the_extremum():
    closes = np.array([90.0, 100, 81, 80, 70, 83, 84, 90])
    assert spelled(bull_bear(closes)) == ["bull"] * 2 + ["bear"] * 3 + ["bull"] * 3
    assert bear_markets(range(8), closes) == [Bear(1, 4, 3, pytest.approx(-0.3))]


def test_a_bear_market_may_be_the_last_thing_known():
    assert bear_markets(range(4), np.array([100.0, 80, 75, 79])) == [Bear(0, 2, 1, pytest.approx(-0.25))]
    assert spelled(bull_bear(np.array([100.0, 80, 75, 79]))) == ["bull", "bear", "bear", "bear"]


def test_hindsight_changes_labels_that_the_close_had_given():
    path = np.array([100.0, 99, 95, 80])
    assert spelled(bull_bear(path[:3])) == ["bull"] * 3
    assert spelled(bull_bear(path))[:3] == ["bull", "bear", "bear"]
    assert spelled(trend_regimes_dated(path[:3])) == ["range"] * 3
    assert spelled(trend_regimes_dated(path))[:3] == ["range", "crash", "crash"]
    days, closes = months(*zigzag((0, 100), (12, 150), (30, 80), (45, 120)))
    assert "bear" in spelled(pagan_sossounov(days, closes))[:16]
    assert "bear" not in spelled(pagan_sossounov(days[:16], closes[:16]))


def test_turning_points_of_a_plain_cycle():
    levels = zigzag((0, 100), (12, 150), (30, 80), (45, 120))
    assert found(levels) == [(12, "peak"), (30, "trough")]
    days, closes = months(*levels)
    assert spelled(pagan_sossounov(days, closes)) == ["bull"] * 13 + ["bear"] * 18 + ["bull"] * 15


def test_no_turn_within_six_months_of_an_end():
    assert found(zigzag((0, 100), (5, 150), (30, 80), (36, 120))) == [(30, "trough")]
    assert found(zigzag((0, 100), (6, 150), (30, 80), (35, 120))) == [(6, "peak")]


def test_no_first_turn_that_the_months_before_beat():
    assert found(zigzag((0, 200), (4, 100), (14, 150), (40, 60), (60, 120))) == [(40, "trough")]


def test_of_two_turns_of_a_kind_the_more_extreme():
    levels = zigzag((0, 50), (20, 100), (21, 90), (29, 110), (45, 60), (60, 100))
    assert found(levels) == [(29, "peak"), (45, "trough")]


def test_a_cycle_shorter_than_sixteen_months_goes():
    rule = MonthlyRule(window=4)
    levels = zigzag((0, 50), (20, 100), (26, 70), (34, 110), (60, 40), (80, 90))
    assert found(levels, rule) == [(34, "peak"), (60, "trough")]
    assert found(levels, rule._replace(cycle=14)) == [(20, "peak"), (26, "trough"), (34, "peak"), (60, "trough")]


@pytest.mark.parametrize(("low", "stands"), [(81, False), (79, True)])
def test_a_phase_shorter_than_four_months_stands_only_where_it_is_a_crash(low, stands):
    levels = zigzag((0, 50), (20, 100), (23, low), (45, 160), (60, 100), (75, 140))
    turns = [(20, "peak"), (23, "trough")] if stands else []
    assert found(levels) == [*turns, (45, "peak"), (60, "trough")]


def test_of_a_short_phase_and_its_neighbours_the_extremes_stay():
    assert found(zigzag((0, 50), (20, 100), (23, 85), (36, 98), (55, 50), (75, 100))) == [(20, "peak"), (55, "trough")]


def test_the_turns_alternate_whatever_the_path():
    for seed in range(50):
        levels = 100.0 * np.exp(np.cumsum(np.random.default_rng(seed).normal(0.0, 0.06, 240)))
        turns = turning_points(levels)
        assert all(one.peak != other.peak for one, other in pairwise(turns))
        assert all((one.level > other.level) == one.peak for one, other in pairwise(turns))


def test_without_a_turn_the_move_from_end_to_end_decides():
    assert spelled(pagan_sossounov(*months(100, 110))) == ["bull", "bull"]
    assert spelled(pagan_sossounov(*months(100, 90))) == ["bear", "bear"]
    assert spelled(pagan_sossounov(*months(*[100.0] * 30))) == ["bull"] * 30


def test_every_scheme_labels_every_session_of_the_embedded_market(market, subtests):
    for name, labels in labelled(market).items():
        with subtests.test(name=name):
            assert isinstance(labels, ExPostLabels)
            assert len(labels.codes) == len(market)
            assert set(labels.codes.tolist()) == set(range(len(labels.names)))


def test_the_crash_of_2008_on_the_embedded_market(market):
    labels = dict(zip(market.days, spelled(labelled(market)["trend"]), strict=True))
    known = dict(zip(market.days, spelled(labelled(market)["trend_known"]), strict=True))
    peak, flag, after = (day_of(np.datetime64(text).item()) for text in ("2008-08-28", "2008-09-17", "2008-09-18"))
    assert labels[peak] != "crash"
    assert labels[market.days[market.row_from(peak) + 1]] == labels[flag] == "crash"
    assert (known[flag], known[after]) == ("downtrend", "crash")
