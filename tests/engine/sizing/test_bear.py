"""Which pattern, and which size, for a fall that can be borne."""

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from data.base.errors import ConfigError
from engine.cli import cli
from engine.plugs.pattern import PATTERNS
from engine.report.bear_table import lines_of
from engine.results.trials import Looks, ledger
from engine.settings.run_config import load_config
from engine.sizing import bear
from engine.sizing.bear import BearResult, BearSearch, BearTerms, Sized, borne, on_a_fund, plans
from engine.sizing.bear_paths import BearPaths, Drawn, PathFall, quantile_of
from engine.survival.find import candidates
from engine.weighing.history import Figures, Ran, ran
from engine.words import LANGUAGES, words
from strategies.sizing.simulation import Estimate
from tests.support.worth_result import interpreted

NOBODY = lambda _text: None  # noqa: E731


def figures(fall):
    return Figures(*(-fall if name == "max_drawdown" else 0.0 for name in Figures._fields))


def size_of(config):
    return config.overlay.ratio if config.reads("overlay.ratio") else 10.0 * config.options.budget


@pytest.fixture
def made_up(monkeypatch):
    """Falls that grow with the size: half of it on history, `steep` times it on paths; and what was asked of paths."""
    asked = []

    def on_history(config, _market, _tell):
        return Ran(np.arange(3), np.ones(3), figures(0.5 * size_of(config)))

    def on_paths(_self, configs):
        asked.append([size_of(config) for config in configs])
        return [PathFall(0.6 * size_of(one), 0.0, 1.0, Estimate(0.0, 0.0, 0.1)) for one in configs]

    monkeypatch.setattr(bear, "ran", on_history)
    monkeypatch.setattr(BearPaths, "falls", on_paths)
    return asked


@pytest.mark.pages
@pytest.mark.parametrize("seed", range(5))
def test_the_sizes_that_are_found_are_the_largest_whose_falls_are_within(seed, made_up, market):
    draw = random.Random(seed)  # noqa: S311  (falls, not keys)
    fall = draw.uniform(0.001, 0.1)
    search = BearSearch(BearTerms(fall), market, NOBODY, NOBODY)
    rows = {one.kind: one for one in search.run(plans(load_config(), on_a_fund()))}
    for name, one in rows.items():
        if not one.setting:
            assert (one.by_history, one.by_paths) == (0.0, 0.0)
            continue
        factor = 1.0 if one.setting == "overlay.ratio" else 10.0
        texts = candidates(bear.Cell({}, load_config(pattern=name)), "overlay", 1e6)
        values = [float(text.partition("=")[2]) for text in texts]
        for found, steep in ((one.by_history, 0.5), (one.by_paths, 0.6)):
            assert found == max((value for value in values if steep * factor * value <= fall), default=0.0)
        assert one.size == min(one.by_history, one.by_paths)
        assert one.history.figures.max_drawdown == pytest.approx(-0.5 * factor * one.size)
        assert one.paths.fall == pytest.approx(0.6 * factor * one.size)
        assert one.largest == values[-1]
    assert len(made_up) <= 7


def test_every_pattern_on_a_fund_is_asked_and_no_other():
    ran = [name for name in PATTERNS.names() if PATTERNS[name].on_a_fund and PATTERNS[name].loop]
    assert on_a_fund() == ran
    assert "core" in on_a_fund()


def test_without_paths_history_alone_decides(made_up, market):
    rows = BearSearch(BearTerms(0.05, Drawn(paths=0)), market, NOBODY, NOBODY).run(plans(load_config(), ["A"]))
    assert (rows[0].by_paths, rows[0].paths, rows[0].size) == (None, None, 0.1)
    assert made_up == []


@pytest.mark.pages
def test_what_was_tried_stands_in_the_ledger_once_for_each_plan(market, tmp_path):
    patched = interpreted()
    try:
        config = load_config(None, ['period="2008-09..2008-11"'])
        search = BearSearch(BearTerms(0.02, Drawn(paths=0)), market, NOBODY, NOBODY)
        found = borne(plans(config, ["A"]), market, search, tmp_path)
        again = ran(
            load_config(None, ['period="2008-09..2008-11"', f"overlay.ratio={found.rows[0].size}"]), market, NOBODY
        )
        more = load_config(None, ['period="2008-09..2008-11"', f"overlay.ratio={found.rows[0].size + 0.01:.2f}"])
        deeper = ran(more, market, NOBODY)
    finally:
        patched.undo()
    trials = ledger(tmp_path).trials
    assert len(trials) == found.tried == found.looks.count
    assert set(trials["by"].to_pylist()) == {"size"}
    assert again.figures == found.rows[0].history.figures
    assert -again.figures.max_drawdown <= 0.02 < -deeper.figures.max_drawdown


