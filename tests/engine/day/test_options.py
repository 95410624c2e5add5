"""The life of an option in the account, as statements: bought, marked, sold, and settled on its last day.

A point of an SPX option is worth 100; the account holds 100,000 and pays 1.50 a contract.
"""

import json
from datetime import date

import pytest

from data.base.days import day_of
from data.base.errors import ConfigError
from tests.support.option_play import (
    CALL,
    EXPIRY,
    LAST,
    NEXT_EXPIRY,
    both,
    buy,
    endings,
    events,
    fills,
    futures,
    lines,
    marks,
    sell,
)

FLAT = [1000.0] * 16


def test_a_premium_leaves_cash_on_the_trade_date_and_stands_as_option_value(quoted_market, play, script, option_terms):
    run = play(quoted_market(FLAT, [(1, 9.0, 11.0)]), script, option_terms(), orders={0: buy(2)})
    assert lines(run, 1) == [
        ("cash", "option_premium", -2_000.0),
        ("option_value", "option_mark", 2_000.0),
        ("cash", "commission", -3.0),
        ("cash", "spread", -200.0),
    ]
    assert run.column("equity", "option_value")[:2] == [0.0, 2_000.0]
    assert run.column("equity", "equity")[:2] == [100_000.0, 99_797.0]
    assert fills(run)[0] == (1, CALL, 2, 11.0, "")


def test_a_mark_changes_option_value_and_no_cash(quoted_market, play, script, option_terms):
    market = quoted_market(FLAT, [(1, 9.0, 11.0), (2, 12.0, 14.0)])
    run = play(market, script, option_terms(), orders={0: buy(2)})
    assert lines(run, 2) == [("option_value", "option_mark", 600.0)]
    assert run.column("equity", "option_value")[2] == 2_600.0
    assert run.column("equity", "equity")[2] == 100_397.0


def test_a_sale_brings_the_payoff_less_its_costs(quoted_market, play, script, option_terms):
    market = quoted_market(FLAT, [(1, 9.0, 11.0), (2, 12.0, 14.0), (3, 14.0, 18.0)])
    run = play(market, script, option_terms(), orders={0: buy(2), 2: sell(2)})
    assert lines(run, 3) == [
        ("option_value", "option_mark", 600.0),
        ("cash", "option_payoff", 3_200.0),
        ("option_value", "option_mark", -3_200.0),
        ("cash", "commission", -3.0),
        ("cash", "spread", -400.0),
    ]
    assert fills(run)[-1] == (3, CALL, -2, 14.0, "")
    assert run.column("equity", "equity")[-1] == 100_000.0 + 3_200 - 2_000 - 600 - 6


def test_the_marks_of_a_finished_option_sum_to_nothing(quoted_market, play, script, option_terms):
    market = quoted_market(FLAT, [(1, 9.0, 11.0), (2, 12.0, 14.0), (3, 14.0, 18.0)])
    run = play(market, script, option_terms(), orders={0: buy(2), 2: sell(2)})
    booked = [
        amount for session in range(16) for account, _, amount in lines(run, session) if account == "option_value"
    ]
    assert sum(booked) == 0.0


def test_a_sale_in_parts(quoted_market, play, script, option_terms):
    market = quoted_market(FLAT, [(session, 9.0, 11.0) for session in range(1, 8)])
    run = play(market, script, option_terms(), orders={0: buy(5), 2: sell(2), 4: sell(3)})
    assert run.column("equity", "option_value")[1:7] == [5_000.0, 5_000.0, 3_000.0, 3_000.0, 0.0, 0.0]


def test_a_sale_never_pays_to_be_rid_of_an_option(quoted_market, play, script, option_terms):
    market = quoted_market([1000.0] * 3 + [900.0] * 13, [(1, 9.0, 11.0), (4, 0.0, 0.1)])
    run = play(market, script, option_terms(), orders={0: buy(1), 3: sell(1)})
    assert fills(run)[-1] == (4, CALL, -1, 0.0, "")


