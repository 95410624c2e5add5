"""A strategy of one's own on evenings on which nobody is there: what it sends is refused, what rests stays."""

import backtrader as bt
import pytest

from engine.day.fault_rows import FaultTerms, SpellTerms
from engine.day.terms import CashPolicy
from tests.support.futures_play import buy, sell

TIGHT = CashPolicy(sleeve=0.0, buffer=0.0, band=0.0)


@pytest.fixture
def market(small_market):
    return small_market([1000.0, 1001.0, 1002.0, 1003.0, 990.0, 991.0, 992.0])


@pytest.fixture
def away(terms, market):
    return terms(cash=TIGHT, faults=FaultTerms(absence=SpellTerms(market.days[2], 2, 0.0)))


def test_an_order_that_nobody_is_there_to_send_is_rejected(market, play, script, away):
    run = play(market, script, away, orders={0: buy(1), 2: sell(1), 4: sell(1)})
    assert [one[:3] for one in run.strategy.seen if one[1] in {"Rejected", "Completed"}] == [
        (1, "Completed", 1), (3, "Rejected", 0), (5, "Completed", -1)
    ]  # fmt: skip
    assert run.column("orders", "reason").count("nobody") == 1


def test_a_stop_that_rests_at_the_broker_does_its_work_and_cannot_be_taken_back(market, play, script, away):
    taken = []

    def rest(strategy, contract):
        strategy.resting = strategy.sell(data=contract, size=1, exectype=bt.Order.Stop, price=995.0)

    def take_back(strategy, _contract):
        taken.append(strategy.broker.cancel(strategy.resting))

    run = play(market, script, away, orders={0: buy(1), 1: rest, 3: take_back})
    assert taken == [False]
    assert run.column("fills", "size") == [1, -1]
    assert run.column("fills", "date")[1] == run.column("equity", "date")[4]


def test_a_bracket_is_refused_whole(market, play, script, away):
    def bracket(strategy, contract):
        strategy.buy_bracket(data=contract, size=1, price=1000.0, limitprice=1100.0, stopprice=900.0)

    run = play(market, script, away, orders={2: bracket})
    assert run.column("orders", "reason") == ["nobody"] * 3


def test_a_stop_does_not_fill_while_the_broker_cannot_be_reached(market, play, script, terms):
    def rest(strategy, contract):
        strategy.sell(data=contract, size=1, exectype=bt.Order.Stop, price=995.0)

    cut_off = terms(cash=TIGHT, faults=FaultTerms(outage=SpellTerms(market.days[4], 1, 0.0)))
    run = play(market, script, cut_off, orders={0: buy(1), 1: rest})
    assert run.column("fills", "date")[1] == run.column("equity", "date")[5]
