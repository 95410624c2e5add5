"""Resting orders against margin, limits, the broker's loss-cut and its price limit: 3,500 maintenance and 3,850 initial
margin for an E-mini of 50 a point.
"""

from dataclasses import replace

import backtrader as bt
import pytest

from data.contracts.fx_contracts import LOT, FxContract, FxRequirement, fx_spec
from data.fund.failures import BrokerEvent, Payments
from data.margin.fx_requirements import FxAsked, FxRequirements
from data.margin.margin_scenarios import MarginPath
from data.market.market import Market
from engine.account.costs import CostModel
from engine.day.terms import CashPolicy
from tests.support.resting_play import buys, endings, fills, market_of, oco, sells, together

LIMIT, STOP, STOP_LIMIT, CLOSE = bt.Order.Limit, bt.Order.Stop, bt.Order.StopLimit, bt.Order.Close
STILL = (1000.0, 1000.0, 1000.0, 1000.0)
FALL = (1000.0, 1000.0, 900.0, 1000.0)
WATCHED = {"grace": 0, "liquidation": 0.0}
FREE = CostModel(0.0, 0.0, 0.0, 1e9, 0.0, 0.0)


@pytest.fixture
def over(small_market, play, script, terms):
    """A script's orders over sessions (open, high, low, close)."""

    def run(sessions, orders, **changes):
        columns = {name: changes.pop(name) for name in ("open_is_real",) if name in changes}
        return play(market_of(small_market, sessions, **columns), script, terms(**changes), orders=orders)

    return run


def watched(over, sessions, stop, **changes):
    """25 contracts, at a broker that closes them within the session at 990, and a stop of one's own."""
    orders = {0: together(buys(25), sells(25, STOP, stop))}
    return over(sessions, orders, rules=WATCHED, margin_test="intraday", **changes)


def test_a_stop_nearer_than_the_brokers_level_saves_the_account(over):
    run = watched(over, [STILL, STILL, FALL], 992.0)
    assert fills(run) == [(25, 1000.0), (-25, 992.0)]
    assert run.column("events", "kind") == []
    assert run.column("equity", "equity")[-1] == 100_000.0 - 25 * 50 * 8.0


def test_the_brokers_level_nearer_than_the_stop_is_the_brokers(over):
    run = watched(over, [STILL, STILL, FALL], 980.0)
    assert fills(run) == [(25, 1000.0), (-25, pytest.approx(990.0))]
    assert run.column("events", "kind") == ["loss_cut", "liquidation"]
    assert endings(run)[-1] == ("margin", "void")


def test_a_gap_through_both_is_the_stops_at_the_same_price(over):
    run = watched(over, [STILL, STILL, (950.0, 960.0, 940.0, 955.0)], 980.0)
    assert fills(run) == [(25, 1000.0), (-25, 950.0)]
    assert run.column("events", "kind") == []


def test_between_two_fills_the_broker_sees_only_that_part_of_the_path(over):
    # five of 25 are sold at 995: 6,250 lost, and 23,750 over what 20 contracts ask: the broker acts at 971.25
    orders = {0: together(buys(25), sells(5, STOP, 995.0), sells(20, STOP, 980.0))}
    run = over([STILL, STILL, FALL], orders, rules=WATCHED, margin_test="intraday")
    assert fills(run) == [(25, 1000.0), (-5, 995.0), (-20, 980.0)]
    orders = {0: together(buys(25), sells(5, STOP, 995.0), sells(20, STOP, 960.0))}
    run = over([STILL, STILL, FALL], orders, rules=WATCHED, margin_test="intraday")
    assert fills(run) == [(25, 1000.0), (-5, 995.0), (-20, pytest.approx(971.25))]
    assert endings(run)[-1] == ("margin", "void")


def test_the_broker_does_not_see_what_was_before_a_fill(over):
    # ten contracts outlive 900, 25 would not; fifteen come after that
    orders = {0: buys(10), 1: buys(15, STOP, 1008.0)}
    run = over(
        [STILL, STILL, (1000.0, 1010.0, 900.0, 1005.0)],
        orders,
        rules=WATCHED,
        margin_test="intraday",
        intrabar="low_first",
    )
    assert fills(run) == [(10, 1000.0), (15, 1008.0)]
    assert run.column("events", "kind") == []


