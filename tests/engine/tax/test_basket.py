"""Years of a basket as tables: result, tax, and what is carried."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.base.days import iso
from engine.tax.basket import BasketRules, BasketState, assess
from engine.tax.tax_regimes import REGIMES, tax_regime

JAPAN, UNITED_STATES = BasketRules(3), BasketRules(1000, 3)
results = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=12)


def years(rules, given_results, rate=0.2, first=2001):
    """(tax, carried) of each year."""
    state, rows = BasketState(), []
    for year, result in enumerate(given_results, first):
        state, one = assess(rules, state, year, result, rate)
        rows.append((pytest.approx(one.tax), pytest.approx(state.carried)))
    return rows


@pytest.mark.parametrize(
    ("given_results", "table"),
    [
        ([100.0], [(20.0, 0.0)]),
        ([-100.0, 60.0, 60.0], [(0.0, 100.0), (0.0, 40.0), (4.0, 0.0)]),
        ([-70.0, -80.0, -20.0, 150.0, 30.0], [(0.0, 70.0), (0.0, 150.0), (0.0, 170.0), (0.0, 20.0), (2.0, 0.0)]),
        # The loss of the first year serves the fourth and not the fifth.
        ([-100.0, 0.0, 0.0, 40.0, 100.0], [(0.0, 100.0), (0.0, 100.0), (0.0, 100.0), (0.0, 0.0), (20.0, 0.0)]),
        ([-100.0, 0.0, 0.0, 0.0, 100.0], [(0.0, 100.0), (0.0, 100.0), (0.0, 100.0), (0.0, 0.0), (20.0, 0.0)]),
        # The oldest is used first, so the younger loss is still there when the older would be gone.
        ([-50.0, -50.0, 60.0, 0.0, 40.0], [(0.0, 50.0), (0.0, 100.0), (0.0, 40.0), (0.0, 40.0), (0.0, 0.0)]),
    ],
)
def test_japan_carries_losses_forward_three_years(given_results, table):
    assert years(JAPAN, given_results) == table


@pytest.mark.parametrize(
    ("given_results", "table"),
    [
        ([100.0, -30.0, 50.0], [(20.0, 0.0), (-6.0, 0.0), (10.0, 0.0)]),
        ([100.0, 50.0, -130.0], [(20.0, 0.0), (10.0, 0.0), (-26.0, 0.0)]),
        ([100.0, 50.0, -130.0, -30.0], [(20.0, 0.0), (10.0, 0.0), (-26.0, 0.0), (-4.0, 10.0)]),
        ([100.0, 0.0, 0.0, -40.0], [(20.0, 0.0), (0.0, 0.0), (0.0, 0.0), (-8.0, 0.0)]),
        ([100.0, 0.0, 0.0, 0.0, -40.0], [(20.0, 0.0), (0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (0.0, 40.0)]),
        ([-40.0, *[0.0] * 20, 100.0], [*[(0.0, 40.0)] * 21, (12.0, 0.0)]),
    ],
)
def test_the_united_states_refund_three_years_and_carry_the_rest_for_ever(given_results, table):
    assert years(UNITED_STATES, given_results) == table


def test_a_refund_is_at_the_rate_that_was_paid():
    state, _ = assess(UNITED_STATES, BasketState(), 2001, 100.0, 0.2)
    state, _ = assess(UNITED_STATES, state, 2002, 100.0, 0.3)
    assert assess(UNITED_STATES, state, 2003, -150.0, 0.4)[1].tax == pytest.approx(-(100.0 * 0.2 + 50.0 * 0.3))


@given(results)
def test_nobody_pays_less_than_on_the_sum_of_all_years_nor_more_than_on_the_gains(given_results):
    for rules in (JAPAN, UNITED_STATES):
        paid = sum(tax.expected for tax, _ in years(rules, given_results))
        gains = sum(max(result, 0.0) for result in given_results)
        assert 0.2 * max(sum(given_results), 0.0) - 1e-6 <= paid <= 0.2 * gains + 1e-6


@given(results)
def test_what_is_neither_taxed_nor_carried_was_offset_or_has_expired(given_results):
    state, before = BasketState(), 0.0
    for year, result in enumerate(given_results, 2001):
        before = state.carried
        state, one = assess(JAPAN, state, year, result, 0.2)
        assert one.taxable + one.offset == pytest.approx(max(result, 0.0))
        expired = before + max(-result, 0.0) - one.offset - state.carried
        assert expired >= -1e-6
        assert all(year - loss.year < 3 for loss in state.losses)


def test_the_rates_and_dates_are_those_of_the_facts():
    japan, states = REGIMES["japan"], REGIMES["us_1256"]
    assert states.rate("derivatives", 2018) == pytest.approx(0.268)
    assert states.rate("derivatives", 1999) == pytest.approx(0.6 * 0.20 + 0.4 * 0.396)
    assert states.rate("income", 2018) == 0.37
    assert (iso(japan.payment_day(2008)), iso(states.payment_day(2008))) == ("2009-03-15", "2009-04-15")
    assert [japan.fund_currency_gain(day) for day in (16_800, 16_801)] == [False, True]  # 2015-12-31, 2016-01-01
    assert not states.fund_currency_gain(17_000)
    assert japan.rate("derivatives", 1980) == japan.rate("derivatives", 1989) == 0.20
    assert [states.rate("derivatives", year) for year in (1929, 1981, 1982, 1986)] == pytest.approx(
        [0.40, 0.40, 0.32, 0.32]
    )
    assert [states.rate("income", year) for year in (1987, 1988, 1990, 1991, 1993)] == [0.385, 0.28, 0.28, 0.31, 0.396]


@pytest.mark.parametrize(("regime", "earned"), [("japan", "securities"), ("us_1256", "income")])
def test_what_is_earned_and_what_derivatives_bring_are_two_baskets(regime, earned):
    asked = REGIMES[regime].basket
    of_fund_cash_and_shares = (
        "mmf_income",
        "fund_expense",
        "cash_interest",
        "dividend",
        "share_expense",
        "share_price",
    )
    of_derivatives = ("futures_price", "futures_carry", "option_mark", "commission", "liquidation_cost", "hedge_carry")
    assert {asked(category) for category in of_fund_cash_and_shares} == {earned}
    assert {asked(category) for category in of_derivatives} == {"derivatives"}
    assert {asked(category) for category in ("deposit", "transfer", "tax", "fx_translation")} == {None}


def test_none_is_no_regime():
    assert tax_regime("none") is None
