"""All rules together: the smallest multiplier wins, then the buffer, then the cap; each evening says which
one bound.
"""

from datetime import date
from math import isnan, nan

import pytest

from data.base.days import day_of
from strategies.events.rulings import RuleState, Ruling
from strategies.rules.buffer import buffer_rule
from strategies.rules.leverage_cap import LeverageCap, cap_rule
from strategies.rules.loss_stop import LossStop, loss_stop_rule
from strategies.rules.rule import OverlayObservation, Rule
from strategies.rules.rule_book import NoRuling, RuleBook
from strategies.rules.volatility_halving import Halving, halving_rule
from strategies.rules.voluntary_stop import voluntary_stop_rule

MAY = day_of(date(2014, 5, 5))


def with_cap(limit, factor=0.5):
    return (
        halving_rule(Halving(0.20, 0.20, 1, factor)),
        loss_stop_rule(LossStop(0.02)),
        voluntary_stop_rule(1.5),
        buffer_rule(0.3),
        cap_rule(LeverageCap(limit)),
    )


RULES = with_cap(1.3)
CAP_ALONE = (cap_rule(LeverageCap(1.3)),)


def evening(day=MAY, fill_day=None, *, volatility=0.1, equity=100.0, ratio=10.0, available=100.0, margin=0.05):
    return OverlayObservation(day, fill_day or day + 1, volatility, equity, ratio, available, margin)


def evaluate(*evenings, rules=RULES, ratio=0.2):
    book = RuleBook(ratio, rules)
    return [book.evaluate(one) for one in evenings]


def changes(state):
    return [(ruling.code, ruling.multiplier) for ruling in state.rulings if ruling.code]


def target_and_binding(*evenings, rules=RULES, ratio=0.2):
    state = evaluate(*evenings, rules=rules, ratio=ratio)[-1]
    return pytest.approx(state.target_ratio), state.binding


def test_with_nothing_amiss_the_target_is_the_base_ratio_and_nothing_binds():
    assert target_and_binding(evening()) == (0.2, "")


def test_each_rule_binds_alone():
    assert target_and_binding(evening(volatility=0.3)) == (0.1, "halving")
    assert target_and_binding(evening(), evening(day=MAY + 1, equity=97.0)) == (0.0, "loss_stop")
    assert target_and_binding(evening(ratio=1.4)) == (0.0, "voluntary_stop")
    assert target_and_binding(evening(available=3.5)) == (0.1, "buffer")
    assert target_and_binding(evening(), rules=with_cap(1.15)) == (0.15, "cap")


def test_a_stop_is_told_by_its_code_when_it_comes_and_goes():
    last, june = day_of(date(2014, 5, 30)), day_of(date(2014, 6, 2))
    for rules, stopped, code in (
        ((loss_stop_rule(LossStop(0.02)),), evening(day=MAY + 1, equity=97.0), "loss_stop"),
        ((voluntary_stop_rule(1.5),), evening(day=MAY + 1, ratio=1.4), "voluntary_stop"),
    ):
        again = stopped._replace(day=last, fill_day=june)
        told = [changes(state) for state in evaluate(evening(), stopped, again, rules=rules)]
        assert told == [[], [(code, 0.0)], [(f"{code}_lifted", 1.0)]]


def test_the_smallest_multiplier_wins():
    assert target_and_binding(evening(), evening(day=MAY + 1, equity=97.0, volatility=0.3)) == (0.0, "loss_stop")


def test_the_buffer_binds_only_below_what_the_other_rules_leave():
    assert target_and_binding(evening(volatility=0.3, available=5.0)) == (0.1, "halving")
    assert target_and_binding(evening(volatility=0.3, available=1.75)) == (0.05, "buffer")


