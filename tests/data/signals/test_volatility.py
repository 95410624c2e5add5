import itertools
from math import log, sqrt
from statistics import stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.signals.volatility import ewma, implied_proxy, realised

CLOSES = st.lists(st.floats(50.0, 200.0), min_size=30, max_size=60)


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
