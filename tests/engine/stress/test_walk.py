"""One worked example for each outcome (those of docs/stress.md), the known arithmetic, and what must hold of any
account.
"""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.account.profiles import AccountProfile, profile_names
from engine.day.terms import CashPolicy
from engine.stress.account_state import KINDS, AccountState, OptionHeld, StressTerms
from engine.stress.shocks import Shock, evenly
from engine.stress.walk import walk
from tests.support.sparing import examples
from validation.march_2020 import tolerable_fall

DAY = 15_707
ANY = settings(max_examples=examples(80))
CASH = CashPolicy(sleeve=0.10, buffer=0.30, band=0.50)
OVERNIGHT = CashPolicy(sleeve=0.0, buffer=0.0, band=0.0)


def profile(name, **changes):
    return AccountProfile(**{
        field: changes.get(field, getattr(AccountProfile.named(name, DAY), field)) for field in AccountProfile.__slots__
    })  # fmt: skip


def account(cash, fund, notional, **changes):
    """Contracts of 5,000 each that ask 5 % of it; initial margin is 110 % of that."""
    return AccountState(cash, fund, round(notional / 5_000), 5_000.0, 0.05, 1.1, **changes)


# The account of the examples: 1,000,000, a Japanese broker, an overlay of 200,000; cash is initial margin of 11,000 and
# 30 % of it.
JAPAN = StressTerms(profile("jp_retail_futures"), CASH)
PRUDENT = account(71_000.0, 929_000.0, 200_000.0)


def test_the_buffer_carries_the_account_through_a_fall_of_a_fifth_over_a_week():
    outcome = walk(PRUDENT, JAPAN, evenly(0.20, 0.0, 1.0, 5))
    assert (outcome.kind, outcome.session) == ("no_call", 0)
    assert outcome.equity == pytest.approx(960_000.0)


def test_the_fund_answers_a_call_that_leaves_it_time():
    # Overnight -34 %: 68,000 of the cash are gone, 3,000 are left, 6,600 are asked for. An American broker's money is
    # there next morning.
    terms = JAPAN._replace(profile=profile("jp_retail_futures", redemption_lag=1))
    outcome = walk(PRUDENT, terms, [Shock(-0.34)])
    assert outcome.events == ((1, "margin_call"), (2, "call_met"))
    assert outcome.kind == "call_met"


def test_a_fund_that_pays_two_sessions_later_misses_the_same_call():
    outcome = walk(PRUDENT, JAPAN, [Shock(-0.34)])
    assert outcome.events == ((1, "margin_call"), (2, "deadline_missed"), (3, "liquidation"))
    assert (outcome.kind, outcome.session) == ("call_missed", 2)
    assert outcome.equity == pytest.approx(932_000.0)


def test_below_the_loss_cut_level_nobody_asks():
    terms = JAPAN._replace(profile=profile("jp_retail_futures", loss_cut_level=0.5), closing_cost=10.0)
    outcome = walk(PRUDENT, terms, [Shock(-0.34)])
    assert outcome.events == ((1, "loss_cut"), (2, "liquidation"))
    assert (outcome.kind, outcome.session) == ("liquidated", 1)
    assert outcome.equity == pytest.approx(932_000.0 - 40 * 10.0)


def test_four_times_the_capital_is_ruined_by_a_third():
    outcome = walk(
        account(100_000.0, 900_000.0, 4_000_000.0),
        JAPAN._replace(profile=profile("us_fcm_tbill")),
        evenly(0.30, 0.0, 1.0, 5),
    )
    assert (outcome.kind, outcome.session) == ("ruined", 5)
    assert outcome.equity == pytest.approx(-200_000.0)


@pytest.mark.pages
@ANY
@given(buffer=st.floats(0.06, 0.9), share=st.floats(0.01, 0.3), margin=st.floats(1.0, 3.0))
def test_the_fall_that_brings_a_call_is_the_textbook_one(buffer, share, margin):
    # x = (b - m) / (1 - m): b is collateral, m margin, both as shares of the notional; a rise of margin multiplies m
    asked = share * margin
    assume(asked < buffer - 0.01)
    terms = StressTerms(profile("jp_retail_futures"), OVERNIGHT)
    state = AccountState(buffer * 1e6, 0.0, 1, 1e6, share)
    fall = tolerable_fall(buffer, asked)
    assert walk(state, terms, [Shock(-fall + 1e-9, margin=margin)]).kind == "no_call"
    assert walk(state, terms, [Shock(-fall - 1e-9, margin=margin)]).kind != "no_call"


