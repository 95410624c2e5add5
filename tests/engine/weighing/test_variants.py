"""Variants of a plan: what the plan itself says it can do without, and nothing that changes nothing."""

from datetime import date

import pytest

from data.base.days import day_of
from engine import RULES, Line, RulePlug, Section
from engine.assembly.profile_path import account_profile
from engine.settings.run_config import load_config
from engine.weighing.variants import WITHOUT, variants_of

PATTERNS = ("core", "A", "B", "C", "cash", "fx")


def tried(*assignments, pattern="A", group=None):
    config = load_config(None, assignments, pattern=pattern)
    found = variants_of(config, account_profile(config, day_of(date(2010, 1, 4))))
    return [one for one in found if group is None or one.group == group]


def named(*assignments, pattern="A", group="rules"):
    return [one.name for one in tried(*assignments, pattern=pattern, group=group)]


def test_the_plan_itself_comes_first():
    first, *others = tried()
    assert (first.group, dict(first.settings), first.config) == ("plan", {}, load_config())
    assert all(one.settings for one in others)


def test_every_rule_is_left_out_once_and_all_together():
    rules = ["core", "exposure", "halving", "loss_stop", "voluntary_stop", "band"]
    assert named() == [*rules, "all_rules"]
    every = next(one for one in tried() if one.name == "all_rules").config
    assert (every.halving.enabled, every.stops.monthly_loss, every.stops.voluntary) == (False, "off", False)
    assert every.overlay.ratio == 0.2


def test_a_rule_that_is_off_already_is_not_left_out():
    assert named("halving.enabled=false", "overlay.band=0.0") == [
        "core", "exposure", "loss_stop", "voluntary_stop", "all_rules",
    ]  # fmt: skip


@pytest.mark.pages
def test_each_pattern_names_its_own():
    assert "trend" in named(pattern="B")
    assert named(pattern="cash") == ["cash_trend", "reentry", "all_rules"]
    assert named(pattern="core", group="costs") == ["fund_expense"]
    assert {"option_commission", "option_spread"} <= {*named(pattern="C", group="costs")}
    assert "option_spread" not in named(group="costs")


def test_all_costs_are_all_of_them_and_nothing_else():
    *each, every = tried(pattern="C", group="costs")
    assert every.name == "all_costs"
    assert dict(every.settings) == {name: value for one in each for name, value in one.settings.items()}


def test_tax_is_a_cost_where_it_is_paid():
    assert "tax" not in named(group="costs")
    assert "tax" in named("tax.regime=us_1256", group="costs")


@pytest.mark.pages
def test_other_insurance_is_tried_where_there_is_any():
    assert named(group="insurance") == []
    assert named("insurance.hedge_ratio=0.0", pattern="C", group="insurance") == []
    assert [one.config.insurance.months for one in tried(pattern="C", group="insurance") if one.name == "months"] == [
        2, 3, 6,
    ]  # fmt: skip
    strikes = [one.settings for one in tried(pattern="C", group="insurance") if one.name == "out_of_the_money"]
    assert strikes == [{"insurance.out_of_the_money": strike} for strike in (0.0, 0.10, 0.15)]


class Caution(Section):
    """How much of the overlay is left; 1 is no rule."""

    factor: float = 1.0


def test_a_rule_that_a_plug_brings_is_left_out_too():
    def line(config):
        return Line(True, "caution", {}, {"caution.factor": 1.0})

    with RULES.added(RulePlug("caution", Caution, lambda *_: None, line, {}, needs=("overlay.ratio",))):
        rules = {one.name: one for one in tried("caution.factor=0.5", group="rules")}
        assert dict(rules["caution"].settings) == {"caution.factor": 1.0}
        assert rules["all_rules"].settings["caution.factor"] == 1.0
    assert "caution" not in named()


@pytest.mark.pages
def test_a_limit_on_the_vix_is_a_rule_where_there_is_one():
    assert "vix_limit" not in named(pattern="C")
    assert "vix_limit" in named("insurance.below_vix=25", pattern="C")


def test_dearer_trades_cost_multiples_of_what_the_plan_pays():
    assert [one.config.costs.factor for one in tried("costs.factor=0.5", group="dearer")] == [1.0, 2.0]


def test_what_the_settings_refuse_is_told_and_not_dropped(monkeypatch):
    monkeypatch.setattr("engine.weighing.variants.FACTORS", (1000.0,))
    (one,) = tried(group="dearer")
    assert one.config is None
    assert one.refused["code"] == "refused"
    assert one.refused["values"]["sentence"].startswith("costs.factor = 1000.0: ")


@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_two_variants_are_the_same_plan(pattern):
    digests = [one.config.digest for one in tried(pattern=pattern) if one.config]
    assert len({*digests}) == len(digests)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_variant_differs_in_its_settings_and_in_nothing_else(pattern):
    plan, *others = tried(pattern=pattern)
    for one in others:
        if one.config and one.group in WITHOUT:
            given = {f"{section}.{key}": value for section, values in one.config.settings_for_all().items()
                     if isinstance(values, dict) for key, value in values.items()}  # fmt: skip
            own = {f"{section}.{key}": value for section, values in plan.config.settings_for_all().items()
                   if isinstance(values, dict) for key, value in values.items()}  # fmt: skip
            changed = {name for name in given.keys() | own.keys() if given.get(name) != own.get(name)}
            assert changed <= {*one.settings, "overlay.max_total_exposure"}


@pytest.mark.parametrize("ratio", [0.2, 3.0, 15.0])
def test_what_adds_after_gains_may_be_set_at_any_ratio(ratio):
    plan = (f"overlay.ratio={ratio}", "overlay.max_total_exposure=21", "overlay.acknowledge_high_leverage=true")
    assert [one.refused for one in tried(*plan, group="gains")] == [None, None]


def test_halving_is_tried_by_every_other_measure_and_none_is_tried_twice():
    tried_instead = [one.settings["halving.measure"] for one in tried("halving.measure=atr", group="measures")]
    assert tried_instead == ["realised", "ewma", "parkinson", "implied"]
    assert named(pattern="B", group="measures") == ["measure"] * 4
    assert named("halving.enabled=false", group="measures") == []


@pytest.mark.pages
def test_rules_on_offer_are_left_out_once_each():
    on = ("in_range.measure=adx", "before_events.enabled=true", "pause.enabled=true")
    assert [one for one in named(*on) if one in {"in_range", "before_events", "pause"}] == [
        "in_range", "before_events", "pause",
    ]  # fmt: skip
    every = next(one for one in tried(*on) if one.name == "all_rules").config
    assert (every.in_range.measure, every.before_events.enabled, every.pause.enabled) == ("none", False, False)
    assert {"in_range", "before_events", "pause"}.isdisjoint(named(*on, pattern="B"))


def test_a_monthly_stop_is_left_out_with_both_of_its_losses():
    (stop,) = (one for one in tried("stops.monthly_amount=9000", group="rules") if one.name == "loss_stop")
    assert dict(stop.settings) == {"stops.monthly_loss": "off", "stops.monthly_amount": "off"}


def test_each_series_of_ones_own_is_left_out_by_itself_and_all_rules_together():
    policy = {"file": "examples/policy_rate.csv", "column": "rate", "edges": [1.0], "asks": [0.0, 0.1]}
    on = [f"cash_series.{name}.{key}={value}" for name in ("one", "two") for key, value in policy.items()]
    found = {one.name: one for one in tried(*on, pattern="cash")}
    left = found["cash_series.one"].config.cash_series.named
    assert (list(left), list(found["all_rules"].config.cash_series.named)) == (["two"], [])
