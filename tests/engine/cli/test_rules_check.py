"""`overlay rules check`, from outside."""

import json
import re

import pytest
from click.testing import CliRunner

from engine.cli import cli
from engine.words import LANGUAGES, words
from tests.support.plans import path

PERIOD = ("--set", "period.start=2007-01-03", "--set", "period.end=2008-12-31")
WITHOUT_PATHS = ("--paths", "0", *PERIOD)


def asked(*arguments):
    return CliRunner().invoke(cli, ["rules", "check", *map(str, arguments)])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refused_plan_says_first_what_it_lacks(language):
    done = asked(path("no_monthly_stop"), "--lang", language)
    say = words(language)
    assert done.exit_code == 1
    assert done.output.splitlines()[0] == say("questions.refused", sentence=say("lacking.stop"))
    assert say("questions.passed") not in done.output


@pytest.mark.pages
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_that_is_passed_says_yes_three_times_and_what_is_open(language):
    done = asked(path("good_futures"), "--lang", language, *WITHOUT_PATHS)
    say = words(language)
    assert done.exit_code == 0, done.output
    yes = say("questions.yes", sentence="").strip()
    assert sum(line.strip().startswith(yes) for line in done.output.splitlines()) == 3
    assert done.output.count(say("questions.open")) == 2
    assert done.output.splitlines()[-2:] == [say("questions.sum", count=15, total=17), say("questions.passed")]


@pytest.mark.pages
def test_json_tells_the_same_with_numbers():
    told = json.loads(asked("--pattern", "A", "--json").output)
    assert [one["code"] for one in told["refused"]] == ["living"]
    told = json.loads(asked(path("good_futures"), "--json", *WITHOUT_PATHS).output)
    assert (told["pattern"], told["refused"]) == ("A", [])
    assert [len(one["questions"]) for one in told["chapters"]] == [3, 4, 6, 4]
    (loss,) = [one for chapter in told["chapters"] for one in chapter["questions"] if one["question"] == "allowed_loss"]
    assert loss["said"][0]["values"]["amount"] == pytest.approx(20_000.0)


def test_a_pattern_takes_the_place_of_that_of_the_file():
    assert (
        json.loads(asked(path("good_futures"), "--pattern", "core", "--json", *WITHOUT_PATHS).output)["plan"][1]["rule"]
        == "exposure"
    )


@pytest.mark.pages
def test_made_up_histories_answer_the_first_question():
    told = json.loads(asked(path("good_futures"), "--json", "--paths", "20", "--years", "1", *PERIOD).output)
    said = told["chapters"][0]["questions"][0]["said"][-1]
    assert (told["chapters"][0]["name"], said["code"], said["values"]["paths"]) == ("yes", "stand_paths", 20)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_without_an_overlay_that_does_not_say_what_is_lived_on_is_open_and_not_answered_no(language):
    done, say = asked("--pattern", "core", "--lang", language, *WITHOUT_PATHS), words(language)
    assert done.exit_code == 0, done.output
    lines = [line.strip() for line in done.output.splitlines()]
    assert not any(line.startswith(say("questions.no", sentence="").strip()) for line in lines)
    assert sum(line.startswith(say("questions.unsaid", sentence="").strip()) for line in lines) == 1


@pytest.mark.pages
def test_stages_of_a_way_back_are_told_in_japanese():
    done = asked(path("good_cash"), "--lang", "ja", *WITHOUT_PATHS)
    assert done.exit_code == 0, done.output
    assert words("ja")("way_condition.recovery") in done.output
    assert not {"recovery", "held", "new_high"} & {*re.findall(r"[a-z_]+", done.output)}
