"""A plan that lacks a required rule is refused, with the line that it lacks."""

import pytest

from data.base.days import day_of
from engine import PATTERNS, load_config
from engine.assembly.profile_path import account_profile
from engine.audit.plan import FIRST_KNOWN
from engine.plugs.rule import RULES
from engine.questions.lacking import lacking
from engine.words import LANGUAGES, words
from tests.plugins.trials import COLLAR, RANGE
from tests.support.plans import FOLDER, LACKS, PASSED, THROWN_OUT, path

LIVING = ("living.cash=120000.0", "living.monthly_expenses=5000.0")


def lacks(file=None, *settings, pattern=None):
    config = load_config(file, settings, **({"pattern": pattern} if pattern else {}))
    return [one.key.removeprefix("lacking.") for one in lacking(config, account_profile(config, day_of(FIRST_KNOWN)))]


@pytest.mark.parametrize("name", LACKS)
def test_a_bad_plan_lacks_what_it_is_called_after(name):
    assert lacks(path(name)) == LACKS[name]


@pytest.mark.parametrize("name", [*PASSED, THROWN_OUT])
def test_a_good_plan_lacks_nothing(name):
    assert lacks(path(name)) == []


def test_the_folder_holds_these_plans_and_no_others():
    assert {one.stem for one in FOLDER.glob("*")} == {*LACKS, *PASSED, THROWN_OUT}


@pytest.mark.parametrize(
    ("settings", "lacking"),
    [
        ((), []),
        (("cash.sleeve=0.2",), []),
        (("cash.sleeve=0.19",), ["spare"]),
        # of two shares the one that the broker makes a plan need
        (("cash.buffer=0.1",), []),
        (("cash.buffer=0.1", "account.profile=jp_retail_futures"), ["spare"]),
        (("overlay.max_total_exposure=1.3",), []),
        (("halving.factor=1.0",), ["shrink"]),
        (("overlay.band=0.99",), []),
        (("living.monthly_expenses=0.0",), ["living"]),
    ],
)
def test_what_is_asked_of_a_plan_has_an_edge(settings, lacking):
    assert lacks(None, *LIVING, *settings, pattern="A") == lacking


def test_a_plan_lacks_nothing_that_its_pattern_has_not():
    assert lacks(pattern="core") == []
    assert lacks(None, *LIVING, pattern="hedge") == []
    assert lacks(None, "halving.enabled=false", "stops.monthly_loss=off", pattern="core") == []


def test_a_rule_of_somebody_else_is_a_way_to_shrink():
    off = (*LIVING, "halving.enabled=false")
    with RULES.added(RANGE):
        assert lacks(None, *off, pattern="A") == ["shrink"]
        assert lacks(None, *off, "range.factor=0.5", pattern="A") == []


def test_a_line_that_a_pattern_brings_is_no_way_to_shrink():
    with PATTERNS.added(COLLAR):
        assert lacks(None, *LIVING, "halving.enabled=false", pattern=COLLAR.name) == ["shrink"]
        assert lacks(None, *LIVING, pattern=COLLAR.name) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LACKS)
def test_a_refusal_can_be_said(name, language):
    config, say = load_config(path(name)), words(language)
    for one in lacking(config, account_profile(config, day_of(FIRST_KNOWN))):
        assert say(one.key, **one.values)
