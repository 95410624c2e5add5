"""The second stage of risk: what the record has to show, and what is told of a change."""

from math import inf, isnan

import pytest

from strategies.fx.rules.attack import (
    LOWERED,
    NOTHING,
    RAISED,
    Attack,
    Record,
    RecordedTrade,
    allows,
    attack_rule,
    step,
)
from tests.support.records import record_of

RULE = Attack(0.02, trades=4, win_rate=0.5, payoff=1.5, drawdown=0.02)
GOOD = record_of(RecordedTrade(day, multiple, 0.01 * multiple) for day, multiple in enumerate((2.0, -1.0, -1.0, 1.0)))


def test_a_record_by_hand():
    assert GOOD[:4] == (4, 2, 3.0, 2.0)
    assert (GOOD.win_rate, GOOD.payoff) == (0.5, 1.5)
    assert GOOD.level == pytest.approx(1.02 * 0.99 * 0.99 * 1.01)
    assert GOOD.drawdown == pytest.approx(1.0 - 0.99 * 0.99 * 1.01)


@pytest.mark.parametrize(
    "harder", [{"trades": 5}, {"win_rate": 0.51}, {"payoff": 1.51}, {"drawdown": 0.01}], ids=lambda one: next(iter(one))
)
def test_each_condition_alone_keeps_the_gate_closed(harder):
    assert allows(RULE, GOOD)
    assert not allows(RULE._replace(**harder), GOOD)


def test_nothing_is_allowed_by_no_record_or_one_without_a_gain():
    anything = Attack(0.02, trades=1, win_rate=0.0, payoff=0.0, drawdown=1.0)
    assert isnan(Record().win_rate)
    assert isnan(Record().payoff)
    assert not allows(anything._replace(trades=0), Record())
    assert not allows(anything, record_of([RecordedTrade(0, -1.0, -0.01)]))
    assert record_of([RecordedTrade(0, 1.0, 0.01)]).payoff == inf
    assert allows(anything, record_of([RecordedTrade(0, 1.0, 0.01)]))


def test_a_trade_that_gained_nothing_is_a_loss_and_more_than_all_cannot_be_lost():
    record = record_of([RecordedTrade(0, 0.0, 0.0), RecordedTrade(1, -3.0, -1.5)])
    assert (record.won, record.lost, record.level, record.drawdown) == (0, 3.0, 0.0, 1.0)


def test_the_stage_changes_once_and_is_told_with_its_numbers():
    assert [step(RULE, attacking, record) for attacking in (False, True) for record in (Record(), GOOD)] == [
        (False, NOTHING), (True, RAISED), (False, LOWERED), (True, NOTHING),
    ]  # fmt: skip
    rule = attack_rule(RULE)
    state, raised = rule.step(rule.params, rule.first, GOOD)
    assert (raised.code, raised.state, raised.multiplier) == ("attack", "attack", 1.0)
    assert raised.numbers == {
        "recorded": 4, "win_rate": 0.5, "payoff": 1.5, "drawdown": GOOD.drawdown, "loss": 0.02,
    }  # fmt: skip
    assert rule.step(rule.params, state, GOOD)[1].code == ""
    assert rule.step(rule.params, state, Record())[1].code == "attack_over"