def test_a_purchase_pays_the_whole_half_spread_of_an_option_that_is_worth_less(
    quoted_market, play, script, option_terms
):
    run = play(quoted_market(FLAT), script, option_terms(), orders={0: buy(1, strike=1500.0)})
    (_, _, _, price, _), half_spread = fills(run)[0], run.column("fills", "half_spread")[0]
    assert marks(run)[0] < 0.01 < half_spread
    assert price == pytest.approx(marks(run)[0] + half_spread)


def settled(quoted_market, play, script, terms, *, last, root="SPX", strike=1000.0, expiry=EXPIRY, **columns):
    closes = [1000.0] * LAST + [last] + [1000.0] * 3
    market = quoted_market(closes, **{"high": [1100.0] * 16, "low": [900.0] * 16} | columns)
    return play(market, script, terms, orders={0: buy(2, root=root, strike=strike, expiry=expiry)})


def opened(at):
    return [1000.0] * LAST + [at] + [1000.0] * 3


def test_an_spx_option_settles_at_a_real_open(quoted_market, play, script, option_terms):
    run = settled(quoted_market, play, script, option_terms(), last=1010.0, open=opened(1030.0))
    assert fills(run)[-1] == (LAST, CALL, -2, 30.0, "expiry")
    assert lines(run, LAST)[1:] == [("cash", "option_payoff", 6_000.0), ("option_value", "option_mark", -6_000.0)]
    assert events(run) == [(LAST, "expiry", CALL)]
    assert run.column("events", "code") == ["expiry"]
    assert json.loads(run.column("events", "numbers")[0]) == {"settlement": 30.0, "size": 2.0}


def test_an_spx_option_settles_at_the_close_where_no_open_is_real(quoted_market, play, script, option_terms):
    real = [session != LAST for session in range(16)]
    run = settled(quoted_market, play, script, option_terms(), last=1010.0, open_is_real=real)
    assert fills(run)[-1] == (LAST, CALL, -2, 10.0, "expiry")


@pytest.mark.parametrize(
    ("start", "expiry", "code", "payoff"),
    [("2013-01-02", "2013-01-18", "XSP130118C100", 3.0), ("2013-12-04", "2013-12-20", "XSP131220C100", 1.0)],
)
def test_an_xsp_option_settles_at_the_open_until_2013_and_at_the_close_after(
    quoted_market, play, script, option_terms, start, expiry, code, payoff
):
    columns = {"root": "XSP", "strike": 100.0, "expiry": day_of(date.fromisoformat(expiry)), "open": opened(1030.0)}
    run = settled(quoted_market, play, script, option_terms(), last=1010.0, start=start, **columns)
    assert fills(run)[-1] == (LAST, code, -2, pytest.approx(payoff), "expiry")


def test_an_option_on_the_future_settles_on_the_future(quoted_market, play, script, option_terms):
    # 56 days of carry at 2 % to the March future: 1010 x exp(0.02 x 56 / 365)
    columns = {"root": "ES", "bill_yield": [0.02] * 16}
    run = settled(quoted_market, play, script, option_terms(), last=1010.0, **columns)
    assert fills(run)[-1][3] == pytest.approx(13.1040, abs=0.0001)


def test_settlement_costs_nothing(quoted_market, play, script, option_terms):
    run = settled(quoted_market, play, script, option_terms(), last=1010.0)
    assert {category for _, category, _ in lines(run, LAST)} == {"option_mark", "option_payoff"}


def test_an_option_that_ends_worthless_pays_nothing(quoted_market, play, script, option_terms):
    run = settled(quoted_market, play, script, option_terms(), last=990.0)
    assert fills(run)[-1] == (LAST, CALL, -2, 0.0, "expiry")
    assert [category for _, category, _ in lines(run, LAST)] == ["option_mark"]
    assert run.column("equity", "option_value")[-1] == pytest.approx(0.0, abs=1e-9)


