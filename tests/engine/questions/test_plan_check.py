"""The check of a plan: its chapters, the numbers of its answers, and what is left open."""

import numpy as np
import pytest

from data.base.errors import ConfigError
from engine import backtest
from engine.plugs.rule import RULES
from engine.questions.measured import contracts_of, worst_day
from engine.settings.run_config import parse_config
from engine.stress.account_state import FATAL
from engine.words import LANGUAGES, words
from tests.plugins.trials import RANGE
from tests.support.plans import LACKS, PASSED, THROWN_OUT, path

HELD = ("capital.initial=1000000.0",)


def chapters(found):
    return [(one.name, len(one.answers)) for one in found.chapters]


def says(one, key):
    (found,) = [said.values for said in one.sentences if said.key == f"answer.{key}"]
    return found


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("A", [("yes", 3), ("account", 4), ("leverage", 6), ("besides", 4)]),
        ("B", [("yes", 3), ("account", 4), ("besides", 4)]),
        ("core", [("yes", 3), ("account", 4)]),
        ("cash", [("yes", 3), ("account", 4), ("ten", 10)]),
        ("fx", [("yes", 3), ("account", 4), ("leverage", 6), ("besides", 2)]),
    ],
)
def test_a_plan_has_the_chapters_of_what_its_pattern_is(pattern, found, checked):
    assert chapters(checked(pattern=pattern)) == found


@pytest.mark.parametrize("name", PASSED)
def test_a_good_plan_is_passed(name, checked):
    assert checked(file=path(name)).refused == ()


def test_what_lacks_a_rule_is_refused_before_anything_is_run(checked):
    found = checked(file=path("no_monthly_stop"))
    assert [one.key for one in found.refused] == [f"lacking.{one}" for one in LACKS["no_monthly_stop"]]
    assert chapters(found) == []
    assert [line.on for line in found.lines] == [True, True, True, False, True]


def test_a_plan_that_can_be_thrown_out_is_answered_no_and_refused(checked):
    found = checked(file=path(THROWN_OUT))
    assert [(one.key, one.values) for one in found.refused] == [("lacking.yes", {"number": 1, "asked": "stand"})]
    assert not found.chapters[0].answers[0].good


STAKED = ("fx_trades.allowed_loss=0.1", "fx_trades.free_margin=0.1", "fx.voluntary_stop=1.01", "fx.loss_cut_level=1.0")


def test_a_sale_that_a_loss_cut_announced_the_evening_before_is_one(answer):
    assert says(answer("stand", *STAKED, pattern="fx_trades"), "stand")["forced"] == 1


def test_a_sale_that_was_due_when_the_run_ended_is_one(answer):
    ended = answer("stand", *STAKED, "period.end=2007-08-08", pattern="fx_trades")
    assert says(ended, "stand")["forced"] == 1
    assert not ended.good


def test_the_worst_day_of_the_market_is_laid_over_the_account(answer, market):
    close = market.floats("close")
    fall = float(-(close[1:] / close[:-1] - 1.0).min())
    stands = answer("stand", pattern="A")
    assert worst_day(market).fall == fall
    assert says(stands, "stand_day")["move"] == -fall
    assert says(stands, "stand_day")["outcome"] not in FATAL
    assert [one.key for one in stands.more] == [
        "answer.stand_far", "answer.stand_day", "answer.stand_never", "answer.stand_unasked",
    ]  # fmt: skip


@pytest.mark.pages
def test_of_what_is_sold_rises_are_told(answer, market):
    close = market.floats("close")
    stands = answer("stand", pattern="hedge")
    assert says(stands, "stand_day")["move"] == float((close[1:] / close[:-1] - 1.0).max())
    assert [one.key for one in stands.more][:2] == ["answer.stand_nearest_rise", "answer.stand_day"]
    assert says(stands, "stand_nearest_rise")["fall"] > 1.0
    counts = [
        answer("inputs", f"short.when={when}", pattern="hedge").values["count"] for when in ("always", "downtrend")
    ]
    assert counts == [0, 1]


@pytest.mark.pages
def test_more_spare_cash_is_closed_by_a_larger_fall(answer):
    ends = []
    for buffer in (0.2, 0.4):
        found = answer("stand", "account.profile=retail_cash_margin", f"cash.buffer={buffer}", pattern="A")
        ends.append(says(found, "stand_ends")["fall"])
    assert 0.2 < ends[0] < ends[1] < 0.6


@pytest.mark.parametrize(("cash", "good"), [("30000.0", True), ("29000.0", False)])
def test_living_money_must_last_half_a_year(cash, good, answer):
    assert answer("living", f"living.cash={cash}", pattern="B").good == good


