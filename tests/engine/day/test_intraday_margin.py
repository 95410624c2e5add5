"""Margin tested at the session's adverse extreme: statements of account, 3,500 maintenance for an E-mini of
early 2013.
"""

import json

import pytest

from tests.support.futures_play import buy, sell

REAL_TIME = {"grace": 0, "liquidation": 1.0}


@pytest.fixture
def market_of(small_market):
    def build(closes, **columns):
        plain = dict.fromkeys(("bill_yield", "dividend_yield"), [0.0] * len(closes))
        return small_market(closes, "2013-06-03", **plain, **columns)

    return build


@pytest.fixture
def bought(market_of, play, script, terms):
    """100,000 of capital, `size` contracts bought on session 1; session 2 opens, falls and closes as told."""

    def run(size, day, *, rules=None, test="intraday", orders=None, **settings):
        sessions = [(1000.0,) * 4, (1000.0,) * 4, day, (day[3],) * 4]
        columns = dict(zip(("open", "high", "low", "close"), zip(*sessions, strict=True), strict=True))
        closes = columns.pop("close")
        account = terms(rules=REAL_TIME | (rules or {}), margin_test=test, **settings)
        return play(market_of(closes, **columns), script, account, orders={0: buy(size)} | (orders or {}))

    return run


def kinds(run):
    return run.column("events", "kind")


def test_a_low_that_recovers_is_not_seen_at_the_close(bought):
    run = bought(25, (1000.0, 1000.0, 900.0, 1000.0), test="close")
    assert kinds(run) == []
    assert run.column("equity", "equity")[-1] == 100_000.0


def test_everything_is_closed_at_the_trigger_itself(bought):
    # 25 contracts ask 87,500: 12,500 to lose, ten points of 25 x 50
    run = bought(25, (1000.0, 1000.0, 900.0, 1000.0), rules={"liquidation": 0.0})
    assert kinds(run) == ["loss_cut", "liquidation"]
    assert run.column("events", "code")[0] == "mid_session"
    assert run.column("fills", "size") == [25, -25]
    assert run.column("fills", "price")[1] == pytest.approx(990.0)
    assert run.column("equity", "equity")[2:] == pytest.approx([87_500.0] * 2)


def test_a_gap_through_the_trigger_is_paid_for_in_full(bought):
    run = bought(25, (950.0, 960.0, 940.0, 960.0), rules={"liquidation": 0.0})
    assert run.column("fills", "price")[1] == 950.0
    assert run.column("equity", "equity")[-1] == 100_000.0 - 25 * 50 * 50.0


def test_a_gap_is_seen_where_the_open_is_not_real(market_of, play, script, terms):
    sessions = {"open": [1000.0] * 4, "high": [1000.0, 1000.0, 950.0, 950.0], "low": [1000.0, 1000.0, 930.0, 950.0]}
    market = market_of([1000.0, 1000.0, 950.0, 950.0], **sessions, open_is_real=[False] * 4)
    account = terms(rules=REAL_TIME | {"liquidation": 0.0}, margin_test="intraday")
    run = play(market, script, account, orders={0: buy(25)})
    assert run.column("fills", "price")[1] == 950.0


def test_the_minimum_goes_contract_by_contract_on_the_way_down(bought):
    run = bought(25, (1000.0, 1000.0, 980.0, 1000.0))
    sizes, prices = run.column("fills", "size")[1:], run.column("fills", "price")[1:]
    assert set(sizes) == {-1}
    assert prices == sorted(prices, reverse=True)
    # each contract given up at the index at which the rest was short of its margin
    capital, held, last = 100_000.0, 25, 1000.0
    for price in prices:
        capital -= held * 50 * (last - price)
        assert capital == pytest.approx(held * 3_500.0)
        held, last = held - 1, price
    assert capital - held * 50 * (last - 980.0) >= held * 3_500.0


def test_a_short_position_fears_the_high(market_of, play, script, terms):
    closes, highs = [1000.0] * 4, [1000.0, 1000.0, 1100.0, 1000.0]
    account = terms(rules=REAL_TIME | {"liquidation": 0.0}, margin_test="intraday")
    run = play(market_of(closes, high=highs), script, account, orders={0: sell(25)})
    assert run.column("fills", "price")[1] == pytest.approx(1010.0)


def test_where_there_is_a_call_only_the_loss_cut_level_acts_in_mid_session(bought):
    called = {"grace": 1, "loss_cut_level": 0.5, "liquidation": 0.0}
    run = bought(25, (1000.0, 1000.0, 970.0, 1000.0), rules=called)
    assert kinds(run) == []
    # half of 87,500 is left after 45 points
    run = bought(25, (1000.0, 1000.0, 950.0, 1000.0), rules=called)
    assert run.column("fills", "price")[1] == pytest.approx(955.0)


def test_a_profile_without_a_level_waits_for_the_close(bought):
    run = bought(25, (1000.0, 1000.0, 900.0, 1000.0), rules={"grace": 1})
    assert kinds(run) == []


def test_orders_for_positions_that_are_gone_are_void(bought):
    run = bought(25, (1000.0, 1000.0, 900.0, 1000.0), rules={"liquidation": 0.0}, orders={1: sell(25)})
    assert run.column("orders", "reason") == ["", "liquidation", "void"]
    assert run.broker.positions == {}


def test_orders_filled_at_the_open_are_tested_too(bought):
    run = bought(25, (1000.0, 1000.0, 900.0, 1000.0), rules={"liquidation": 0.0}, fill_at="open")
    assert run.column("fills", "price") == [1000.0, pytest.approx(990.0)]


