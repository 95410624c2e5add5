from datetime import date

import numpy as np
import pytest

from data.base.errors import ConfigError
from data.signals.regimes import bull_bear_turns, crash_flags
from data.signals.trend import moving_average
from data.synthetic import shapes
from data.synthetic.generator import Setting, shaped_market, span

OVER = span(date(2010, 1, 4), 3)
COUNT = len(OVER.days)


def closes(path):
    return shaped_market(OVER, path).floats("close")


def test_constant_growth_is_so_much_a_year_whatever_the_sessions():
    path = shapes.constant_growth(OVER.days, 0.08)
    years = (OVER.days[-1] - OVER.days[0]) / 365.0
    assert path[-1] == pytest.approx(np.exp(0.08 * years))
    assert path[0] == 1.0


def test_a_flat_market_does_not_move():
    market = shaped_market(OVER, shapes.constant_growth(OVER.days, 0.0), Setting(level=1234.5))
    for name in ("open", "high", "low", "close"):
        assert set(market.values(name)) == {1234.5}
    assert set(market.values("usdjpy")) == {110.0}


@pytest.mark.parametrize("fall", [1, 5, 21])
def test_a_crash_has_its_depth_and_is_recovered_from(fall):
    path = shapes.single_crash(COUNT, 0.35, at=300, fall=fall, recovery=100)
    assert path[:301].tolist() == [1.0] * 301
    assert path[300 + fall] == path.min() == pytest.approx(0.65)
    assert path[400 + fall :] == pytest.approx(1.0)
    assert np.flatnonzero(crash_flags(path))[0] > 300


def test_a_v_is_one_bear_market_and_one_bull_market():
    path = shapes.v_shape(COUNT, 0.40)
    down, up = bull_bear_turns(path)
    middle = (COUNT - 1) // 2
    assert (down.extremum, up.extremum) == (0, middle)
    assert path[middle] == pytest.approx(0.60)
    assert path[2 * middle] == pytest.approx(1.0)


@pytest.mark.parametrize("period", [4, 40, 84])
def test_a_sawtooth_crosses_an_average_that_stands_still(period):
    path = shapes.sawtooth(COUNT, 0.05, period)
    average = moving_average(path, period)[period - 1 :]
    assert average == pytest.approx(1.0)
    assert (path.max(), path.min()) == (pytest.approx(1.05), pytest.approx(0.95))
    above = path[: COUNT // period * period] > 1.0 + 1e-12
    assert above.mean() == pytest.approx(0.5 - 1.0 / period)  # two closes of each period lie on the average
    assert path[1] > path[0] == pytest.approx(1.0)


def test_a_session_of_a_shape_opens_where_the_one_before_closed():
    market = shaped_market(OVER, shapes.v_shape(COUNT, 0.40))
    assert market.values("open")[1:] == market.values("close")[:-1]
    assert (market.floats("high") == np.maximum(market.floats("open"), market.floats("close"))).all()
    assert (market.floats("low") == np.minimum(market.floats("open"), market.floats("close"))).all()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: shapes.single_crash(100, 1.0, at=10), "depth 1.0: should be a share of the index"),
        (lambda: shapes.single_crash(100, 0.3, at=90, fall=5, recovery=10),
            "a crash from row 90 with 5 sessions down and 10"),
        (lambda: shapes.v_shape(100, -0.1), "depth -0.1"),
        (lambda: shapes.sawtooth(100, 0.05, 10), "period of a sawtooth 10: should be 4 or a multiple of it"),
    ],
)  # fmt: skip
def test_a_shape_that_cannot_be_is_refused(make, sentence):
    with pytest.raises(ConfigError, match=sentence):
        make()
