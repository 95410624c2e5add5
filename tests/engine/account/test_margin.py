"""The life of a margin call, step by step."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.account.calls import (
    CALL_MET,
    CALLED,
    CLOSING,
    DEADLINE_MISSED,
    EVENTS,
    LOSS_CUT,
    MARGIN_CALL,
    NO_EVENT,
    OK,
    MarginRules,
    MarginState,
    Snapshot,
    after_fills,
    after_money,
    after_test,
    below,
    to_answer,
)
from engine.account.closing import contracts_to_close
from engine.account.costs import CostModel, cost_category
from engine.account.margin import (
    affordable,
    call_index,
    cash_at_collateral,
    collateral_value,
    margin_deficit,
    spare_fund,
)
from strategies.events.purposes import Purpose

COSTS = CostModel(
    commission=2.25,
    half_spread=0.125,
    stress_half_spread=0.6,
    stress_vix=40.0,
    roll_half_spread=0.025,
    liquidation_half_spread=0.5,
)
STATUS = ("ok", "warning", "called", "closing")
JAPAN = MarginRules(grace=1, closing_delay=1, recovery_counts=False, loss_cut_level=0.0, warning_level=1.5)
FCM = MarginRules(grace=1, closing_delay=0, recovery_counts=True, loss_cut_level=0.5, warning_level=1.5)
REAL_TIME = MarginRules(grace=0, closing_delay=0, recovery_counts=False, loss_cut_level=0.0, warning_level=1.5)


def session(number, collateral, maintenance=100.0):
    return Snapshot(number, collateral, maintenance, max(maintenance - collateral, 0.0))


def story(rules, *days):
    """Events of a series of (money received, collateral after the session), maintenance 100 throughout."""
    state, told, missing = OK, [], 0.0
    for number, (money, collateral) in enumerate(days):
        state, morning = after_money(rules, state, number, money, missing)
        state, evening = after_test(rules, state, session(number, collateral))
        missing = max(100.0 - collateral, 0.0)
        told.append((EVENTS[morning], EVENTS[evening], STATUS[state.status]))
    return told


def test_a_call_that_is_answered_by_money_on_its_last_day():
    assert story(JAPAN, (0, 200), (0, 90), (10, 160)) == [
        ("", "", "ok"),
        ("", "margin_call", "called"),
        ("call_met", "", "ok"),
    ]


def test_a_call_missed_by_a_day_is_closed_on_the_business_day_after_although_the_market_recovered():
    assert story(JAPAN, (0, 90), (0, 250), (10, 250)) == [
        ("", "margin_call", "called"),
        ("deadline_missed", "", "closing"),
        ("", "", "closing"),
    ]


def test_where_the_market_counts_a_recovery_answers_the_call():
    rules = FCM._replace(grace=2)
    assert story(rules, (0, 90), (0, 160)) == [("", "margin_call", "called"), ("", "call_met", "ok")]


def test_where_nobody_is_asked_a_breach_is_closed_at_the_next_price():
    state, kind = after_test(REAL_TIME, OK, session(7, 99.0))
    assert (state.status, state.closing, kind) == (CLOSING, 8, MARGIN_CALL)


def test_below_the_loss_cut_level_there_is_no_deadline():
    state, kind = after_test(FCM, OK, session(7, 49.0))
    assert (state.status, state.closing, kind) == (CLOSING, 8, LOSS_CUT)
    assert after_test(FCM, OK, session(7, 50.0))[1] == MARGIN_CALL


def test_an_open_call_grows_and_keeps_its_deadline():
    called = MarginState(CALLED, amount=10.0, deadline=9)
    state, kind = after_test(JAPAN._replace(grace=5), called, session(8, 70.0))
    assert (state.amount, state.deadline, kind) == (30.0, 9, NO_EVENT)


def test_money_received_counts_towards_a_call_that_grew():
    state = MarginState(CALLED, amount=10.0, deadline=9)
    state, _ = after_money(JAPAN, state, 8, 6.0, 10.0)
    state, _ = after_test(JAPAN, state, session(8, 80.0))
    assert (state.received, state.amount) == (6.0, 26.0)
    assert after_money(JAPAN, state, 9, 20.0, 20.0) == (OK, CALL_MET)


def test_the_voluntary_stop_level_warns_once():
    assert story(FCM, (0, 149), (0, 140), (0, 150)) == [("", "warning", "warning"), ("", "", "warning"), ("", "", "ok")]


def test_closing_ends_when_nothing_is_held():
    assert after_test(JAPAN, MarginState(CLOSING), session(3, 10.0, maintenance=0.0)) == (OK, NO_EVENT)


def test_what_is_missing():
    assert margin_deficit(90.0, 100.0, cash=5.0, negative_cash=True) == 10.0
    assert margin_deficit(200.0, 100.0, cash=-30.0, negative_cash=True) == 0.0
    assert margin_deficit(200.0, 100.0, cash=-30.0, negative_cash=False) == 30.0
    assert margin_deficit(-50.0, 0.0, cash=-50.0, negative_cash=False) == 0.0


@pytest.mark.parametrize(
    ("policy", "closed"),
    [(0.0, 20), (1.0, 3), (2.0, 6), (4.0, 12), (100.0, 20)],
    ids=["all", "minimum", "2x", "4x", "100x"],
)
def test_contracts_closed_by_policy(policy, closed):
    assert contracts_to_close(20, missing=250.0, relief=100.0, policy=policy) == closed


def test_where_closing_a_contract_frees_little_so_many_more_are_closed():
    assert contracts_to_close(20, missing=2.0, relief=0.5, policy=1.0) == 4


def test_contracts_that_free_nothing_are_all_closed():
    assert contracts_to_close(20, missing=250.0, relief=0.0, policy=1.0) == 20


@given(st.integers(1, 500), st.floats(0.0, 1e6), st.floats(0.01, 1e4), st.floats(1.0, 10.0))
def test_what_is_closed_mends_the_breach_or_is_everything(held, missing, relief, policy):
    closed = contracts_to_close(held, missing, relief, policy)
    assert 0 <= closed <= held
    assert closed == held or closed * relief >= missing - 1e-6 * relief


def test_the_fund_counts_less_its_haircut_and_debt_counts_in_full():
    assert collateral_value(cash=-1_000.0, fund=100_000.0, fund_haircut=0.01) == 98_000.0


def test_what_is_spare_of_the_fund_leaves_initial_margin_after_the_haircut():
    assert spare_fund(collateral=10_000.0, initial=9_010.0, fund_haircut=0.01) == pytest.approx(1_000.0)
    assert spare_fund(collateral=9_000.0, initial=9_010.0, fund_haircut=0.01) == 0.0


def test_a_fund_that_is_no_collateral_can_all_be_redeemed():
    assert spare_fund(collateral=9_000.0, initial=9_010.0, fund_haircut=1.0) == inf


def test_an_order_needs_initial_margin():
    assert affordable(5_500.0, 5_500.0)
    assert not affordable(5_499.0, 5_500.0)


def test_the_half_spread_widens_in_stress_and_for_every_liquidation():
    assert COSTS.half_spread_points(Purpose.TRADE, vix=40.0) == 0.125
    assert COSTS.half_spread_points(Purpose.TRADE, vix=40.1) == 0.6
    assert COSTS.half_spread_points(Purpose.LIQUIDATION, vix=15.0) == 0.5
    assert COSTS.half_spread_points(Purpose.LIQUIDATION, vix=50.0) == 0.6


def test_costs_where_a_point_is_ten_times_as_large_are_ten_times_as_large_at_the_same_vix():
    assert COSTS.scaled(10.0) == pytest.approx(CostModel(22.5, 1.25, 6.0, 40.0, 0.25, 5.0))
    assert COSTS.scaled(1.0) == COSTS


def test_a_roll_pays_its_leg_of_the_calendar_spread():
    assert COSTS.half_spread_points(Purpose.ROLL, vix=15.0) == 0.025
    assert COSTS.half_spread_points(Purpose.ROLL, vix=50.0) == 0.6


def test_each_kind_of_spread_has_its_own_category():
    assert {purpose.name: cost_category(purpose) for purpose in Purpose} == {
        "TRADE": "spread", "ROLL": "roll_cost", "CAP": "spread", "PREMIUM": "spread", "INSURANCE": "spread",
        "OPTION_ROLL": "roll_cost", "EXPIRY": "spread", "LIQUIDATION": "liquidation_cost",
    }  # fmt: skip


@given(st.floats(-2e6, 2e6), st.floats(0.0, 1e6), st.sampled_from([0.0, 0.01, 1.0]), st.floats(0.0, 1e6))
def test_the_cash_at_a_collateral_is_the_cash_that_makes_it(wanted, fund, haircut, in_transit):
    cash = cash_at_collateral(wanted, fund, haircut, in_transit)
    assert collateral_value(cash, fund, haircut, in_transit) == pytest.approx(wanted, abs=1e-6)


def test_the_trigger_is_where_the_loss_has_eaten_the_cash():
    # ten contracts of 50 at 1,000 points, marked 2 above the index: 12,500 to lose is 25 points of the future
    value, slope = 10 * 50 * 1002.0, 10 * 50 * 1002.0 / 1000.0
    index = call_index(87_500.0, 100_000.0, value, slope)
    assert index * 1.002 == pytest.approx(1002.0 - 25.0)


def test_the_loss_cut_does_not_wait_for_a_closing_that_was_set_for_later():
    later = MarginState(CLOSING, 10.0, closing=9)
    assert after_test(FCM, later, session(3, 40.0)) == (MarginState(CLOSING, 60.0, closing=4), LOSS_CUT)
    assert after_test(FCM, MarginState(CLOSING, 10.0, closing=4), session(3, 40.0))[1] == NO_EVENT


@pytest.mark.parametrize("collateral", [99.0, 0.0, -500.0, float("nan")])
def test_a_level_of_zero_is_no_level_however_low_collateral_falls(collateral):
    assert not below(session(1, collateral), 0.0)


def test_without_a_loss_cut_level_a_debt_is_called_for_like_any_breach():
    assert after_test(JAPAN._replace(warning_level=0.0), OK, session(7, -500.0))[1] == MARGIN_CALL


CFD = MarginRules(1, 0, False, 0.5, 1.5, reduction_counts=True, late=True)
"""A broker whose call is answered by money or by closing part of the positions, due after the fills of a session."""


def test_a_call_for_initial_margin_asks_for_more_than_is_missing_and_is_answered_by_that_alone():
    rules = FCM._replace(to_initial=True)
    called, event = after_test(rules, OK, Snapshot(0, 95.0, 100.0, 5.0, initial=110.0))
    assert (event, called.amount) == (MARGIN_CALL, 15.0)
    assert after_test(FCM, OK, Snapshot(0, 95.0, 100.0, 5.0, initial=110.0))[0].amount == 5.0
    between, event = after_test(rules, called, Snapshot(1, 105.0, 100.0, 0.0, initial=110.0))
    assert (event, between.status) == (NO_EVENT, CALLED)
    assert after_test(rules, called, Snapshot(1, 110.0, 100.0, 0.0, initial=110.0)) == (OK, CALL_MET)
    assert after_money(rules, called, 1, 14.9, 0.1)[1] == DEADLINE_MISSED
    assert after_money(rules, called, 1, 15.0, 0.0) == (OK, CALL_MET)


@given(amount=st.floats(1.0, 1e6), freed=st.floats(0.0, 1e6), money=st.floats(0.0, 1e6))
def test_margin_that_is_freed_counts_as_money_does_where_the_broker_says_so(amount, freed, money):
    called = MarginState(CALLED, amount, 0.0, 3, 0)
    for rules in (CFD, CFD._replace(reduction_counts=False)):
        state, first = after_money(rules, called, 2, money, amount)
        if first == CALL_MET:
            assert money >= amount
            continue
        state, second = after_fills(rules, state, 2, freed, amount)
        assert (second == CALL_MET) is (rules.reduction_counts and freed > 0.0 and money + freed >= amount)


def test_a_deadline_after_the_fills_passes_then_and_closing_comes_with_the_next():
    called = MarginState(CALLED, 10.0, 0.0, 1, 0)
    assert after_money(CFD, called, 1, 0.0, 10.0) == (called, NO_EVENT)
    late, event = after_fills(CFD, called, 1, 0.0, 10.0)
    assert (event, late.status, late.closing) == (DEADLINE_MISSED, CLOSING, 2)
    early = CFD._replace(late=False)
    closed, event = after_money(early, called, 1, 0.0, 10.0)
    assert (event, closed.closing) == (DEADLINE_MISSED, 1)
    assert after_fills(early, called._replace(deadline=2), 1, 4.0, 10.0) == (
        MarginState(CALLED, 10.0, 4.0, 2, 0), NO_EVENT,
    )  # fmt: skip


def test_a_market_that_is_back_before_a_deadline_in_the_evening_answers_the_call_where_it_counts():
    called = MarginState(CALLED, 10.0, 0.0, 1, 0)
    rules = FCM._replace(late=True)
    assert after_fills(rules, called, 1, 0.0, 0.0) == (called, NO_EVENT)
    assert after_test(rules, called, Snapshot(1, 110.0, 100.0, 0.0)) == (OK, CALL_MET)
    assert after_fills(rules, called, 1, 0.0, 0.1)[1] == DEADLINE_MISSED
    assert after_fills(rules._replace(recovery_counts=False), called, 1, 0.0, 0.0)[1] == DEADLINE_MISSED


def test_a_call_ends_with_the_positions_whatever_the_broker_counts():
    called = MarginState(CALLED, 10.0, 0.0, 3, 0)
    assert after_test(JAPAN, called, Snapshot(1, 50.0, 0.0, 0.0)) == (OK, CALL_MET)
    assert after_test(JAPAN, called, Snapshot(1, 150.0, 100.0, 0.0))[0] == called


@pytest.mark.parametrize(("noise", "called"), [(1e-12, False), (1e-6, True)])
def test_what_floats_leave_of_exactly_enough_is_not_called_and_does_not_keep_a_call_open(noise, called):
    asked = 133_280.0
    assert (margin_deficit(asked * (1.0 - noise), asked, 0.0, negative_cash=True) > 0.0) is called
    owed = MarginState(CALLED, 4_655.0 * (1.0 + noise), 0.0, deadline=3)
    assert (after_money(JAPAN, owed, 2, 4_655.0, 0.0)[0].status == CALLED) is called
    assert below(Snapshot(1, 0.5 * asked * (1.0 - noise), asked, 0.0), 0.5) is called
    initial = JAPAN._replace(to_initial=True)
    assert (to_answer(initial, 0.0, asked * (1.0 - noise), asked) > 0.0) is called