def test_a_series_settles_before_the_next_is_bought(quoted_market, play, script, option_terms):
    # 3,000 pay 2,006 for two contracts; only the payoff of 6,000 pays the 5,003 of the next two.
    quotes = [(1, 9.9, 10.1), (LAST, 24.9, 25.1, "C", 1030.0, NEXT_EXPIRY)]
    market = quoted_market([1000.0] * LAST + [1030.0] * 4, quotes)
    run = play(
        market,
        script,
        option_terms(capital=3_000.0),
        orders={0: buy(2), LAST - 1: buy(2, strike=1030.0, expiry=NEXT_EXPIRY)},
    )
    assert [(session, reason) for session, _, _, _, reason in fills(run)] == [(1, ""), (LAST, "expiry"), (LAST, "")]


def test_an_order_for_a_series_that_has_ended_is_rejected(quoted_market, play, script, option_terms):
    run = play(quoted_market(FLAT), script, option_terms(), orders={LAST - 1: buy(1)})
    assert endings(run) == [("rejected", "expired")]


def test_a_sale_that_waits_over_the_last_day_is_rejected(quoted_market, play, script, option_terms):
    run = play(quoted_market(FLAT), script, option_terms(), orders={0: buy(1), LAST - 1: sell(1)})
    assert endings(run) == [("rejected", "expired")]
    assert fills(run)[-1][4] == "expiry"


@pytest.mark.parametrize(
    "orders",
    [
        pytest.param({0: sell(1)}, id="nothing_is_held"),
        pytest.param({0: buy(2), 2: sell(3)}, id="less_is_held"),
        pytest.param({0: buy(2), 2: both(sell(2), sell(1))}, id="it_is_being_sold"),
        pytest.param({0: both(buy(2), sell(2))}, id="it_is_being_bought"),
    ],
)
def test_writing_an_option_is_refused_in_one_sentence(quoted_market, play, script, option_terms, orders):
    with pytest.raises(ConfigError, match=r"^sale of \d SPX130118C1000: .*; to write options, say writes=True$"):
        play(quoted_market(FLAT), script, option_terms(), orders=orders)


def test_option_value_is_no_collateral(quoted_market, play, script, option_terms):
    market = quoted_market(FLAT, [(1, 10.0, 10.0)])
    run = play(market, script, option_terms(), orders={0: buy(10)})
    assert run.column("equity", "collateral")[1] == 100_000.0 - 10_000 - 15


def test_option_value_is_collateral_where_the_haircut_says_so(quoted_market, play, script, option_terms):
    market = quoted_market(FLAT, [(1, 10.0, 10.0)])
    run = play(market, script, option_terms(rules={"option_haircut": 0.4}), orders={0: buy(10)})
    assert run.column("equity", "collateral")[1] == 100_000.0 - 10_000 - 15 + 6_000


def test_a_purchase_that_is_not_covered_ends(quoted_market, play, script, option_terms):
    market = quoted_market(FLAT, [(1, 10.0, 10.0)])
    run = play(market, script, option_terms(capital=2_000.0), orders={0: buy(2)})
    assert endings(run) == [("margin", "no_premium")]
    assert run.column("equity", "equity")[-1] == 2_000.0


def test_a_purchase_leaves_the_initial_margin_of_the_futures(quoted_market, play, script, option_terms):
    # Ten E-minis ask 38,500 initially: 61,500 are left for premiums of 1,001.50.
    orders = {0: futures(10), 2: buy(62), 4: buy(61)}
    market = quoted_market(FLAT, [(session, 10.0, 10.0) for session in (3, 5)])
    run = play(market, script, option_terms(), orders=orders)
    assert endings(run) == [("margin", "no_premium")]
    assert [size for _, _, size, _, reason in fills(run) if reason != "expiry"] == [10, 61]


def test_the_quote_goes_before_the_model(quoted_market, play, script, option_terms):
    market = quoted_market(FLAT, [(2, 39.0, 41.0)])
    run = play(market, script, option_terms(), orders={0: buy(1)})
    assert marks(run, "mark_source")[:3] == ["modelled", "quoted", "modelled"]
    assert marks(run)[1] == 40.0
    assert all(7.0 < mark < 9.0 for mark in (marks(run)[0], marks(run)[2]))
