"""All rules together: the smallest multiplier wins, then the buffer, then the cap; each evening says which
one bound.
"""

from datetime import date
from math import isnan

import pytest

from data.base.days import day_of
from strategies.events.journal import RuleState
from strategies.rules.leverage_cap import LeverageCap
from strategies.rules.loss_stop import LossStop
from strategies.rules.rule_book import OverlayObservation, RuleBook, Rules
from strategies.rules.volatility_halving import Halving

MAY = day_of(date(2014, 5, 5))
RULES = Rules(
    ratio=0.2,
    cap=LeverageCap(1.3),
    halving=Halving(0.20, 0.20, 1),
    loss_stop=LossStop(0.02),
    voluntary_stop=1.5,
    buffer=0.3,
)


def evening(day=MAY, fill_day=None, *, volatility=0.1, equity=100.0, ratio=10.0, available=100.0, margin=0.05):
    return OverlayObservation(day, fill_day or day + 1, volatility, equity, ratio, available, margin)


def evaluate(*evenings, rules=RULES):
    book = RuleBook(rules)
    return [book.evaluate(one) for one in evenings]


def target_and_binding(*evenings, rules=RULES):
    state, _ = evaluate(*evenings, rules=rules)[-1]
    return pytest.approx(state.target_ratio), state.binding


def test_with_nothing_amiss_the_target_is_the_base_ratio_and_nothing_binds():
    assert target_and_binding(evening()) == (0.2, "")


def test_each_rule_binds_alone():
    assert target_and_binding(evening(volatility=0.3)) == (0.1, "halving")
    assert target_and_binding(evening(), evening(day=MAY + 1, equity=97.0)) == (0.0, "loss_stop")
    assert target_and_binding(evening(ratio=1.4)) == (0.0, "voluntary_stop")
    assert target_and_binding(evening(available=3.5)) == (0.1, "buffer")
    assert target_and_binding(evening(), rules=RULES._replace(cap=LeverageCap(1.15))) == (0.15, "cap")


def test_the_smallest_multiplier_wins():
    assert target_and_binding(evening(), evening(day=MAY + 1, equity=97.0, volatility=0.3)) == (0.0, "loss_stop")


def test_the_buffer_binds_only_below_what_the_other_rules_leave():
    assert target_and_binding(evening(volatility=0.3, available=5.0)) == (0.1, "halving")
    assert target_and_binding(evening(volatility=0.3, available=1.75)) == (0.05, "buffer")


def test_an_evening_is_told_with_all_that_was_seen_and_asked_for():
    # 4 of collateral carry 4 / (0.05 + 0.3) = 11.43 of overlay on an equity of 97; a contract of 30 is 30.9 % of it.
    _, (state, _) = evaluate(
        evening(), evening(day=MAY + 1, volatility=0.3, equity=99.0, available=4.0)._replace(unit=30.0)
    )
    assert state == RuleState(
        MAY + 1, 0.2, 0.3, 0.5, 1.0, 1.0, pytest.approx(4.0 / 0.35 / 99.0), pytest.approx(0.3), 0.1, "halving",
        pytest.approx(30.0 / 99.0),
    )  # fmt: skip


@pytest.mark.parametrize("equity", [0.0, -5.0])
def test_what_a_contract_is_of_an_account_without_equity_is_not_known(equity):
    state, _ = RuleBook(Rules(0.2, LeverageCap(1.3))).evaluate(evening(equity=equity)._replace(unit=30.0))
    assert isnan(state.contract_ratio)


def test_a_switch_says_what_is_left_of_the_overlay_from_now_on():
    last, june = day_of(date(2014, 5, 30)), day_of(date(2014, 6, 2))
    evenings = (
        evening(volatility=0.3, ratio=1.4),
        evening(day=last, fill_day=june, volatility=0.1, ratio=float("inf")),
    )
    assert [[(one.kind, one.multiplier) for one in switches] for _, switches in evaluate(*evenings)] == [
        [("halved", 0.5), ("voluntary_stop", 0.0)], [("restored", 1.0), ("voluntary_stop_lifted", 1.0)],
    ]  # fmt: skip


def test_the_loss_stop_leaves_a_hedge_out_and_is_told_when_it_comes_and_goes():
    last, june = day_of(date(2014, 5, 30)), day_of(date(2014, 6, 2))
    of_hedge = evening(day=MAY + 1, equity=97.0)._replace(hedged=-3.0)
    stopped, lifted = evening(day=MAY + 2, equity=97.0), evening(day=last, fill_day=june, equity=97.0)
    told = [[(one.kind, one.multiplier) for one in switches] for _, switches in evaluate(
        evening(), of_hedge, stopped, lifted,
    )]  # fmt: skip
    assert told == [[], [], [("loss_stop", 0.0)], [("loss_stop_lifted", 1.0)]]


def test_a_buffer_or_a_cap_that_leaves_just_the_target_does_not_bind():
    assert target_and_binding(evening(available=7.0)) == (0.2, "")  # 7 / ((0.05 + 0.3) x 100)
    assert target_and_binding(evening(), rules=RULES._replace(ratio=0.25, cap=LeverageCap(1.25))) == (0.25, "")


def test_every_switch_is_told_once_with_its_reason():
    told = [[(change.kind, change.reason) for change in changes] for _, changes in evaluate(
        evening(), evening(day=MAY + 1, volatility=0.3, equity=97.0), evening(day=MAY + 2, volatility=0.3, equity=97.0),
    )]  # fmt: skip
    assert told == [
        [],
        [("halved", "volatility 30.0% above 20.0%"), ("loss_stop", "month -3.00%, at or below -2.00%")],
        [],
    ]


def test_stops_are_lifted_for_the_first_session_of_the_next_month():
    last = day_of(date(2014, 5, 30))
    states = evaluate(evening(ratio=1.4), evening(day=last, fill_day=day_of(date(2014, 6, 2)), ratio=float("inf")))
    assert [state.target_ratio for state, _ in states] == pytest.approx([0.0, 0.2])
    assert [change.kind for change in states[1][1]] == ["voluntary_stop_lifted"]


def test_rules_that_are_off_leave_the_base_ratio():
    state, changes = RuleBook(Rules(0.2, LeverageCap(1.3))).evaluate(
        evening(volatility=0.9, equity=50.0, ratio=1.01, available=1.0)
    )
    assert (state.target_ratio, changes) == (0.2, [])


@pytest.mark.parametrize("ratio", [-3.0, 0.0, float("nan")])
def test_rules_that_are_switched_off_do_not_bind_where_collateral_is_below_zero(ratio):
    off = Rules(ratio=0.2, cap=LeverageCap(1.3))
    assert target_and_binding(evening(ratio=ratio, available=-10.0), rules=off) == (0.2, "")
    assert evaluate(evening(ratio=ratio, available=-10.0), rules=off)[0][1] == []
