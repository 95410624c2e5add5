"""What orders may ask, how long they are valid, and in which sentence the rest is refused."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from math import inf, nan

import backtrader as bt
import pytest
from pandas import NaT

from data.base.days import day_of
from data.base.errors import ConfigError
from engine.bt.asked import NEXT_SESSION, last_day
from tests.support.resting_play import buys, endings, fills, market_of, oco, sells

Order = bt.Order
STILL = (1000.0, 1000.0, 1000.0, 1000.0)
SENT = datetime.fromisoformat("2013-06-05T16:00")


@pytest.fixture
def over(small_market, play, script, terms):
    def run(orders, sessions=(STILL,) * 4, **changes):
        return play(market_of(small_market, sessions), script, terms(**changes), orders=orders)

    return run


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        (buys(1, Order.Limit), "Limit order of 1 ESM13: its price is missing"),
        (buys(1, Order.Stop), "Stop order of 1 ESM13: its price is missing"),
        (sells(1, Order.StopLimit, plimit=990.0), "StopLimit order of 1 ESM13: its price is missing"),
        *((buys(1, Order.Stop, price), "should be a number of points above 0") for price in (0.0, -1.0, nan, inf, "9")),
        (buys(1, Order.StopLimit, 1010.0, plimit=-5.0), "plimit -5.0 should be a number of points above 0"),
        (buys(1, Order.Limit, 990.0, plimit=991.0), "plimit is for StopLimit and StopTrailLimit orders"),
        (buys(1, plimit=991.0), "plimit is for StopLimit and StopTrailLimit orders"),
        (sells(1, Order.StopTrail), "it should have one trail"),
        (sells(1, Order.StopTrail, trailamount=5.0, trailpercent=0.01), "it should have one trail"),
        (sells(1, Order.StopTrail, trailpercent=5.0), "its trail 5.0 should be above 0, .* a share below 1"),
        (sells(1, Order.StopTrail, trailamount=-5.0), "its trail -5.0 should be above 0"),
        (sells(1, Order.StopTrail, trailamount=1200.0), "its trail is wider than the price"),
        (sells(1, Order.Stop, 990.0, trailamount=5.0), "a trail is for StopTrail and StopTrailLimit orders"),
        (buys(1, Order.Historical, 990.0), "Historical orders are not supported; send one of Market, Close, Limit"),
        (buys(1, 99), "exectype 99 orders are not supported"),
        (buys(1, Order.Limit, 990.0, valid="tomorrow"), "valid='tomorrow' should be a date, a timedelta"),
        (buys(1, Order.Limit, 990.0, valid=-3), "valid=-3 should be a date"),
        (buys(1, Order.Limit, 990.0, oco=object()), "its oco has ended, or was not sent to this account"),
        (buys(1, Order.Limit, 990.0, parent=object()), "its parent has ended, or was not sent to this account"),
        (buys(1, Order.Limit, 990.0, oco=["stop", "target"]), r"its oco is 2 orders; .* as oco=orders\[0\]"),
        (buys(0.5, Order.Limit, 990.0), "only whole contracts trade"),
        (buys(10**30), "only whole contracts trade, and fewer than"),
        *((buys(1, valid=valid), "should be a date, a timedelta") for valid in (1e12, True, timedelta.max, NaT)),
        (buys(1, 2.0, 990.0), "exectype 2.0 orders are not supported"),
        (buys(1, reason=5), "reason=5 of an order should be a text"),
        (buys(1, exposure_limit=nan), "exposure_limit=nan of an order should be a number"),
        (buys(1, purpose="entry"), "purpose='entry' of an order should be one of TRADE"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(over, order, sentence):
    with pytest.raises(ConfigError, match=sentence):
        over({0: order})


def test_a_price_of_any_kind_of_number_is_one(over):
    bought = over({0: buys(1, Order.Limit, Decimal(995))}, (STILL, (1000.0, 1000.0, 990.0, 1000.0), STILL, STILL))
    assert fills(bought) == [(1, 995.0)]


@pytest.mark.parametrize(("price", "filled"), [(995.0, [(1, 995.0)]), (980.0, [])])
def test_a_price_that_is_changed_later_counts(over, price, filled):
    def changed(strategy, contract):
        strategy.buy(data=contract, size=1, exectype=Order.Limit, price=985.0).created.price = price

    assert fills(over({0: changed}, (STILL, (1000.0, 1000.0, 983.0, 1000.0), STILL, STILL))) == filled


def test_what_is_said_of_an_order_later_is_looked_at_too(over):
    def late(strategy, contract):
        strategy.buy(data=contract, size=1).addinfo(purpose="entry")

    with pytest.raises(ConfigError, match="purpose='entry' of an order should be one of TRADE"):
        over({0: late})


@pytest.mark.parametrize("name", ["oco", "parent"])
def test_an_order_that_has_ended_cannot_be_named(over, name):
    def first(strategy, contract):
        strategy.first = strategy.buy(data=contract, size=1)

    def second(strategy, contract):
        strategy.sell(data=contract, size=1, exectype=Order.Stop, price=900.0, **{name: strategy.first})

    with pytest.raises(ConfigError, match=f"its {name} has ended"):
        over({0: first, 2: second})


@pytest.mark.parametrize("kind", [Order.Limit, Order.Stop, Order.StopTrail])
def test_stops_and_limits_on_options_are_refused(quoted_market, play, script, option_terms, kind):
    def send(strategy, _):
        option = strategy.data.option("SPX", day_of(date(2013, 3, 15)), 1000.0, "C")
        strategy.buy(data=option, size=1, exectype=kind, price=10.0)

    with pytest.raises(ConfigError, match=r"the program knows no option's high and low; look at its close in next\(\)"):
        play(quoted_market([1000.0] * 3), script, option_terms(), orders={0: send})


@pytest.mark.parametrize(
    ("valid", "day"),
    [
        (None, None),
        (Order.DAY, NEXT_SESSION),
        (timedelta(), NEXT_SESSION),
        (0, NEXT_SESSION),
        (0.0, NEXT_SESSION),
        (date(2013, 6, 8), day_of(date(2013, 6, 8))),
        (datetime.fromisoformat("2013-06-07T12:00"), day_of(date(2013, 6, 7))),
        (bt.date2num(datetime.fromisoformat("2013-06-07T12:00")), day_of(date(2013, 6, 7))),
        (timedelta(days=2), day_of(date(2013, 6, 7))),
        (timedelta(hours=9), day_of(date(2013, 6, 6))),
    ],
)
def test_how_long_an_order_is_valid(valid, day):
    assert last_day(valid, SENT, "order") == day


# sessions of 3, 4, 5, 6, 7, 10, 11 June 2013; sent on the evening of the 4th
@pytest.mark.parametrize(
    ("valid", "fills_on"),
    [
        (None, (2, 3, 4, 5)),
        (Order.DAY, (2,)),
        (date(2013, 6, 5), (2,)),
        (date(2013, 6, 7), (2, 3, 4)),
        (date(2013, 6, 9), (2, 3, 4)),
        (date(2013, 6, 10), (2, 3, 4, 5)),
        (timedelta(days=2), (2, 3)),
        (date(2013, 6, 4), ()),
    ],
)
@pytest.mark.parametrize("falls_on", [2, 3, 4, 5])
def test_an_order_lapses_after_its_last_session(over, valid, fills_on, falls_on):
    sessions = [STILL] * 7
    sessions[falls_on] = (1000.0, 1000.0, 980.0, 1000.0)
    run = over({1: buys(1, Order.Limit, 990.0, valid=valid)}, sessions)
    if falls_on in fills_on:
        assert fills(run) == [(1, 990.0)]
    else:
        assert endings(run) == [("expired", "lapsed")]
        assert run.strategy.seen[-1][:2] == (2 + len(fills_on), "Expired")
    valid_until = run.tables["resting_orders"]["valid_until"].to_pylist()
    known = {date: valid, type(None): None}.get(type(valid), run.column("equity", "date")[max(fills_on, default=0)])
    assert valid_until == [known]


def test_what_lapses_takes_its_bracket_and_its_group_along(over):
    def enter(strategy, contract):
        strategy.buy_bracket(data=contract, size=1, price=900.0, stopprice=800.0, limitprice=1200.0,
                             stopargs={"valid": Order.DAY})  # fmt: skip

    assert endings(over({0: enter})) == [("expired", "lapsed"), ("canceled", "cancelled"), ("canceled", "cancelled")]
    pair = oco(buys(1, Order.Limit, 900.0, valid=Order.DAY), sells(1, Order.Limit, 1200.0))
    assert endings(over({0: pair})) == [("expired", "lapsed"), ("canceled", "cancelled")]


def test_a_market_order_lapses_only_where_it_waits(over):
    assert endings(over({0: buys(1, valid=Order.DAY)})) == [("completed", "")]
    locked = [STILL, (800.0,) * 4, (800.0,) * 4, (800.0,) * 4]
    assert endings(over({0: buys(1, valid=Order.DAY)}, locked)) == [("expired", "lapsed")]


def test_a_trade_has_the_number_that_its_orders_give_it(over):
    run = over({0: buys(1, tradeid=7), 1: sells(1, tradeid=7)})
    assert [name for name, *_ in run.strategy.trades] == ["Open", "Closed"]


def test_an_order_is_taken_back_by_a_copy_of_it(over):
    def send(strategy, contract):
        strategy.buy(data=contract, size=1, exectype=Order.Limit, price=900.0)

    def take_back(strategy, _):
        strategy.cancel(strategy.broker.get_orders_open()[0].clone())

    assert endings(over({0: send, 1: take_back})) == [("canceled", "cancelled")]


def test_stops_of_a_strategy_stay_although_our_own_patterns_decide_every_evening_anew(over):
    run = over({0: sells(1, Order.Stop, 950.0)}, [STILL] * 5 + [(1000.0, 1000.0, 940.0, 940.0)])
    assert fills(run) == [(-1, 950.0)]


def test_an_option_ordered_for_the_close_is_bought_there_whatever_others_fill_at(
    quoted_market, play, script, option_terms
):
    def send(strategy, _):
        option = strategy.data.option("SPX", day_of(date(2013, 2, 15)), 1000.0, "C")
        strategy.buy(data=option, size=1, exectype=Order.Close)

    market = quoted_market([1000.0, 1010.0], open=[1000.0, 1002.0], high=[1020.0] * 2, low=[990.0] * 2)
    runs = [play(market, script, option_terms(fill_at=fill_at), orders={0: send}) for fill_at in ("close", "open")]
    at_close, at_open = (run.tables["fills"].to_pylist() for run in runs)
    assert at_close == at_open
    assert [row["size"] for row in at_open] == [1]