def test_at_the_price_limit_the_broker_closes_the_next_session_and_looks_no_more_in_this_one(over):
    locked, after = (800.0, 900.0, 800.0, 802.0), (790.0, 795.0, 785.0, 790.0)
    orders = {0: buys(12), 1: sells(1, LIMIT, 880.0)}
    run = over([STILL, STILL, locked, after], orders, rules=WATCHED, margin_test="intraday", capital=150_000.0)
    assert [size for size, _ in fills(run)] == [12, -1, -11]
    days = run.column("equity", "date")
    assert run.column("fills", "date") == [days[1], days[2], days[3]]


def test_after_the_broker_has_struck_all_that_is_left_of_the_path_is_one_part(over):
    rules = {"grace": 0, "liquidation": 1.0}
    with_order = over([STILL, STILL, FALL], {0: together(buys(25), sells(1, LIMIT, 1001.0))}, rules=rules,
                      margin_test="intraday")  # fmt: skip
    without = over([STILL, STILL, FALL], {0: buys(25)}, rules=rules, margin_test="intraday")
    assert fills(with_order) == fills(without)
    assert with_order.column("events", "kind") == without.column("events", "kind")


def test_a_liquidation_at_the_close_voids_what_rests(over):
    orders = {0: together(buys(25), sells(25, STOP, 900.0), buys(1, LIMIT, 700.0))}
    run = over([STILL, STILL, (980.0,) * 4, (980.0,) * 4, STILL], orders)
    assert run.column("events", "kind") == ["margin_call", "liquidation"]
    assert endings(run)[-2:] == [("margin", "void")] * 2


def test_ruin_voids_what_rests_that_evening(over):
    orders = {0: together(buys(25), buys(1, STOP, 1500.0))}
    run = over([STILL, STILL, (900.0,) * 4, (950.0,) * 4], orders)
    assert run.column("orders", "finished")[1] == run.column("equity", "date")[2]
    assert endings(run)[1] == ("margin", "void")


def test_a_failed_broker_freezes_what_rests(over, terms):
    days = over([STILL] * 5, {}).column("equity", "date")
    failed = BrokerEvent(
        day=(days[2] - type(days[2])(1970, 1, 1)).days, frozen=2, fund_inside=False, payments=Payments(1.0, ())
    )
    run = over([STILL] * 5, {0: sells(1, STOP, 900.0)}, broker_event=failed)
    assert endings(run) == [("rejected", "frozen")]


def test_an_order_that_adds_without_collateral_ends_where_it_is_touched(over):
    run = over([STILL, (1000.0, 1000.0, 990.0, 990.0)], {0: together(buys(26, LIMIT, 995.0), sells(26, STOP, 800.0))})
    assert endings(run) == [("margin", "no_collateral"), ("waiting", "")]


def test_an_order_that_reduces_is_never_refused(over):
    # at 940 twenty contracts ask for 77,000 of 40,000
    run = over([STILL, STILL, (1000.0, 1000.0, 935.0, 936.0)], {0: together(buys(20), sells(10, STOP, 940.0))})
    assert fills(run) == [(20, 1000.0), (-10, 940.0)]


def test_an_exposure_limit_holds_at_the_moment_of_the_fill(over):
    down = [STILL, (1000.0, 1000.0, 890.0, 1000.0)]
    assert fills(over(down, {0: buys(9, LIMIT, 900.0, exposure_limit=1.46)})) == [(1, 900.0)]
    assert endings(over(down, {0: buys(9, LIMIT, 930.0, exposure_limit=1.46)})) == [("canceled", "no_room")]
    run = over([STILL, STILL], {0: buys(9, LIMIT, 1000.0, exposure_limit=1.3)})
    assert endings(run) == [("canceled", "no_room")]


def test_legs_are_cut_to_what_the_limit_left_of_their_entry(over):
    def enter(strategy, contract):
        parent = strategy.buy(data=contract, size=9, exectype=LIMIT, price=900.0, exposure_limit=1.46, transmit=False)
        strategy.sell(data=contract, size=9, exectype=STOP, price=850.0, parent=parent)

    run = over([STILL, (1000.0, 1000.0, 890.0, 900.0), (900.0, 900.0, 840.0, 860.0)], {0: enter})
    assert fills(run) == [(1, 900.0), (-1, 850.0)]


