import random
from dataclasses import replace

import pytest

from data.base.days import date_of
from data.base.errors import ConfigError
from data.contracts.contracts import future_spec
from engine import backtest, load_config
from engine.audit.exposure_checks import limit_of
from engine.journal.judge import seen_in
from engine.journal.lessons import lessons
from engine.journal.next_size import Paths, next_size
from engine.journal.rehearsal import start_trial, trial_kept
from engine.journal.trial import Trial, sized, trial_of, trial_told
from engine.settings.run_config import parse_config
from engine.survival.listener import listener_of
from tests.support import accounts_by_chance
from tests.support.papers import on

DAY = on("2020-01-02")


def trial_run(plan, market, contracts=None, day=DAY, sessions=5):
    trial = trial_of(plan, market, day, contracts)
    config = sized(plan, trial, trial.capital, trial.contracts)
    period = {"start": date_of(day), "end": date_of(market.days[market.row_from(day) + sessions])}
    return trial, backtest(parse_config({**config.settings(), "period": period}, "trial"), market)


def bought(run):
    return [(one["contract"], one["size"]) for one in run.table("fills").to_pylist()]


def plan_of(pattern="A", *settings):
    return load_config(None, settings, pattern=pattern)


def test_the_smallest_trial_of_futures_holds_one_contract_in_the_same_account(recent):
    trial, run = trial_run(plan_of(), recent)
    assert (trial.contracts, trial.contract, trial.setting) == (1, "MES", "overlay.ratio")
    assert bought(run) == [("MESH20", 1)]
    assert run.opening == plan_of().capital.initial
    assert limit_of(run) == plan_of().exposure_limit


def test_a_plan_of_large_contracts_is_tried_with_the_smallest_on_the_same_index_and_says_so(recent):
    plan = plan_of("A", "overlay.contract=ES", "overlay.ratio=0.3")
    trial, run = trial_run(plan, recent)
    assert (trial.contract, trial.plan_contract) == ("MES", "ES")
    assert bought(run) == [("MESH20", 1)]
    assert "trial.another_contract" in {one.key for one in lessons(run.config, trial, recent, DAY)}


def test_before_the_smallest_contract_was_listed_the_plans_own_is_tried(whole_market):
    plan = plan_of("A", "overlay.contract=ES", "capital.initial=2000000")
    assert trial_of(plan, whole_market, on("2010-01-04")).contract == "ES"


def test_insurance_of_half_is_tried_with_as_many_futures_as_one_put_insures(recent):
    trial, run = trial_run(plan_of("C", "insurance.hedge_ratio=0.5"), recent)
    assert trial.contracts == 2
    assert [size for contract, size in bought(run) if not contract.startswith("MES")] == [1]


def test_a_premium_budget_is_tried_with_one_option(recent):
    trial, run = trial_run(plan_of("B"), recent, sessions=30)
    assert (trial.setting, trial.contracts) == ("options.budget", 1)
    premiums = [one["size"] for one in run.table("fills").to_pylist() if one["purpose"] == "premium"]
    assert set(premiums) == {1}


@pytest.mark.pages
def test_what_is_asked_for_is_what_the_account_buys_on_random_plans(recent):
    rng = random.Random(94)  # noqa: S311
    for _ in range(6):
        capital, ratio = rng.uniform(3e5, 3e6), rng.uniform(0.1, 0.3)
        day = recent.days[rng.randrange(300, 560)]
        plan = plan_of("A", f"capital.initial={capital:.0f}", f"overlay.ratio={ratio:.3f}", "halving.enabled=false")
        full = trial_of(plan, recent, day).full
        contracts = rng.randint(1, full)
        _, run = trial_run(plan, recent, contracts, day, sessions=3)
        assert bought(run)[0][1] == contracts
        whole, own = trial_run(plan, recent, full, day, sessions=3)[1], backtest_of(plan, recent, day)
        assert abs(bought(whole)[0][1] - bought(own)[0][1]) <= 1


def backtest_of(plan, market, day):
    period = {"start": date_of(day), "end": date_of(market.days[market.row_from(day) + 3])}
    return backtest(parse_config({**plan.settings(), "period": period}, "plan"), market)


def test_one_contract_cannot_be_halved_and_two_can(recent):
    told = {}
    for contracts in (1, 2):
        trial, run = trial_run(plan_of(), recent, contracts)
        told[contracts] = {one.key: one.values for one in lessons(run.config, trial, recent, DAY)}
    assert told[1]["trial.halving_to_none"] == {"contracts": 1, "factor": 0.5, "left": 0, "enough": 2}
    assert not {"trial.halving", "trial.halving_to_none"} & told[2].keys()
    assert told[1]["trial.rebalancing"]["move"] > told[2]["trial.rebalancing"]["move"]


@pytest.mark.pages
def test_a_stop_that_the_trial_can_reach_is_no_lesson_lost(recent):
    far, run = trial_run(plan_of(), recent)
    near, large = trial_run(plan_of(), recent, 12)
    assert any(one.key.startswith("trial.stop") for one in lessons(run.config, far, recent, DAY))
    assert not any(one.key.startswith("trial.stop") for one in lessons(large.config, near, recent, DAY))


@pytest.mark.parametrize(
    ("plan", "contracts", "said"),
    [
        (("A", "capital.initial=20000"), None, "it cannot be followed with this capital"),
        (("A",), 500, "choose from 1 to as many"),
        (("core",), None, "has no overlay"),
    ],
)
def test_a_trial_that_cannot_be_is_refused_in_one_sentence(recent, plan, contracts, said):
    with pytest.raises(ConfigError, match=said) as refused:
        trial_of(plan_of(*plan), recent, DAY, contracts)
    assert "\n" not in str(refused.value)


def test_the_terms_of_a_trial_stand_in_its_journal(recent, tmp_path):
    begun = start_trial(tmp_path / "small", plan_of(), recent, DAY)
    assert trial_kept(begun.paper) == begun.trial
    assert begun.paper.config.overlay.ratio < plan_of().overlay.ratio
    assert trial_told({}) is None
    assert isinstance(begun.trial, Trial)


@pytest.mark.pages
def test_plans_in_tokyo_by_chance_are_tried_at_their_smallest_and_judged():
    rng = random.Random(273)  # noqa: S311
    for _ in range(4):
        settings, market = accounts_by_chance.at_tokyo(rng)
        plan = load_config(None, [f"{name}={value}" for name, value in settings.items()], pattern="A")
        plan = parse_config({**plan.settings(), "halving": {"enabled": False}}, "plan")
        day = market.days[market.row_from(market.starts) + 30]
        trial, run = trial_run(plan, market, None, day, sessions=60)
        assert 0 < trial.unit < trial.capital * trial.planned * 1.5
        smallest, own = future_spec(trial.contract), future_spec(trial.plan_contract)
        assert (smallest.index, smallest.dealt_as, smallest.rolls) == (own.index, own.dealt_as, own.rolls)
        assert [size for _, size in bought(run)][:1] in ([1], [])
        assert seen_in(run).month.sessions > 15


def test_a_step_up_is_a_tenth_of_the_plan_at_least_one_contract_and_never_more_than_the_plan(recent):
    trial, run = trial_run(plan_of(), recent)
    quiet = listener_of(lambda _text: None)

    def following(contracts, full):
        found = next_size(run, replace(trial, contracts=contracts, full=full), recent, Paths(0), quiet)
        return None if found is None else found.contracts

    assert [following(1, 12), following(10, 62), following(60, 62), following(12, 12)] == [2, 16, 62, None]
