"""`overlay rules check`: the ten questions, from outside and within."""

import json

import pytest
from click.testing import CliRunner

from data.base.errors import ConfigError
from engine import load_config
from engine.audit.plan_questions import check_plan
from engine.cli import cli
from engine.words import LANGUAGES, words

WHOLE = (
    "cash_ratio.max_adjustments=4", "deviations.file=log.csv", "living.cash=60000.0", "living.monthly_expenses=5000.0",
    "tactical.enabled=true",
)  # fmt: skip


def answers(*settings):
    return check_plan(load_config(None, settings, pattern="cash"))


def open_questions(*settings):
    return [one.question.removeprefix("question.") for one in answers(*settings) if not one.good]


def test_the_example_leaves_three_questions_open():
    assert open_questions() == ["costs", "deviations", "worst"]


def test_a_whole_plan_answers_all_ten():
    assert len(answers(*WHOLE)) == 10
    assert open_questions(*WHOLE) == []


@pytest.mark.parametrize(
    ("settings", "questions"),
    [
        (("cash_ratio.floor=0.0",), ["floor"]),
        (("cash_ratio.cap=1.0",), ["cap"]),
        (("cash_trend.enabled=false",), ["up", "down", "split"]),
        (("cash_trend.enabled=false", "cash_volatility.rule=target"), ["split"]),
        (("cash_trend.enabled=false", "cash_volatility.rule=target", "cash_ratio.speed=0.1"), []),
        (("reentry.ratios=[0.2]", "reentry.conditions=['recovery']"), ["split"]),
        (("living.cash=1000.0",), ["worst"]),
    ],
)
def test_a_weak_answer_is_left_open(settings, questions):
    assert open_questions(*WHOLE, *settings) == questions


@pytest.mark.parametrize("alarm", [(), ("cash_trend.enabled=false", "cash_volatility.rule=levels")])
def test_a_plan_without_a_way_back_is_refused(alarm):
    with pytest.raises(ConfigError, match="the plan raises cash and has no rule for coming back; set reentry"):
        answers(*alarm, "reentry.enabled=false")


def test_another_pattern_has_no_plan_for_the_cash_ratio():
    with pytest.raises(ConfigError, match="pattern A has no rules for the cash ratio; set pattern = 'cash'"):
        check_plan(load_config(None, pattern="A"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_prints_ten_questions_with_their_answers(root, language):
    done = CliRunner().invoke(cli, ["rules", "check", str(root / "examples" / "cash_ratio.toml"), "--lang", language])
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert len(lines) == 21
    assert lines[0] == f" 1. {words(language)('question.floor')}"
    assert lines[-1] == words(language)("questions.sum", count=7, total=10)


def test_the_command_prints_json(root):
    done = CliRunner().invoke(cli, ["rules", "check", str(root / "examples" / "cash_ratio.toml"), "--json"])
    plan = json.loads(done.output)["plan"]
    assert [row["good"] for row in plan] == [True] * 7 + [False] * 3
    assert plan[4]["answer"] == "in 3 stages: 40 % (recovery), 30 % (held), 20 % (new_high)"


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