def test_march_2020_takes_a_buffer_of_forty_percent_and_2008_all_three():
    # DOMAIN 2.3: at 10.9 % margin a buffer of 40 % tolerates 32.7 %; the fall was 34 %
    terms = StressTerms(profile("jp_retail_futures"), OVERNIGHT)
    for buffer, fall, called in (
        (0.4, 0.32, False),
        (0.4, 0.34, True),
        (0.3, 0.21, False),
        (0.3, 0.22, True),
        (0.2, 0.11, True),
    ):
        state = AccountState(buffer * 1e6, 0.0, 1, 1e6, 0.05)
        outcome = walk(state, terms, [Shock(-fall, margin=0.109 / 0.05)])
        assert (outcome.kind != "no_call") == called, (buffer, fall)


def test_a_yen_that_falls_calls_an_account_that_has_sold_dollars():
    # 900,000 dollars are sold forward; 10 % more yen for a dollar cost it 900,000 x 0.1 / 1.1 = 81,818
    state = account(71_000.0, 929_000.0, 200_000.0, hedge=900_000.0, rate=100.0)
    dearer, cheaper = (walk(state, JAPAN, [Shock(currency_return=move)]) for move in (0.10, -0.10))
    assert dearer.equity == pytest.approx(1_000_000.0 - 81_818.18, abs=0.01)
    assert dearer.investor_equity == pytest.approx(dearer.equity * 110.0)
    assert (dearer.kind, cheaper.kind) == ("call_missed", "no_call")
    assert cheaper.equity == pytest.approx(1_100_000.0)


def test_in_ruin_a_hedge_pays_only_for_a_dollar_dearer_than_it_ever_stood():
    # At the price limit nobody closes it: a dollar that falls to 90 yen and comes back to 100 changes nothing, one of
    # 110 costs 900,000 x 10 / 110.
    terms = JAPAN._replace(price_limit=0.05)
    state = account(10_000.0, 0.0, 1_000_000.0, hedge=900_000.0, rate=100.0)
    lost = 1_000_000.0 * (1.0 - 0.90 * 0.94 * 0.94 * 0.94)
    moves = (-0.10, 1.0 / 0.9 - 1.0, 0.10)
    outcome = walk(state, terms, [Shock(-0.10), *(Shock(-0.06, move) for move in moves)])
    assert outcome.events[:1] == ((1, "ruin"),)
    assert outcome.equity == pytest.approx(10_000.0 - lost - 81_818.18, abs=0.01)


def test_both_blows_together_do_what_neither_does_alone():
    terms = JAPAN._replace(hedge_margin=0.0)
    state = account(71_000.0, 929_000.0, 200_000.0, hedge=500_000.0)
    fall, yen = Shock(index_return=-0.20), Shock(currency_return=0.06)
    assert walk(state, terms, [fall]).kind == walk(state, terms, [yen]).kind == "no_call"
    assert walk(state, terms, [Shock(-0.20, 0.06)]).kind == "call_missed"


def test_a_put_pays_when_it_expires_during_the_shock():
    put = OptionHeld("P", strike=950.0, forward=1_000.0, years=2 / 365, volatility=0.2, multiplier=100.0, size=2)
    state = account(71_000.0, 929_000.0, 200_000.0, options=(put,))
    outcome = walk(state, JAPAN, [Shock(-0.10, days=1.0), Shock(-0.10, days=1.0)])
    assert outcome.equity == pytest.approx(1_000_000.0 - 38_000.0 + 2 * 100 * (950.0 - 810.0))


def test_a_put_is_never_worth_less_than_its_payoff_and_dearer_in_a_fall_with_volatility():
    put = OptionHeld("P", strike=950.0, forward=1_000.0, years=0.08, volatility=0.2, multiplier=100.0, size=1)
    for level in (1.2, 1.0, 0.9, 0.7, 0.5):
        assert put.value(level, 0.08, 2.0) >= 100.0 * max(950.0 - 1_000.0 * level, 0.0) - 1e-9
        assert (put.value(level, 0.08, 2.0) >= put.value(level, 0.08, 0.0)) == (level <= 1.0)


def test_a_ruined_account_does_not_come_back():
    path = [Shock(-0.30), Shock(0.50), Shock(0.0)]
    outcome = walk(account(100_000.0, 900_000.0, 4_000_000.0), JAPAN._replace(profile=profile("us_fcm_tbill")), path)
    assert outcome.kind == "ruined"
    assert outcome.equity == pytest.approx(-200_000.0)


def test_at_the_price_limit_the_broker_waits():
    terms = JAPAN._replace(price_limit=0.20, profile=profile("jp_retail_futures", loss_cut_level=0.5))
    outcome = walk(PRUDENT, terms, [Shock(-0.34), Shock(-0.20), Shock(0.0)])
    assert outcome.events == ((1, "loss_cut"), (3, "liquidation"))


def test_an_account_without_futures_is_never_called():
    state = AccountState(0.0, 1_000_000.0, rate=100.0)
    outcome = walk(state, JAPAN, evenly(0.5, -0.2, 2.0, 5), delay=3)
    assert (outcome.kind, outcome.events) == ("no_call", ())
    assert outcome.investor_equity == pytest.approx(80_000_000.0)