def test_an_evening_is_told_with_all_that_was_seen_and_asked_for():
    # 4 of collateral carry 4 / (0.05 + 0.3) = 11.43 of overlay on an equity of 97; a contract of 30 is 30.9 % of it.
    _, state = evaluate(evening(), evening(day=MAY + 1, volatility=0.3, equity=99.0, available=4.0)._replace(unit=30.0))
    *others, (multiplier, most, word, observed, code, numbers) = state.rulings
    assert state._replace(rulings=()) == RuleState(
        MAY + 1, 0.2, 0.3, 0.1, pytest.approx(30.0 / 99.0), "halving",
        ("halving", "loss_stop", "voluntary_stop", "buffer", "cap"), (),
    )  # fmt: skip
    unknown = pytest.approx(float("nan"), nan_ok=True)
    assert others == [
        Ruling(0.5, unknown, "halved", 0.3, "halved", {"volatility": 0.3, "level": 0.2}),
        Ruling(1.0, unknown, "open", pytest.approx(-0.01)),
        Ruling(1.0, unknown, "open", 10.0),
        Ruling(1.0, pytest.approx(4.0 / 0.35 / 99.0), "", pytest.approx(4.0 / 99.0)),
    ]
    assert (multiplier, most, word, code, numbers) == (1.0, pytest.approx(0.3), "", "", {})
    assert isnan(observed)


@pytest.mark.parametrize("equity", [0.0, -5.0])
def test_what_a_contract_is_of_an_account_without_equity_is_not_known(equity):
    (state,) = evaluate(evening(equity=equity)._replace(unit=30.0), rules=CAP_ALONE)
    assert isnan(state.contract_ratio)


def test_a_switch_says_what_is_left_of_the_overlay_from_now_on():
    last, june = day_of(date(2014, 5, 30)), day_of(date(2014, 6, 2))
    evenings = (
        evening(volatility=0.3, ratio=1.4),
        evening(day=last, fill_day=june, volatility=0.1, ratio=float("inf")),
    )
    assert [changes(state) for state in evaluate(*evenings)] == [
        [("halved", 0.5), ("voluntary_stop", 0.0)], [("restored", 1.0), ("voluntary_stop_lifted", 1.0)],
    ]  # fmt: skip


def test_the_loss_stop_leaves_a_hedge_out_and_is_told_when_it_comes_and_goes():
    last, june = day_of(date(2014, 5, 30)), day_of(date(2014, 6, 2))
    of_hedge = evening(day=MAY + 1, equity=97.0)._replace(hedged=-3.0)
    stopped, lifted = evening(day=MAY + 2, equity=97.0), evening(day=last, fill_day=june, equity=97.0)
    told = [changes(state) for state in evaluate(evening(), of_hedge, stopped, lifted)]
    assert told == [[], [], [("loss_stop", 0.0)], [("loss_stop_lifted", 1.0)]]


def test_a_buffer_or_a_cap_that_leaves_just_the_target_does_not_bind():
    assert target_and_binding(evening(available=7.0)) == (0.2, "")  # 7 / ((0.05 + 0.3) x 100)
    assert target_and_binding(evening(), rules=with_cap(1.25), ratio=0.25) == (0.25, "")


def test_every_switch_is_told_once_with_the_numbers_of_its_reason():
    rough, calm = evening(day=MAY + 2, volatility=0.3, equity=97.0), evening(day=MAY + 3, equity=97.0, ratio=1.4)
    told = [
        {ruling.code: dict(ruling.numbers) for ruling in state.rulings if ruling.code or ruling.numbers}
        for state in evaluate(evening(), evening(day=MAY + 1, volatility=0.3, equity=97.0), rough, calm)
    ]
    assert told == [
        {},
        {
            "halved": {"volatility": 0.3, "level": 0.2},
            "loss_stop": {"loss": pytest.approx(-0.03), "limit": -0.02},
        },
        {},
        {
            "restored": {"volatility": 0.1, "level": 0.2, "count": 1},
            "voluntary_stop": {"ratio": 1.4, "level": 1.5},
        },
    ]


def test_stops_are_lifted_for_the_first_session_of_the_next_month():
    last = day_of(date(2014, 5, 30))
    states = evaluate(evening(ratio=1.4), evening(day=last, fill_day=day_of(date(2014, 6, 2)), ratio=float("inf")))
    assert [state.target_ratio for state in states] == pytest.approx([0.0, 0.2])
    assert changes(states[1]) == [("voluntary_stop_lifted", 1.0)]


