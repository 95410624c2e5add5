"""The kit for rules: what is wrong with a broken one is told in a sentence."""

from dataclasses import replace

import pytest

from engine import Line, Rule, RulePlug, Ruling, Section, check_rule
from tests.support.sparing import only


class Caution(Section):
    """How much of the overlay is left; 1 is no rule."""

    factor: float = 1.0


def spoken(*languages):
    said = {"rule.caution": "caution {x}", "plan.caution": "caution {factor}"}
    own = {"rule.caution": "caution", "plan.caution": "x {factor}"}
    return {language: own if language != "other" else said for language in languages}


def line(config):
    return Line(True, "caution", {"factor": config.section("caution").factor})


def falls(_params, state, close):
    """In a fall, less of the overlay: by the last two closes."""
    return close, Ruling(0.5 if state and close < state else 1.0, state="seen", observed=close)


def close(evening):
    return evening.view.value("close")


def tomorrow(evening):
    market = evening.view._market
    return market.values("close")[market.row_from(evening.fill_day)]


def plug(observe=close, step=falls, on=lambda config: config.section("caution").factor != 1.0, **other):
    def rule(config, _profile):
        return Rule("caution", None, None, observe, step) if on(config) else None

    made = RulePlug("caution", Caution, rule, line, spoken("en", "ja"))
    return replace(made, **other)


def always(multiplier):
    return lambda _params, state, _seen: (state, Ruling(multiplier, state="seen"))


ONE = ("insurance.hedge_ratio",)
"""What one pattern alone reads: a rule that needs it is tried with that one."""
BROKEN = {
    "looks ahead": (plug(observe=tomorrow), "with pattern A: it looks ahead: cut off after "),
    "looks ahead in one": (plug(observe=tomorrow, needs=ONE), "with pattern C: it looks ahead: cut off after "),
    "makes more of it": (
        plug(step=always(1.5)), "with pattern C: 2008-07-01, rule 'caution': its multiplier 1.5 is not from 0 to 1",
    ),
    "below nothing": (
        plug(step=always(-0.5)), "with pattern A: 2008-07-01, rule 'caution': its multiplier -0.5 is not from 0 to 1",
    ),
    "a rule of another name": (
        plug(rule=lambda _config, _profile: Rule("other", None, None, close, falls)),
        "with pattern A: rule 'caution': its `rule` gave Rule(name='other'",
    ),
    "on by default": (plug(on=lambda _config: True), "with pattern A: it is not off by default"),
    "a pattern that does not ask it": (
        plug(needs=("cash_ratio.asset",)),
        "with pattern cash: pattern cash does not ask the rule caution: leave out [caution]",
    ),
    "never on": (plug(on=lambda _config: False), "it is not asked with {'caution': {'factor': 0.5}"),
    "never binds": (plug(step=always(1.0)), "it never bound the overlay in this period"),
    "no Japanese": (plug(words=spoken("en"), needs=ONE), "the language 'ja' has no words for 'rule.caution'"),
    "other values": (
        plug(words={"en": spoken("en")["en"], "ja": spoken("other")["other"]}),
        "the words of 'rule.caution' in 'ja' speak of other values",
    ),
    "no word for its state": (
        plug(step=lambda _params, state, seen: (seen, Ruling(0.5, state="seen" if state else ""))),
        "on some evening it has no word for its state, and on others it has one",
    ),
    "fails": (plug(observe=lambda _evening: 1 / 0), "a run ends in ZeroDivisionError: division by zero (test_check_"),
    "needs what nobody has": (plug(needs=("overlay.size",)), "it needs overlay.size, and there is no such setting"),
    "goes with nothing": (plug(needs=("fx.leverage", "overlay.ratio")), "it goes with no pattern: none reads fx.lev"),
    "a name that is taken": (plug(name="halving"), "settings [halving]: there is a section of this name"),
}  # fmt: skip


HALF_A_YEAR = {"period": {"start": "2008-07-01", "end": "2008-12-31"}}


@pytest.mark.pages
@pytest.mark.parametrize("what", BROKEN)
def test_what_is_wrong_is_told_in_a_sentence(what):
    rule, sentence = BROKEN[what]
    found = check_rule(rule, {rule.name: {"factor": 0.5}, **HALF_A_YEAR})
    assert [one for one in found if sentence in one], found


@pytest.mark.parametrize("needs", only([("overlay.ratio",), ONE], ONE), ids=["with several patterns", "with one"])
def test_a_sound_one_has_nothing_wrong(needs):
    assert check_rule(plug(needs=needs), {"caution": {"factor": 0.5}, **HALF_A_YEAR}) == []
