"""Settings of the plan alone: no column of the sessions depends on them."""

from datetime import date

import pytest

from engine.fast.alike import OF_THE_PLAN, plan_alone, sessions_key
from engine.fast.prepare import prepare
from engine.settings.grid import cell_of
from engine.settings.run_config import RunConfig, parse_config
from validation.agreement_runs import case

OTHER = {
    "name": "x", "note": "y", "capital.initial": 3e6, "overlay.ratio": 0.11, "overlay.max_total_exposure": 1.25,
    "overlay.acknowledge_high_leverage": True, "overlay.rebalance": "monthly", "overlay.band": 0.07,
    "overlay.after_gains": 0.5,
    "halving.enabled": False, "halving.halve_above": 0.3, "halving.restore_below": 0.1, "halving.restore_sessions": 7,
    "halving.factor": 0.3, "stops.monthly_loss": 0.03, "stops.monthly_amount": 9e3,
    "stops.amount_currency": "investor", "stops.voluntary": False, "in_range.enter_below": 0.1,
    "in_range.leave_above": 0.3, "in_range.factor": 0.1, "before_events.days_before": 4, "before_events.factor": 0.2,
    "pause.enabled": True, "pause.move": 0.01, "pause.sessions": 3, "pause.factor": 0.0, "cash.sleeve": 0.4,
    "cash.buffer": 0.22, "cash.band": 0.2, "options.budget": 0.007, "options.direction": "puts",
    "options.out_of_the_money": 0.02, "options.delta": 0.4, "options.acknowledge_high_budget": True,
    "trend.strength": "adx", "trend.efficiency": 0.4, "trend.adx": 20.0, "insurance.hedge_ratio": 0.5,
    "insurance.out_of_the_money": 0.1, "insurance.below_vix": 25.0, "costs.commission": 3.0, "costs.half_spread": 0.5,
    "costs.stress_half_spread": 2.0, "costs.roll_half_spread": 0.3, "costs.option_commission": 2.0,
}  # fmt: skip


def test_every_one_of_them_is_tried():
    assert OTHER.keys() == OF_THE_PLAN


@pytest.mark.pages
@pytest.mark.parametrize("pattern", "ABC")
def test_sessions_are_the_same_whatever_they_are(pattern, crisis):
    period = {"start": date(2008, 6, 2), "end": date(2009, 3, 31)}
    base = RunConfig(pattern=pattern, account={"profile": "jp_retail_futures"}, period=period)
    sessions = prepare(base, crisis)
    for setting, value in OTHER.items():
        other = cell_of(base, {setting: value}).config
        made = prepare(other, crisis)
        assert sessions_key(other) == sessions_key(base), setting
        assert repr(made.columns) == repr(sessions.columns), setting
        assert (made.days, made.specs) == (sessions.days, sessions.specs), setting
        assert plan_alone(other, crisis) == made.plan, setting


@pytest.mark.parametrize("seed", range(20))
def test_the_plan_of_settings_by_chance_is_that_of_their_sessions(seed):
    config, market = case(seed)
    assert plan_alone(config, market) == prepare(config, market).plan


@pytest.mark.parametrize("setting", ["halving.window", "overlay.contract", "account.profile", "execution.fill_at"])
def test_others_make_other_sessions(setting):
    other = {"halving.window": 63, "overlay.contract": "ES", "account.profile": "x", "execution.fill_at": "open"}
    section, _, key = setting.partition(".")
    value = "retail_cash_margin" if setting == "account.profile" else other[setting]
    assert sessions_key(parse_config({section: {key: value}})) != sessions_key(RunConfig())