def test_an_order_for_the_close_whose_money_is_on_its_way_waits_for_another_close(over):
    sessions = [STILL, *[(1000.0, 1000.0, 900.0, 950.0), (940.0, 950.0, 930.0, 945.0)] * 2]
    run = over(sessions, {0: fund(buys(500, CLOSE))}, share_costs={"SPXFUND": FREE}, lag=2, fill_at="open")
    assert fills(run) == [(500, 94.5)]


def test_collateral_is_that_of_the_moment_not_of_the_close(over):
    # 20 contracts, 100,000: at 990 10,000 are lost, and 3 more are covered; at the close of 900 nothing is
    run = over([STILL, STILL, (1000.0, 1000.0, 900.0, 900.0)], {0: together(buys(20), buys(3, LIMIT, 990.0))})
    assert fills(run)[:2] == [(20, 1000.0), (3, 990.0)]


def test_at_the_price_limit_a_limit_waits_and_a_stop_fills_at_the_next_open(over):
    locked, after = (900.0, 900.0, 800.0, 800.0), (790.0, 820.0, 780.0, 810.0)
    orders = {0: together(buys(2), sells(2, STOP, 800.0), buys(1, LIMIT, 800.0))}
    run = over([STILL, STILL, locked, after, after], orders, capital=1e6)
    assert fills(run) == [(2, 1000.0), (-2, 790.0), (1, 790.0)]
    days = run.column("equity", "date")
    rows = run.tables["resting_orders"].to_pylist()
    assert [(row["triggered"], row["finished"], row["moment"]) for row in rows] == [
        (days[2], days[3], 0.0), (None, days[3], 0.0),
    ]  # fmt: skip


def test_a_stop_limit_touched_at_the_price_limit_is_a_limit_from_the_next_session_on(over):
    locked, after = (900.0, 900.0, 800.0, 800.0), (790.0, 820.0, 780.0, 810.0)
    orders = {0: together(buys(2), sells(2, STOP_LIMIT, 800.0, plimit=805.0))}
    run = over([STILL, STILL, locked, after], orders, capital=1e6)
    assert fills(run) == [(2, 1000.0), (-2, 805.0)]


def test_where_the_open_is_not_real_nothing_fills_beyond_the_bar(over):
    gap = (1000.0, 950.0, 930.0, 940.0)
    orders = {0: buys(2), 1: together(sells(1, STOP, 990.0), sells(1, LIMIT, 960.0), buys(1, LIMIT, 960.0))}
    run = over([STILL, STILL, gap], orders, open_is_real=[False] * 3)
    assert fills(run) == [(2, 1000.0), (-1, 950.0), (1, 950.0)]


def fund(action):
    return lambda strategy, _: action(strategy, strategy.data.fund("SPXFUND"))


def test_a_sale_of_shares_is_cut_to_what_is_held(over):
    exits = oco(fund(sells(500, STOP, 95.0)), fund(sells(500, LIMIT, 105.0)))
    sessions = [STILL, STILL, (1000.0, 1000.0, 940.0, 940.0), STILL]
    orders = {0: fund(buys(300)), 1: together(exits, fund(sells(100, LIMIT, 98.0)))}
    run = over(sessions, orders, share_costs={"SPXFUND": FREE})
    assert fills(run) == [(300, 100.0), (-100, 100.0), (-200, 95.0)]
    orders = {0: fund(buys(300)), 1: together(fund(sells(300, STOP, 95.0)), fund(sells(300, CLOSE)), exits)}
    run = over(sessions, orders, share_costs={"SPXFUND": FREE})
    assert fills(run) == [(300, 100.0), (-300, 95.0)]
    assert endings(run)[2:] == [("canceled", "nothing_held"), ("canceled", "cancelled"), ("canceled", "nothing_held")]


def test_where_the_path_is_chosen_no_more_shares_are_sold_than_are_held(over):
    exits = together(fund(sells(300, STOP, 98.5)), fund(sells(300, LIMIT, 100.8)))
    entries = oco(fund(buys(90, STOP, 100.8)), fund(buys(90, LIMIT, 98.5)))
    sessions = [STILL, STILL, (1000.0, 1010.0, 980.0, 1005.0)]
    run = over(sessions, {0: fund(buys(300)), 1: together(exits, entries)}, share_costs={"SPXFUND": FREE})
    assert fills(run) == [(300, 100.0), (-300, 98.5), (90, 98.5), (-90, 100.8)]