def test_rules_that_are_off_leave_the_base_ratio():
    (state,) = evaluate(evening(volatility=0.9, equity=50.0, ratio=1.01, available=1.0), rules=CAP_ALONE)
    assert (state.target_ratio, changes(state)) == (0.2, [])


@pytest.mark.parametrize("ratio", [-3.0, 0.0, float("nan")])
def test_rules_that_are_switched_off_do_not_bind_where_collateral_is_below_zero(ratio):
    off = (loss_stop_rule(LossStop(0.0)), voluntary_stop_rule(0.0), *CAP_ALONE)
    assert target_and_binding(evening(ratio=ratio, available=-10.0), rules=off) == (0.2, "")
    assert changes(evaluate(evening(ratio=ratio, available=-10.0), rules=off)[0]) == []


def test_a_stop_is_named_before_a_halving_that_leaves_as_little_and_the_loss_stop_before_the_voluntary_one():
    nothing_left, lost = with_cap(1.3, factor=0.0), evening(day=MAY + 1, equity=97.0, volatility=0.3, ratio=1.4)
    assert target_and_binding(evening(volatility=0.3), rules=nothing_left) == (0.0, "halving")
    assert target_and_binding(evening(volatility=0.3, ratio=1.4), rules=nothing_left) == (0.0, "voluntary_stop")
    assert target_and_binding(evening(), lost, rules=nothing_left) == (0.0, "loss_stop")


def test_limits_bind_in_their_order_the_last_that_lowers_the_target():
    assert target_and_binding(evening(available=7.0), rules=with_cap(1.15)) == (0.15, "cap")
    assert target_and_binding(evening(available=3.5), rules=with_cap(1.15)) == (0.1, "buffer")


def nobodys(name, seen, step, *, yields=False):
    return Rule(name, 0.25, 0, lambda observed: getattr(observed, seen), step, yields=yields)


def quarter_of_a_small_account(limit, evenings, equity):
    """A rule with memory that nobody knows: from the second small evening on a quarter, and never above 0.1."""
    evenings = evenings + 1 if equity < 50.0 else 0
    return evenings, Ruling(limit if evenings > 1 else 1.0, most=0.1, state=str(evenings), observed=equity)


def test_a_rule_that_nobody_knows_multiplies_and_limits_as_the_others_do():
    rules = (nobodys("small", "equity", quarter_of_a_small_account), *RULES)
    states = evaluate(evening(), evening(day=MAY + 31, equity=49.0), evening(day=MAY + 32, equity=49.0), rules=rules)
    assert [(state.target_ratio, state.binding) for state in states[::2]] == [(0.1, "small"), (0.0, "loss_stop")]
    found = evaluate(*[evening(day=MAY + day, equity=49.0) for day in range(2)], rules=rules)
    assert [(state.target_ratio, state.binding) for state in found] == [(0.1, "small"), (0.05, "small")]
    assert [state.rulings[0].state for state in found] == ["1", "2"]


def test_a_limit_that_is_not_known_takes_nothing_away():
    unknown = nobodys("unknown", "equity", lambda _params, state, _equity: (state, Ruling(most=nan)))
    assert target_and_binding(evening(), rules=(unknown, *RULES)) == (0.2, "")


NO_RULING = "should give its state and a Ruling of numbers"


@pytest.mark.parametrize(
    ("ruling", "sentence"),
    [
        (Ruling(nan), "its multiplier nan is not from 0 to 1"),
        (Ruling(1.5), "its multiplier 1.5 is not from 0 to 1"),
        (Ruling(-1.0), "its multiplier -1 is not from 0 to 1"),
        (Ruling(most=-0.5), "the most it allows is -0.5; it should be 0 or more"),
        (Ruling("half"), NO_RULING),
        (Ruling(None), NO_RULING),
        (0.5, NO_RULING),
    ],
)
def test_a_ruling_that_makes_more_of_the_overlay_or_none_is_refused_by_its_rule(ruling, sentence):
    rule = Rule("mine", None, None, lambda seen: seen, lambda _params, state, _seen: (state, ruling))
    with pytest.raises(NoRuling, match=f"^rule 'mine': .*{sentence}"):
        evaluate(evening(), rules=(rule, *CAP_ALONE))
