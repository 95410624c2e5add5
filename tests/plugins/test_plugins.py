"""What a pattern and a rule of somebody else's do in a run."""

from dataclasses import replace

import pytest

from data.base.errors import ConfigError
from engine import PATTERNS, RULES, backtest, check_pattern, check_rule, compare, load_config
from engine.report.timeline import spans
from engine.words import words
from tests.plugins.trials import RANGE, D
from tests.support.commands import overlay

RANGING = ["range.factor=0.5", "range.below=0.3", "range.above=0.35"]
ON = {"range": {"factor": 0.5, "below": 0.3, "above": 0.35}}


@pytest.fixture(scope="module", autouse=True)
def plugged():
    with PATTERNS.added(D), RULES.added(RANGE):
        yield


def run_of(market, *settings, pattern="A"):
    return backtest(load_config(None, ["period=2008", *settings], pattern=pattern), market)


def test_their_settings_are_told():
    assert "[range]\nfactor = 1.0\nwindow = 63\n" in overlay("config")
    assert "[range]" not in overlay("config", "--set", "pattern=B")
    assert "[trend_d]\nwindow = 200\n" in overlay("config", "--set", "pattern=D")


@pytest.mark.pages
def test_settings_of_one_pattern_leave_another_as_it_is():
    side, faster = (
        compare(["A", "D"], load_config(None, ["period=2008", *more])) for more in ([], ["trend_d.window=50"])
    )
    assert faster.runs["A"].tables["equity"].equals(side.runs["A"].tables["equity"])
    assert faster.runs["D"].config.section("trend_d").window == 50


@pytest.mark.pages
def test_what_the_rule_took_away_was_not_held(market):
    with_it, without = (run_of(market, *more) for more in (RANGING, []))
    rules = with_it.frame("rules")
    bound = rules[(rules["rule"] == "range") & rules["bound"]]
    assert len(bound) > 20
    held = [run.equity["overlay_notional"] / run.equity["equity"] for run in (with_it, without)]
    following = held[0].index[[held[0].index.get_loc(day) + 1 for day in bound.index[:-1]]]
    assert (held[0][following] <= 0.5 * held[1][following].max() + 0.01).all()


def test_no_future_is_held_below_the_average(market):
    run = run_of(market, pattern="D")
    rules = run.frame("rules")
    down = rules[(rules["rule"] == "trend_d") & (rules["state"] == "down")]
    assert len(down) > 20
    notional = run.equity["overlay_notional"]
    assert notional.max() > 0.0
    assert (notional.iloc[[notional.index.get_loc(day) + 1 for day in down.index[:-1]]] == 0.0).all()


def test_a_span_of_each_says_why_it_began_though_their_changes_have_names_of_their_own(market):
    both = run_of(market, *RANGING, pattern="D")
    found = {rule: [one.why for one in spans(both, words()) if one.rule == rule] for rule in ("trend_d", "range")}
    assert len(found["trend_d"]) > 1
    assert all(why.startswith("close ") and " below its average " in why for why in found["trend_d"])
    assert all(why.startswith("efficiency ratio ") and " below 0.30" in why for why in found["range"])


@pytest.mark.pages
def test_the_rule_off_changes_nothing(market):
    plain, with_section = run_of(market), run_of(market, "range.window=21")
    assert plain.config.digest != with_section.config.digest
    assert all(plain.tables[name].equals(with_section.tables[name]) for name in plain.tables)
    assert "range" not in plain.config.settings()


def test_with_another_pattern_the_rule_is_said_to_do_nothing(market):
    notes = run_of(market, "range.factor=0.5", pattern="B").notes()
    assert 'no effect with pattern = "B": range.factor' in notes


@pytest.mark.pages
def test_a_pattern_that_does_not_ask_a_rule_cannot_be_run_with_it(market):
    def deaf(config, profile):
        return {**PATTERNS["A"].params(config, profile), "rules": ()}

    with PATTERNS.added(replace(PATTERNS["A"], name="deaf", params=deaf)):
        assert run_of(market, pattern="deaf").table("fills").num_rows
        with pytest.raises(ConfigError, match="pattern deaf does not ask the rule range: leave out"):
            run_of(market, *RANGING, pattern="deaf")


def test_the_shortest_run_asks_it(market):
    day = ("period.start=2008-01-02", "period.end=2008-01-03")
    made = backtest(load_config(None, [*day, *RANGING]), market)
    assert "range" in made.table("rules")["rule"].to_pylist()


@pytest.mark.pages
def test_both_are_sound():
    assert check_pattern(D) == []
    assert check_rule(RANGE, ON) == []
