import itertools
from math import log, sqrt
from statistics import stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.signals.volatility import (
    MEASURES,
    Bars,
    Measure,
    ewma,
    implied_proxy,
    parkinson,
    realised,
    sessions_known,
    volatility,
    weighted,
)

CLOSES = st.lists(st.floats(50.0, 200.0), min_size=30, max_size=60)


@pytest.mark.pages
@given(CLOSES)
def test_realised_volatility_is_the_textbook_one(closes):
    fast = realised(np.array(closes), 21)
    returns = [log(b / a) for a, b in itertools.pairwise(closes)]
    for place in range(21, len(closes)):
        assert fast[place] == pytest.approx(stdev(returns[place - 21 : place]) * sqrt(252), abs=1e-12)


def test_it_is_unknown_until_there_are_enough_returns():
    values = realised(np.linspace(100, 120, 30), 21)
    assert np.isnan(values[:21]).all()
    assert np.isfinite(values[21:]).all()
    assert np.isnan(realised(np.array([100.0, 101.0]), 21)).all()


@pytest.mark.pages
@given(CLOSES, st.integers(25, 29))
def test_no_value_depends_on_a_later_close(closes, cut):
    whole, part = np.array(closes), np.array(closes[:cut])
    assert np.array_equal(realised(whole, 21)[:cut], realised(part, 21), equal_nan=True)
    assert implied_proxy(closes)[:cut] == implied_proxy(closes[:cut])


def test_ewma_forgets_by_its_decay():
    assert ewma([0.0, 0.0, 0.1], 0.9, 1.0) == pytest.approx([0.9, 0.81, 0.9 * 0.81 + 0.1 * 0.01])


def test_the_proxy_rises_when_the_market_falls():
    calm = [100.0] * 60
    assert implied_proxy([*calm, 93.0])[-1] > implied_proxy([*calm, 107.0])[-1] > implied_proxy([*calm, 100.0])[-1]


def bars(volatilities, ticks=400, seed=7):
    """Sessions of a Brownian motion whose daily log returns have these annual volatilities, seen every minute."""
    random = np.random.default_rng(seed)
    steps = random.standard_normal((len(volatilities), ticks)) * np.asarray(volatilities)[:, None] / sqrt(252 * ticks)
    paths = 7.0 + np.cumsum(steps.ravel()).reshape(steps.shape)
    before = np.concatenate([[7.0], paths[:-1, -1]])[:, None]
    seen = np.exp(np.hstack([before, paths]))
    return Bars(seen.max(axis=1), seen.min(axis=1), seen[:, -1], np.asarray(volatilities) * 100.0)


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_is_at_the_same_scale(name):
    found = volatility(bars([0.2] * 1500), Measure(name, 21, 0.94))
    # a path that is looked at 400 times a session has a range smaller by 4 % than one that is never lost sight of
    assert np.nanmean(found) == pytest.approx(0.2, rel=0.06)


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_rises_with_the_market_and_none_knows_tomorrow(name):
    whole = bars([0.1] * 60 + [0.4] * 60)
    measure, cut = Measure(name, 21, 0.94), 75
    found = volatility(whole, measure)
    assert (found[110:].min() > 0.25, found[40:60].max() < 0.17) == (True, True)
    part = volatility(Bars(*(one[:cut] for one in whole)), measure)
    assert np.array_equal(found[:cut], part, equal_nan=True)


@pytest.mark.pages
@given(CLOSES, st.sampled_from([0.6, 0.9, 0.94]))
def test_the_weighted_one_is_a_mean_whose_weights_fall_by_the_decay(closes, decay):
    squares = np.diff(np.log(closes)) ** 2
    found = weighted(np.array(closes), decay)
    known = sessions_known(decay)
    assert np.isnan(found[:known]).all()
    for place in range(known, len(closes)):
        mean = np.average(squares[:place], weights=decay ** np.arange(place)[::-1])
        assert found[place] == pytest.approx(sqrt(mean * 252), abs=1e-12)


def test_sessions_without_highs_and_lows_have_no_range_to_measure():
    closes = np.linspace(100.0, 110.0, 30)
    assert np.isnan(parkinson(closes, closes, 5)).all()
    mostly = np.where(np.arange(30) % 5 == 0, closes, closes * 1.01)
    assert np.isfinite(parkinson(mostly, closes, 5)[4:]).all()


def test_the_averages_of_parkinson_and_of_the_true_range_by_hand():
    one = Bars(*map(np.array, ([102.0, 104.0, 103.0], [100.0, 101.0, 99.0], [101.0, 103.0, 100.0], [20.0] * 3)))
    assert parkinson(one.high, one.low, 2)[1] == pytest.approx(
        sqrt((log(1.02) ** 2 + log(104 / 101) ** 2) / 2 / (4 * log(2)) * 252)
    )
    # true ranges: 104 - 101 and 103 - 99
    assert volatility(one, Measure("atr", 2))[2] == pytest.approx(3.5 / 100.0 / sqrt(8 / np.pi) * sqrt(252))
    assert np.isnan(volatility(one, Measure("atr", 2))[:2]).all()
    assert volatility(one, Measure("implied")).tolist() == [0.2] * 3
