"""What the loop cannot do it refuses, and never makes something else of it."""

from dataclasses import replace

import pytest

from data.base.errors import ConfigError, MissingFact
from engine import backtest
from engine.fast.prepare import prepare
from engine.fast.simulate import simulate
from engine.plugs.pattern import PATTERNS
from engine.settings.run_config import parse_config
from strategies.overlay.futures_overlay import FuturesOverlay

A = PATTERNS["A"]


class Idle(FuturesOverlay):
    def decide(self):
        """Nothing is ever bought."""


def params(config, profile):
    return {**A.params(config, profile), "ratio": 0.05}


@pytest.mark.parametrize("own", [{"strategy": Idle}, {"params": params}, {"contracts": lambda _config: ()}])
def test_a_pattern_made_from_ours_that_decides_otherwise_is_refused(own):
    with PATTERNS.added(replace(A, name="D", **own)), pytest.raises(ConfigError, match=r"pattern = 'D'.*own patterns"):
        prepare(parse_config({"pattern": "D"}))


def test_one_that_has_another_name_alone_is_run():
    with PATTERNS.added(replace(A, name="D")):
        runs = [simulate(parse_config({"pattern": one, "period": "2008-10"}), compiled=False) for one in ("A", "D")]
    assert runs[0] == runs[1]


@pytest.mark.parametrize("pattern", ["A", "C"])
def test_margin_that_is_not_known_is_refused_as_by_the_event_engine(pattern):
    config = parse_config({"pattern": pattern, "period": "2008-10", "margin": {"source": "table"}})
    with pytest.raises(MissingFact) as asked:
        backtest(config)
    with pytest.raises(MissingFact) as told:
        simulate(config, compiled=False)
    assert str(told.value) == str(asked.value)


@pytest.mark.pages
def test_options_alone_ask_for_no_margin():
    config = parse_config({"pattern": "B", "period": "2008-10", "margin": {"source": "table"}})
    assert simulate(config, compiled=False).equity == backtest(config).table("equity")["equity"].to_pylist()