@pytest.mark.parametrize("seed", range(3))
def test_the_interval_of_a_quantile_holds_the_true_one_in_nineteen_samples_of_twenty(seed):
    draw = np.random.Generator(np.random.PCG64(seed))
    samples = [quantile_of(draw.random(200), 0.9) for _ in range(400)]
    held = np.mean([low <= 0.9 <= high for _, low, high in samples])
    assert 0.92 <= held <= 0.98
    assert all(low <= middle <= high for middle, low, high in samples)


@pytest.mark.pages
def test_on_paths_the_size_is_the_largest_that_falls_no_deeper(market):
    search = BearSearch(BearTerms(0.03, Drawn(paths=6, years=1)), market, NOBODY, NOBODY, threads=2)
    (one,) = search.run(plans(load_config(), ["A"]))
    paths = BearPaths(market, search.terms.drawn, NOBODY, threads=1)
    within, beyond = (load_config(None, [f"overlay.ratio={one.by_paths + more:.2f}"]) for more in (0.0, 0.01))
    falls = [told.fall for told in paths.falls([within, beyond])]
    assert falls[0] <= 0.03
    assert falls[1] > 0.03 or one.by_paths == one.largest


@pytest.mark.pages
@pytest.mark.parametrize("language", LANGUAGES)
def test_sizes_are_shown_in_both_languages(made_up, language, tmp_path):
    done = CliRunner().invoke(cli, ["size", "--bear", "5%", "--out", str(tmp_path), "--lang", language])
    assert done.exit_code == 0, done.output
    say = words(language)
    assert say("bear.pattern") in done.output
    assert say("sizing.bear") in done.output
    assert "options.budget" in done.output


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_size_that_was_never_held_and_a_pattern_without_one_that_falls_deeper_are_said(language):
    say, none = words(language), BearResult(BearTerms(0.05, Drawn(paths=0)), [], 0, Looks(0, 1.0, 0.0, known=False))
    deep = Sized("cash", history=Ran(np.arange(3), np.ones(3), figures(0.3)))
    idle = Sized("A", "overlay.ratio", 0.3, 0.3, history=Ran(np.arange(3), np.ones(3), figures(0.0)))
    traded = replace(idle, kind="C", history=Ran(np.arange(3), np.ones(3), figures(0.04)._replace(turnover=0.2)))
    lines = lines_of(none._replace(rows=[deep, idle, traded]), Path("results"), say)
    assert say("bear.deeper", pattern="cash", fall=0.3) in lines
    assert say("bear.nothing_held", pattern="A") in lines
    assert say("bear.nothing_held", pattern="C") not in lines


def test_json_has_a_row_for_each_pattern(made_up, tmp_path):
    done = CliRunner().invoke(cli, ["size", "--bear", "0.05", "--out", str(tmp_path), "--json"], catch_exceptions=False)
    told = json.loads(done.output)
    assert [row["pattern"] for row in told["patterns"]] == on_a_fund()
    assert told["fall"] == 0.05
    assert {row["size"] for row in told["patterns"] if row["setting"] == "overlay.ratio"} == {0.08}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--bear", "5"), "fall that can be borne 5 means 500%; for 5 % write 0.05"),
        (("--bear", "5%", "--quantile", "95"), "quantile 95 should be from 0.5 to 0.999"),
        (("--bear", "5%", "--currency", "JPY"), "--bear: falls are those of equity in the account's currency, USD"),
        (("--bear", "5%", "--set", "options.budget=-1"), "options.budget"),
    ],
)
def test_what_cannot_be_borne_is_one_sentence(arguments, sentence):
    with pytest.raises(ConfigError, match=sentence):
        CliRunner().invoke(cli, ["size", *arguments], catch_exceptions=False)


def test_options_of_other_sizes_are_refused():
    done = CliRunner().invoke(cli, ["size", "--bear", "5%", "--fall", "0.3"])
    assert done.exit_code == 2
    assert "--fall has no effect on --bear" in done.output