def test_losses_that_go_on_for_longer_than_living_money_lasts_are_a_no(checked, market):
    losing = ("period.start=2008-01-02", "period.end=2008-12-31", "halving.enabled=true", "living.cash=30000.0")
    found = checked(*losing, "fx.leverage=3.0", pattern="fx").chapters[0].answers[2]
    assert found.values["count"] <= 12
    assert found.good == (found.values["months"] >= max(6, found.values["count"]))


@pytest.mark.pages
def test_one_contract_cannot_be_halved_and_too_small_an_account_holds_none(answer):
    assert answer("shrink", *HELD, pattern="A").good
    one = answer("shrink", "capital.initial=30000.0", pattern="A")
    assert (one.answer, one.good) == ("answer.shrink_one", False)
    assert one.values["contracts"] == 1
    none = answer("shrink", "capital.initial=10000.0", pattern="A")
    assert (none.answer, none.good) == ("answer.shrink_never", False)


def test_dollars_on_margin_are_counted_by_their_leverage(answer, market):
    held = answer("shrink", "fx.leverage=2.0", pattern="fx").values
    assert held["contracts"] == pytest.approx(np.floor(2.0 * 1_000_000.0 / held["unit"]))


@pytest.mark.pages
def test_money_that_comes_later_than_a_call_is_due_is_left_open(answer):
    late = ("account.profile=jp_retail_futures",)
    assert answer("collateral", *late, pattern="A").answer == "answer.collateral_late"
    assert answer("collateral", *late, "account.redemption_lag=1", pattern="A").good
    assert answer("collateral", pattern="A").good


def test_what_counts_of_a_fund_on_an_exchange_holds_since_its_own_terms_did(answer):
    period = ("period.start=2018-01-02", "period.end=2018-03-29")
    found = answer("collateral", *period, "account.profile=cme_fcm", "fund.kind=BIL", pattern="A")
    assert [one.values for one in found.more] == [{"profile": "cme_fcm", "date": "2017-09-05"}]


@pytest.mark.pages
def test_an_account_in_another_currency_is_open_until_it_is_hedged(answer):
    yen = ("investor.currency=JPY",)
    assert answer("currency", pattern="A").answer == "answer.currency_same"
    assert not answer("currency", *yen, pattern="A").good
    assert answer("currency", *yen, "hedge.ratio=0.5", pattern="A").good


@pytest.mark.pages
def test_losses_in_a_row_are_computed_as_the_documents_do(answer):
    rows = answer("rows", pattern="A").values
    assert rows["five"] == pytest.approx(0.0961, abs=5e-5)
    assert rows["ten"] == pytest.approx(0.1829, abs=5e-5)
    assert (1.0 - rows["ten"]) * (1.0 + rows["back"]) == pytest.approx(1.0)
    assert answer("size_from_stop", "overlay.ratio=0.1", pattern="A").values["fall"] == pytest.approx(0.2)


@pytest.mark.pages
def test_a_loss_above_the_usual_two_per_cent_is_open(answer):
    assert answer("allowed_loss", pattern="A").good
    assert not answer("allowed_loss", "stops.monthly_loss=0.03", pattern="A").good


@pytest.mark.pages
def test_a_stop_in_money_is_a_share_of_capital(answer):
    money = ("stops.monthly_loss=off", "stops.monthly_amount=10000.0")
    assert answer("allowed_loss", *money, pattern="A").values["loss"] == pytest.approx(0.01)
    both = answer("allowed_loss", "stops.monthly_amount=30000.0", pattern="A")
    assert both.values["loss"] == pytest.approx(0.02), "the smaller of the two comes first"
    yen = ("stops.amount_currency=investor", "investor.currency=JPY", "stops.monthly_amount=1000000.0")
    assert 0.005 < answer("allowed_loss", *yen, pattern="A").values["loss"] < 0.015


@pytest.mark.pages
def test_a_second_stage_of_risk_is_a_second_size(answer):
    assert not answer("two_sizes", pattern="fx_trades").good
    attack = ("fx_trades.attack_loss=0.02",)
    stages = answer("two_sizes", *attack, pattern="fx_trades")
    assert (stages.good, stages.values["normal"], stages.values["attack"]) == (True, 0.005, 0.02)
    assert answer("allowed_loss", *attack, pattern="fx_trades").values["loss"] == 0.02
    assert answer("size_from_stop", "fx_trades.stop_by=low", pattern="fx_trades").answer == "answer.size_low"


@pytest.mark.pages
def test_what_stands_outside_the_account_is_counted(answer):
    assert answer("split_accounts", pattern="A").good
    assert not answer("split_accounts", "living.cash=100000.0", pattern="A").good


