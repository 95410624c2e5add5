"""`overlay rules check`: the ten questions, from outside and within."""

import pytest
from click.testing import CliRunner

from data.base.errors import ConfigError
from engine import load_config
from engine.audit.plan_questions import check_plan
from engine.cli import cli
from engine.words import words

WHOLE = (
    "cash_ratio.max_adjustments=4", "deviations.file=log.csv", "living.cash=60000.0", "living.monthly_expenses=5000.0",
    "tactical.enabled=true", "cash_ratio.speed=0.1", "cash_ratio.tax_rate=0.20315",
)  # fmt: skip


def answers(*settings):
    return check_plan(load_config(None, settings, pattern="cash"))


def open_questions(*settings):
    return [one.question.removeprefix("question.") for one in answers(*settings) if not one.good]


def test_the_example_leaves_five_questions_open():
    assert open_questions() == ["split", "exceptions", "costs", "deviations", "worst"]


def test_a_whole_plan_answers_all_ten():
    assert len(answers(*WHOLE)) == 10
    assert open_questions(*WHOLE) == []


@pytest.mark.parametrize(
    ("settings", "questions"),
    [
        (("cash_ratio.floor=0.0",), ["floor"]),
        (("cash_ratio.cap=1.0",), ["cap"]),
        (("cash_trend.enabled=false",), ["up", "down"]),
        (("cash_ratio.speed=0.2",), ["split"]),
        (("reentry.enabled=false",), ["down", "split"]),
        (("tactical.enabled=false",), ["exceptions"]),
        (("cash_ratio.tax_rate=0.0",), ["costs"]),
        (("cash_ratio.tax_rate=0.0", "tax.regime=japan"), []),
        (("cash_conditions.enabled=true",), []),
        (("cash_conditions.enabled=true", "cash_events.enabled=true"), ["up"]),
        (("cash_trend.enabled=false", "cash_volatility.rule=target", "cash_ratio.speed=0.2"), ["split"]),
        (("cash_trend.enabled=false", "cash_volatility.rule=target"), []),
        (("reentry.ratios=[0.2]", "reentry.conditions=['recovery']"), ["split"]),
        (("living.cash=1000.0",), ["worst"]),
    ],
)
def test_a_weak_answer_is_left_open(settings, questions):
    assert open_questions(*WHOLE, *settings) == questions


@pytest.mark.parametrize(
    ("settings", "step"),
    [
        (("cash_ratio.speed=1.0",), "30 %"),
        (("cash_ratio.speed=1.0", "cash_trend.below=0.3", "reentry.ratios=[0.25,0.22,0.2]"), None),
        (
            (
                "cash_ratio.speed=1.0",
                "cash_trend.below=0.55",
                "reentry.ratios=[0.45,0.2]",
                "reentry.conditions=['recovery','held']",
            ),
            "35 %",
        ),
        (("cash_ratio.speed=0.12",), "12 %"),
    ],
)
def test_the_largest_step_is_that_of_alarm_and_way_back_together(settings, step):
    (answer,) = [one for one in answers(*WHOLE, *settings) if one.question == "question.split"]
    assert answer.values.get("step") == step


def test_another_pattern_has_no_plan_for_the_cash_ratio():
    with pytest.raises(ConfigError, match="pattern A has no rules for the cash ratio; set pattern = 'cash'"):
        check_plan(load_config(None, pattern="A"))


@pytest.mark.parametrize("pattern", ["fx", "fx_trades"])
def test_a_pattern_without_a_plan_says_where_its_rules_stand(pattern):
    done = CliRunner().invoke(cli, ["rules", "--pattern", pattern])
    assert isinstance(done.exception, ConfigError)
    assert f"its rules are the settings [{pattern}] of `overlay config`" in str(done.exception)


def test_the_five_lines_of_other_patterns_point_to_the_ten_questions():
    done = CliRunner().invoke(cli, ["rules", "--pattern", "cash"])
    assert done.exit_code != 0
    assert isinstance(done.exception, ConfigError)
    assert "the ten questions of `overlay rules check CONFIG`" in str(done.exception)


@pytest.mark.parametrize(
    ("setting", "question", "told"),
    [
        ("cash_trend.below=0.7", "cap", "60 %, which overrides what cash_trend.below asks for: more cash than the cap"),
        (
            "cash_ratio.floor=0.3",
            "floor",
            "30 %, which overrides what cash_trend.above asks for: less cash than the floor",
        ),
    ],
)
def test_a_ratio_beyond_floor_or_cap_is_an_open_question(setting, question, told):
    (answer,) = [one for one in answers(setting) if one.question == f"question.{question}"]
    assert not answer.good
    assert words()(answer.answer, **answer.values) == told
