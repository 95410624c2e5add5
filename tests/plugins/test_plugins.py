"""A pattern and a rule of somebody else's, one file each: complete in every command, in both languages."""

import json
import re

import pytest
from click.testing import CliRunner

from engine import PATTERNS, RULES, backtest, check_pattern, check_rule, compare, load_config, load_run
from engine.cli import cli
from engine.words import LANGUAGES
from tests.plugins.range_rule import RANGE
from tests.plugins.trend_futures import D

PERIOD = ["--period", "2008"]
RANGING = ["--set", "range.factor=0.5", "--set", "range.below=0.3", "--set", "range.above=0.35"]
ON = {"range": {"factor": 0.5, "below": 0.3, "above": 0.35}}


@pytest.fixture(scope="module", autouse=True)
def plugged():
    with PATTERNS.added(D), RULES.added(RANGE):
        yield


def overlay(*arguments):
    done = CliRunner().invoke(cli, [str(one) for one in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module", params=["D", "A", "C"])
def saved(request, tmp_path_factory):
    """A saved run of D, and of A and C with the rule."""
    rule = [] if request.param == "D" else RANGING
    folder = tmp_path_factory.mktemp("results")
    overlay("run", "--pattern", request.param, *PERIOD, *rule, "--out", folder)
    (path,) = folder.iterdir()
    return path


def spoken(pattern):
    """What stands in a page of it: words of the plug's own plan line."""
    return {"D": {"en": "above its average of 200 sessions", "ja": "200 営業日平均を上回る"}}.get(
        pattern, {"en": "efficiency ratio of 63 sessions is below", "ja": "63 営業日の効率比"}
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_shown_audited_reported_and_stressed(saved, language, tmp_path):
    pattern = load_run(saved).config.kind.name
    name = "trend_d" if pattern == "D" else "range"
    for command in ("show", "stress"):
        overlay(command, saved, "--lang", language)
    audited = overlay("audit", saved, "--lang", language)
    assert spoken(pattern)[language] in re.sub(r"\s+", " ", audited)
    assert (D.words[language]["check.trend_d"] in audited) == (pattern == "D")
    overlay("report", saved, "--lang", language, "--to", tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert (D if pattern == "D" else RANGE).words[language][f"rule.{name}"] in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_plan_is_a_line_of_its_own(language):
    for pattern, more in (("D", []), ("A", RANGING), ("C", RANGING)):
        told = overlay("rules", "--pattern", pattern, *more, "--lang", language)
        assert len(told.strip().splitlines()) == 6
        assert spoken(pattern)[language] in told


def test_their_settings_are_told():
    assert "[range]\nfactor = 1.0\nwindow = 63\n" in overlay("config")
    assert "[range]" not in overlay("config", "--set", "pattern=B")
    assert "[trend_d]\nwindow = 200\n" in overlay("config", "--set", "pattern=D")


def test_they_are_compared():
    side = compare(["A", "D"], load_config(None, ["period=2008"]))
    assert list(side.runs) == ["A", "D"]
    faster = compare(["A", "D"], load_config(None, ["period=2008", "trend_d.window=50"]))
    assert faster.runs["A"].tables["equity"].equals(side.runs["A"].tables["equity"])
    assert faster.runs["D"].config.section("trend_d").window == 50
    told = overlay("compare", "--patterns", "A,D", *PERIOD, "--json")
    assert {run["name"] for run in json.loads(told)["runs"]} == {"A", "D"}


def test_what_the_rule_took_away_was_not_held(market):
    with_it, without = (
        backtest(load_config(None, ["period=2007..2009", *more], pattern="A"), market)
        for more in ([one for one in RANGING if one != "--set"], [])
    )
    rules = with_it.frame("rules")
    bound = rules[(rules["rule"] == "range") & rules["bound"]]
    assert len(bound) > 20
    held = [run.equity["overlay_notional"] / run.equity["equity"] for run in (with_it, without)]
    following = held[0].index[[held[0].index.get_loc(day) + 1 for day in bound.index[:-1]]]
    assert (held[0][following] < held[1][following] + 0.03).mean() > 0.95


def test_the_rule_off_changes_nothing(market):
    plain = backtest(load_config(None, ["period=2008"], pattern="A"), market)
    with_section = backtest(load_config(None, ["period=2008", "range.window=21"], pattern="A"), market)
    assert plain.config.digest != with_section.config.digest
    assert all(plain.tables[name].equals(with_section.tables[name]) for name in plain.tables)
    assert "range" not in plain.config.settings()


def test_with_another_pattern_the_rule_is_said_to_do_nothing(market):
    run = backtest(load_config(None, ["period=2008", "range.factor=0.5"], pattern="B"), market)
    assert 'no effect with pattern = "B": range.factor' in run.notes()


def test_both_are_sound():
    assert check_pattern(D) == []
    assert check_rule(RANGE, ON) == []