@pytest.mark.pages
def test_what_a_failing_broker_would_hold_back_is_told_where_one_fails(answer):
    assert answer("split_accounts", pattern="A").more == ()
    asked = ("broker.fails_on=2008-10-10", "broker.like=peregrine", "living.cash=1000000.0")
    held = says(answer("split_accounts", *asked, pattern="A"), "split_failing")
    assert (held["held"], held["days"], held["first"]) == (pytest.approx(0.5), 80, 0.3)
    assert held["paid"] == pytest.approx(0.63)
    japan = answer("split_accounts", *asked, "account.profile=jp_retail_futures", pattern="A")
    assert says(japan, "split_failing_cash")["like"] == "peregrine"


@pytest.mark.pages
def test_a_step_of_more_than_a_tenth_is_open(answer):
    assert answer("steps", pattern="A").good
    assert not answer("steps", "overlay.ratio=0.3", pattern="A").good
    assert answer("steps", "overlay.ratio=0.3", "halving.factor=0.7", pattern="A").good


def test_a_further_rule_is_an_exception_and_one_more_to_follow(answer):
    with RULES.added(RANGE):
        found = answer("exceptions", "range.factor=0.5", pattern="A")
        assert (found.good, found.values["rules"]) == (True, ["range"])
        assert answer("inputs", "range.factor=0.5", pattern="A").values["count"] == 3
    assert not answer("exceptions", pattern="A").good


@pytest.mark.pages
def test_a_pause_is_an_exception_and_a_way_to_shrink(checked, answer):
    paused = ("pause.enabled=true", "pause.factor=0.25")
    assert checked(*paused, "halving.enabled=false", pattern="A").refused == ()
    assert answer("exceptions", *paused, pattern="A").values["rules"] == ["pause"]
    assert answer("steps", *paused, pattern="A").values["step"] == pytest.approx(0.15)
    left = answer("shrink", *paused, pattern="A").values
    assert left["left"] == np.floor(0.25 * left["contracts"])


@pytest.mark.pages
def test_untaxed_is_open_until_it_is_meant(answer):
    assert not answer("tax", pattern="A").good
    assert answer("tax", pattern="A", tax_free=True).good
    assert answer("tax", "tax.regime=us_1256", pattern="A").good
    paid = ("cash_ratio.max_adjustments=4",)
    assert not answer("costs", *paid, pattern="cash").good
    assert answer("costs", *paid, pattern="cash", tax_free=True).good
    assert not answer("costs", pattern="cash", tax_free=True).good


@pytest.mark.parametrize(("pattern", "taxed"), [("A", "tax.regime=japan"), ("cash", "cash_ratio.tax_rate=0.2")])
def test_an_account_that_is_taxed_is_not_free_of_tax(pattern, taxed, checked):
    with pytest.raises(ConfigError, match="--tax-free: the plan is taxed"):
        checked(taxed, pattern=pattern, tax_free=True)


@pytest.mark.pages
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pattern", ["A", "C", "cash", "fx_trades"])
def test_everything_can_be_said(pattern, language, checked):
    say = words(language)
    for chapter in checked(pattern=pattern).chapters:
        for one in chapter.answers:
            assert all(say(said.key, **said.values) for said in one.sentences)
            assert say(one.question)


@pytest.mark.parametrize(("pattern", "says"), [("A", "answer.interest"), ("fx", "answer.interest_none")])
def test_a_broker_that_pays_no_interest_is_not_said_to_pay_a_whole_less(pattern, says, answer):
    found = answer("currency", pattern=pattern)
    assert found.more[0].key == says
    assert (found.more[0].values["credit"] >= 1.0) == (pattern == "fx")


@pytest.mark.parametrize("capital", [210_000.0, 330_000.0, 500_000.0, 730_000.0])
def test_contracts_are_those_that_a_run_of_the_day_holds(capital):
    """The nearest whole number within the limit, as runs hold them, and after a halving the most that are not above."""
    settings = {"period": {"start": "2026-06-01"}, "capital": {"initial": capital}, "halving": {"enabled": False}}
    run = backtest(parse_config({**settings, "pattern": "A"}))
    fills, equity = run.frame("fills"), run.equity["equity"]
    price = run.frame("positions").iloc[0]
    unit = abs(price["notional"] / price["size"])
    assert contracts_of(run.config, 0.2, float(equity.iloc[0]), unit) == fills.iloc[0]["size"]
    assert contracts_of(run.config, 0.2, capital, unit, 0.5) == int(0.1 * capital / unit)
    assert contracts_of(run.config, 0.2, 90_000.0, unit) == 0


@pytest.mark.pages
def test_a_plan_that_cannot_be_made_smaller_is_refused(checked):
    found = checked("capital.initial=30000.0", pattern="A")
    assert [said.key for said in found.refused] == ["lacking.yes_shrink"]
    assert checked(*HELD, pattern="A").refused == ()