def test_the_spread_of_a_liquidation_is_that_of_the_evening_before(market_of, play, script, terms, costs):
    rules = REAL_TIME | {"liquidation": 0.0, "liquidation_half_spread": 0.5}
    market = market_of([1000.0] * 4, low=[1000.0, 1000.0, 900.0, 1000.0], vix=[15.0, 15.0, 80.0, 80.0])
    stressful = costs._replace(liquidation_half_spread=0.5, stress_half_spread=3.0, stress_vix=30.0)
    account = terms(costs=stressful, rules=rules, margin_test="intraday")
    run = play(market, script, account, orders={0: buy(20)})
    assert run.column("fills", "half_spread")[1] == 0.5


def test_at_the_price_limit_the_account_is_closed_the_next_session(bought):
    run = bought(25, (799.0, 799.0, 799.0, 799.0), rules={"grace": 1, "loss_cut_level": 0.5}, capital=120_000.0)
    assert kinds(run) == ["loss_cut", "ruin", "liquidation"]
    assert run.column("events", "code")[0] == "at_limit"
    limit, ruin = (json.loads(numbers) for numbers in run.column("events", "numbers")[:2])
    assert limit["index"] == 799.0
    assert ruin["equity"] == 120_000.0 - 25 * 50 * 201.0
    assert run.column("fills", "date")[1] == run.column("equity", "date")[3]


def test_a_loss_cut_at_the_limit_is_not_taken_back_when_the_index_leaves_it(bought):
    # 25 contracts lose 251,250 at the limit, and 125,000 by the close, where margin is covered again
    rules = {"grace": 1, "loss_cut_level": 0.5, "liquidation": 0.0}
    run = bought(25, (799.0, 900.0, 799.0, 900.0), rules=rules, capital=290_000.0)
    assert kinds(run) == ["loss_cut", "liquidation"]
    assert run.column("equity", "equity")[2] == 165_000.0
    assert run.column("fills", "date")[1] == run.column("equity", "date")[3]


def test_a_closing_that_is_due_is_not_put_off_by_a_limit_in_mid_session(market_of, play, script, terms):
    # the deadline was missed; the session opens at the limit and closes above it
    rules = {"grace": 1, "loss_cut_level": 0.1, "liquidation": 0.0, "recovery_counts": False}
    sessions = [(1000.0,) * 4, (1000.0,) * 4, (950.0,) * 4, (760.0, 900.0, 760.0, 900.0), (850.0,) * 4]
    columns = dict(zip(("open", "high", "low", "close"), zip(*sessions, strict=True), strict=True))
    closes = columns.pop("close")
    account = terms(rules=rules, margin_test="intraday", capital=290_000.0)
    run = play(market_of(closes, **columns), script, account, orders={0: buy(50)})
    assert run.column("fills", "price")[1] == 900.0


def test_a_closing_that_is_due_is_not_answered_by_a_loss_cut_in_mid_session(market_of, play, script, terms):
    # 10 contracts ask 35,000. 34,500 on session 2: called, missed on 3, to be closed on 4. On 3 the account falls
    # to a quarter of its margin at 940.5; 8,750 carry two contracts. On 4 they are short of 300, and nobody calls.
    rules = {"grace": 1, "closing_delay": 1, "recovery_counts": False, "loss_cut_level": 0.25, "liquidation": 1.0}
    closes = [1000.0, 1000.0, 992.0, 940.0, 920.0, 920.0]
    market = market_of(closes, open=[1000.0, 1000.0, 1000.0, 992.0, 940.0, 920.0], high=[1000.0] * 6)
    account = terms(rules=rules, margin_test="intraday", capital=38_500.0)
    run = play(market, script, account, orders={0: buy(10)})
    assert kinds(run) == ["margin_call", "deadline_missed", "loss_cut", "liquidation", "liquidation"]
    assert run.column("fills", "size") == [10, -8, -1]
    assert run.column("fills", "price") == pytest.approx([1000.0, 940.5, 920.0])


def test_a_call_is_answered_by_the_loss_cut(bought):
    called = {"grace": 2, "loss_cut_level": 0.5, "liquidation": 0.0}
    run = bought(25, (988.0, 988.0, 940.0, 988.0), rules=called)
    assert kinds(run) == ["loss_cut", "liquidation"]


def test_a_loss_cut_tells_the_account_as_it_is_at_that_moment(bought):
    run = bought(25, (1000.0, 1000.0, 900.0, 1000.0), rules={"liquidation": 0.0})
    numbers = json.loads(run.column("events", "numbers")[0])
    expected = {"collateral": 87_500.0, "maintenance": 87_500.0, "cash": -12_500.0, "index": 990.0}
    assert numbers == pytest.approx(expected)


def test_a_ruined_account_gains_nothing_from_what_follows(market_of, play, script, terms):
    closes = [1000.0, 1000.0, 900.0, 1100.0, 1200.0]
    run = play(market_of(closes), script, terms(), orders={0: buy(25)})
    assert kinds(run) == ["ruin", "liquidation"]
    assert run.column("equity", "equity")[2:] == [-25_000.0] * 3
    assert run.column("fills", "price")[1] == 900.0


def test_a_ruined_account_bears_the_gap_that_follows(market_of, play, script, terms):
    run = play(market_of([1000.0, 1000.0, 900.0, 880.0]), script, terms(), orders={0: buy(25)})
    assert run.column("equity", "equity")[2:] == [-25_000.0, -50_000.0]