def test_with_a_band_a_deeper_fall_can_bring_the_money_in_time():
    # Its first day brings cash out of the band, and what is redeemed that evening is there when the call is due.
    shallow, deep = (walk(PRUDENT, JAPAN, evenly(fall, 0.0, 1.0, 2)) for fall in (0.38, 0.39))
    assert (shallow.kind, deep.kind) == ("call_missed", "call_met")
    narrow = JAPAN._replace(cash=CASH._replace(band=0.0))
    assert walk(PRUDENT, narrow, evenly(0.38, 0.0, 1.0, 2)).kind == "call_met"


def test_a_fall_of_a_fifth_makes_a_volatility_of_20_percent_one_of_31():
    put = OptionHeld("P", strike=950.0, forward=1_000.0, years=0.08, volatility=0.2, multiplier=100.0, size=1)
    assert put.value(0.8, 0.08, 2.0) == pytest.approx(put._replace(volatility=0.3125).value(0.8, 0.08, 0.0))


NAMES = st.sampled_from(profile_names())
MONEY, NOTIONAL = st.floats(0.0, 2e6), st.floats(5_000.0, 4e6)


def rank(state, terms, path, delay=0):
    return KINDS.index(walk(state, terms, path, delay).kind)


@pytest.mark.pages
@ANY
@given(NAMES, MONEY, MONEY, NOTIONAL, st.floats(0.0, 1e6), st.booleans(), st.floats(0.0, 0.6), st.floats(1.0, 3.0))
def test_overnight_more_capital_never_makes_it_worse(name, cash, fund, notional, more, in_fund, fall, margin):
    terms, poor = StressTerms(profile(name), CASH, closing_cost=5.0), account(cash, fund, notional)
    rich = poor._replace(fund=fund + more) if in_fund else poor._replace(cash=cash + more)
    shock = [Shock(-fall, margin=margin)]
    assert rank(rich, terms, shock) <= rank(poor, terms, shock)


@pytest.mark.pages
@ANY
@given(NAMES, MONEY, MONEY, NOTIONAL, st.floats(0.0, 0.6), st.floats(0.0, 0.3), st.floats(1.0, 3.0), st.integers(0, 3))
def test_overnight_a_deeper_fall_is_never_better(name, cash, fund, notional, fall, deeper, margin, delay):
    terms, state = StressTerms(profile(name), CASH, closing_cost=5.0), account(cash, fund, notional)
    shallow, deep = (rank(state, terms, [Shock(-size, margin=margin)], delay) for size in (fall, fall + deeper))
    assert deep >= shallow


@pytest.mark.pages
@ANY
@given(
    NAMES,
    MONEY,
    MONEY,
    NOTIONAL,
    st.floats(0.0, 0.6),
    st.floats(1.0, 3.0),
    st.integers(0, 4),
    st.integers(1, 4),
    st.integers(1, 6),
)
def test_a_longer_delay_is_never_better(name, cash, fund, notional, fall, margin, delay, longer, sessions):
    terms, state = StressTerms(profile(name), CASH, closing_cost=5.0), account(cash, fund, notional)
    path = evenly(fall, 0.0, margin, sessions)
    assert walk(state, terms, path, delay + longer).fatal >= walk(state, terms, path, delay).fatal


@pytest.mark.pages
@ANY
@given(NAMES, MONEY, MONEY, NOTIONAL, st.floats(0.0, 0.6), st.floats(0.0, 0.3), st.floats(1.0, 3.0), st.integers(1, 6))
def test_over_a_week_a_deeper_fall_is_never_survived_where_a_shallower_is_not(
    name, cash, fund, notional, fall, deeper, margin, sessions
):
    terms = StressTerms(profile(name), CASH._replace(band=0.0), closing_cost=5.0)
    state = account(cash, fund, notional)
    shallow, deep = (
        walk(state, terms, evenly(size, 0.0, margin, sessions)).fatal for size in (fall, min(fall + deeper, 0.9))
    )
    assert deep >= shallow


@pytest.mark.pages
@ANY
@given(NAMES, MONEY, MONEY, NOTIONAL, st.floats(0.0, 1e6), st.floats(0.0, 0.6), st.floats(1.0, 3.0), st.integers(1, 6))
def test_over_a_week_more_of_the_fund_is_never_worse(name, cash, fund, notional, more, fall, margin, sessions):
    terms, poor = StressTerms(profile(name), CASH._replace(band=0.0), closing_cost=5.0), account(cash, fund, notional)
    path = evenly(fall, 0.0, margin, sessions)
    assert walk(poor._replace(fund=fund + more), terms, path).fatal <= walk(poor, terms, path).fatal
