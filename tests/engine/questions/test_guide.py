"""What is asked of a plan, and what its answers mean in money."""

from datetime import date

import numpy as np
import pytest

from data.base.days import day_of
from engine import load_config
from engine.account.profiles import fx_profile_names, profile_names
from engine.plugs.pattern import PATTERNS
from engine.questions.guide import account_means, product_means, products, steps, unit_of
from engine.sizing.overlay_account import Fall
from engine.sizing.overlay_market import OverlayMarket
from engine.sizing.overlay_sheet import LossAsked
from engine.sizing.plan_size import plan_size
from engine.words import LANGUAGES, words

TODAY = day_of(date(2018, 6, 1))


def asked(pattern, *settings):
    return steps(load_config(None, settings, pattern=pattern), TODAY)


@pytest.mark.parametrize(
    ("pattern", "options"),
    [
        ("core", ["living_cash", "expenses", "tax"]),
        ("A", ["ratio", "spare", "halve_above", "monthly_loss", "living_cash", "expenses", "tax"]),
        ("B", ["budget", "halve_above", "monthly_loss", "living_cash", "expenses", "tax"]),
        ("cash", ["floor", "living_cash", "expenses", "tax"]),
        ("fx", ["leverage", "own_stop", "living_cash", "expenses", "tax"]),
        ("fx_trades", ["allowed_loss", "own_stop", "living_cash", "expenses", "tax"]),
    ],
)
def test_a_pattern_is_asked_for_its_size_and_then_for_its_rules(pattern, options):
    assert [step.option for step in asked(pattern)] == options


def test_spare_cash_is_asked_for_as_the_broker_counts_it():
    assert [one.setting for one in asked("A") if one.option == "spare"] == ["cash.sleeve"]
    at_home = asked("A", "account.profile=jp_retail_futures")
    assert [one.setting for one in at_home if one.option == "spare"] == ["cash.buffer"]


def test_brokers_of_foreign_exchange_take_patterns_in_dollars_and_no_others():
    both = [{*products(one)} for one in (profile_names()[0], fx_profile_names()[0])]
    assert both[0] | both[1] == {*PATTERNS.names()}
    assert not both[0] & both[1]


def test_a_future_is_worth_what_the_size_of_a_plan_says(market):
    """Its own price and not that of the index, which a year of interest would set 4 % apart."""
    config = load_config(None, pattern="A")
    told = plan_size(OverlayMarket(config, market), LossAsked(0.05, Fall(0.35, 0.0, 1.0), 0.0), None)
    assert unit_of(config, market)[1] == pytest.approx(told["unit"])
    assert unit_of(config, market)[1] != pytest.approx(5.0 * market.floats("close")[-1], rel=1e-4)


@pytest.mark.parametrize("pattern", ["A", "fx"])
def test_a_size_is_told_in_whole_contracts_and_the_capital_for_one(pattern, market):
    config = load_config(None, pattern=pattern)
    (step,) = [one for one in asked(pattern) if one.option in {"ratio", "leverage"}]
    said, (_, value) = step.means(config, market), unit_of(config, market)
    share = said.values["share"]
    if pattern == "fx":
        assert value == pytest.approx(1000.0 * market.floats("usdjpy")[-1])
    nearest, within = np.floor(share * 1_000_000.0 / value + 0.5), np.floor(0.22 * 1_000_000.0 / value)
    assert said.values["count"] == (np.floor(share * 1_000_000.0 / value) if pattern == "fx" else min(nearest, within))
    assert said.values["least"] == pytest.approx(value / share)


def test_halving_is_told_by_how_often_the_index_was_that_rough(market):
    (step,) = [one for one in asked("A") if one.option == "halve_above"]
    shares = [
        step.means(load_config(None, [f"halving.halve_above={one}"]), market).values["share"] for one in (0.2, 0.4)
    ]
    assert 0.5 > shares[0] > shares[1] > 0.0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pattern", PATTERNS.names())
def test_every_step_can_be_asked_and_said(pattern, language, market):
    say, config = words(language), load_config(None, pattern=pattern)
    for one in [*account_means(config.account.profile, TODAY), *product_means(config, market)]:
        assert say(one.key, **one.values)
    for step in asked(pattern):
        assert say(step.key)
        said = step.means(config, market)
        assert say(said.key, **said.values)


def test_halving_is_told_by_the_volatility_that_its_rule_sees(market):
    (step,) = [one for one in asked("A") if one.option == "halve_above"]
    seen = np.array(market.volatility(load_config().halving.measured_by))
    share = step.means(load_config(), market).values["share"]
    assert share == np.mean(seen[np.isfinite(seen)] > load_config().halving.halve_above)
