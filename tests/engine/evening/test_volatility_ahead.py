"""What one more session makes of a measure, against the measure itself on one more session."""

import numpy as np
import pytest

from data.signals.volatility import MEASURES, Bars, Measure, volatility
from engine.evening.volatility_ahead import Seen, volatility_after


def walk(seed):
    rng = np.random.default_rng(seed)
    closes = 1000.0 * np.exp(np.cumsum(rng.normal(0.0, 0.012, 80)))
    highs, lows = closes * (1.0 + rng.uniform(0.0, 0.01, 80)), closes * (1.0 - rng.uniform(0.0, 0.01, 80))
    return Bars(highs, lows, closes, np.full(80, 20.0)), float(np.exp(rng.normal(0.0, 0.04)))


def further(bars, level):
    close = bars.close[-1]
    ends = close * max(level, 1.0), close * min(level, 1.0), close * level, bars.vix[-1]
    return Bars(*(np.append(known, one) for known, one in zip(bars, ends, strict=True)))


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_after_one_more_session_is_what_it_would_measure(name):
    for seed in range(20):
        bars, level = walk(seed)
        measure = Measure(name, 21, 0.94)
        known = volatility(bars, measure)
        seen = Seen(*(one[-21:].tolist() for one in (bars.close, bars.high, bars.low)), known[-1], 252.0, 79)
        assert volatility_after(measure, seen, level) == pytest.approx(volatility(further(bars, level), measure)[-1])


def test_an_unknown_measure_stays_unknown():
    assert np.isnan(volatility_after(Measure(), Seen([1.0], [1.0], [1.0], float("nan"), 252.0, 0), 1.01))
