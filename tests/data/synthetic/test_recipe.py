from datetime import date

import pytest

from data.base.errors import ConfigError
from data.signals.regimes import spelled
from data.synthetic.generator import Setting, markov_market, span
from data.synthetic.recipe import SHAPES, Recipe, made

OVER = span(date(2010, 1, 4), 4)


def make(**recipe):
    return made(Recipe(**recipe), OVER, Setting())


def test_by_default_regimes_are_drawn():
    market, labels = make(seed=7)
    assert market.digest == markov_market(7, OVER).market.digest
    assert labels.names == ("uptrend", "range", "downtrend", "crash")


def test_regimes_come_in_turn_for_as_long_as_each_lasts():
    market, labels = make(regimes="calm, crash,recovery,calm")
    spelt = spelled(labels)
    assert (spelt[499], spelt[500], spelt[524], spelt[525], spelt[585]) == (
        "calm",
        "crash",
        "crash",
        "recovery",
        "calm",
    )
    assert labels.names == ("calm", "crash", "recovery")
    closes = market.floats("close")
    assert closes[524] < 0.92 * closes[499]


def test_a_single_regime_takes_drift_and_volatility():
    market, _ = make(regimes="calm", drift=0.2, volatility=0.0)
    assert market.floats("close")[252] == pytest.approx(1000.0 * 1.2214, abs=0.01)


@pytest.mark.parametrize(("shape", "last"), [("flat", 1000.0), ("crash", 1000.0), ("v", 1000.0)])
def test_shapes_have_no_regimes(shape, last):
    market, labels = make(shape=shape)
    assert labels is None
    assert market.values("close")[-1] == pytest.approx(last, rel=0.002)
    assert min(market.values("close")) == pytest.approx(1000.0 if shape == "flat" else 700.0)


def test_shapes_take_their_numbers():
    assert make(shape="growth", drift=0.1)[0].values("close")[-1] > 1490.0
    assert min(make(shape="v", depth=0.5)[0].values("close")) == 500.0
    assert max(make(shape="sawtooth", depth=0.1, period=40)[0].values("close")) == 1100.0


@pytest.mark.parametrize(
    ("recipe", "sentence"),
    [
        ({"regimes": "calm,foo"}, "unknown regime 'foo'; known: calm, uptrend, .*, or markov alone"),
        ({"regimes": "calm,crash", "drift": 0.1}, "--drift has no effect on several regimes"),
        ({"volatility": 0.1}, "--volatility has no effect on regimes drawn by chance"),
        ({"regimes": "calm", "depth": 0.1}, "--depth has no effect without --shape"),
        ({"shape": "flat", "drift": 0.1}, "--drift has no effect on --shape flat"),
        ({"shape": "v", "period": 8}, "--period has no effect on --shape v"),
    ],
)
def test_what_has_no_meaning_or_no_effect_is_refused(recipe, sentence):
    with pytest.raises(ConfigError, match=sentence):
        make(**recipe)


def test_the_command_knows_the_same_shapes():
    from engine.cli.data_synth import SHAPES as OFFERED

    assert tuple(SHAPES) == OFFERED