@pytest.mark.parametrize(("limit", "filled"), [(1.46, []), (1.49, [(1, 900.0)])])
def test_shares_are_worth_what_they_are_at_the_moment_of_a_fill(over, limit, filled):
    # 45,000 are 0.45 of equity before the shares have fallen, and 0.474 of it then
    add = buys(1, LIMIT, 900.0, exposure_limit=limit)
    run = over([STILL, STILL, FALL], {0: fund(buys(500)), 1: add}, share_costs={"SPXFUND": FREE})
    assert fills(run)[1:] == filled


def test_a_purchase_of_shares_finds_its_money(over):
    sessions = [STILL, STILL, (1000.0, 1000.0, 940.0, 950.0), STILL]
    run = over(sessions, {0: fund(buys(500, LIMIT, 95.0))}, share_costs={"SPXFUND": FREE}, lag=1)
    assert fills(run) == [(500, 95.0)]
    assert run.column("equity", "cash")[2] == pytest.approx(0.0)


def test_the_sweep_provides_for_the_largest_of_a_group_that_would_add_and_for_no_sleeping_leg(over):
    japan = {"fund_haircut": 1.0, "redemption_lag": 2, "grace": 1, "negative_cash": False}
    changes = {"rules": japan, "cash": CashPolicy(0.0, 0.3, 0.0)}

    def cash(order):
        return over([STILL] * 5, {0: order}, **changes).column("equity", "cash")[-1]

    def bracket(strategy, contract):
        strategy.buy_bracket(data=contract, size=1, price=900.0, stopprice=850.0, limitprice=1100.0)

    one = 3_850.0 + 0.3 * 50_000.0
    assert cash(buys(1, LIMIT, 900.0)) == cash(bracket) == pytest.approx(one)
    assert cash(oco(buys(1, LIMIT, 900.0), buys(2, STOP, 1100.0))) == pytest.approx(2 * one)
    assert cash(oco(buys(2, STOP, 1100.0), buys(1, LIMIT, 900.0))) == pytest.approx(2 * one)
    assert cash(together(buys(1, LIMIT, 900.0), buys(2, STOP, 1100.0))) == pytest.approx(3 * one)
    assert cash(together(buys(1), sells(1, STOP, 900.0))) == pytest.approx(one)


def test_orders_for_the_close_fill_there_where_others_fill_at_the_open(over):
    bar = (990.0, 1010.0, 980.0, 1005.0)
    run = over([STILL, bar], {0: together(buys(2), sells(1, CLOSE), sells(1, STOP, 985.0))}, fill_at="open")
    assert fills(run) == [(2, 990.0), (-1, 985.0), (-1, 1005.0)]
    rows = run.tables["resting_orders"].to_pylist()
    assert [(row["kind"], row["price"], row["moment"], row["at"]) for row in rows] == [
        ("stop", 985.0, pytest.approx(5.0 / 10.0), 985.0), ("close", None, 3.0, 1005.0),
    ]  # fmt: skip


def test_of_market_orders_in_one_group_a_session_tries_the_first(over):
    run = over([STILL, STILL], {0: oco(buys(1), buys(2), buys(3, CLOSE))})
    assert fills(run) == [(1, 1000.0)]
    assert endings(run)[1:] == [("canceled", "other_filled")] * 2


def test_a_rate_of_exchange_has_one_price_a_day(market_table, play, script, terms):
    rates = [100.0, 100.0, 97.0, 97.0]
    opened = [rates[0], *rates[:-1]]
    columns = {"open": opened, "high": [max(pair) for pair in zip(opened, rates, strict=True)],
               "low": [min(pair) for pair in zip(opened, rates, strict=True)],
               "bill_yield": [0.0] * 4, "dividend_yield": [0.0] * 4, "open_is_real": [False] * 4}  # fmt: skip
    market = Market(market_table(rates, **columns), index="USDJPY")
    asked = MarginPath(requirements=FxRequirements((FxAsked(0, FxRequirement(0.04)),)))
    account = {"family": LOT, "margin": asked, "costs": {LOT: FREE}, "cash": None, "currency": "JPY", "capital": 1e6}

    def enter(strategy, _):
        lot = strategy.data.tradable(FxContract(fx_spec(LOT)))
        strategy.buy(data=lot, size=2)
        strategy.sell(data=lot, size=2, exectype=STOP, price=98.0)

    run = play(market, script, replace(terms(), **account), orders={0: enter})
    assert fills(run) == [(2, 100.0), (-2, 97.0)]
