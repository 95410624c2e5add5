"""A fund that stops, and a broker that fails, as statements of account: a thousand points, and ten E-mini of which each
asks 3,500. The account holds 100,000.
"""

import json

import pytest

from data.fund.failures import BrokerEvent, FundEvent, Payments
from engine.day.terms import CashPolicy
from tests.support.futures_play import JAPAN, buy, sell

TIGHT = CashPolicy(sleeve=0.0, buffer=0.0, band=0.0)
HALVES = Payments(0.9, ((7, 0.5), (14, 0.45)))
SESSIONS = 14


@pytest.fixture
def market(small_market):
    none = [0.0] * SESSIONS
    return small_market([1000.0] * SESSIONS, bill_yield=none, dividend_yield=none)


def kinds(run):
    days = run.column("equity", "date")
    return [
        (days.index(day), kind)
        for day, kind in zip(run.column("events", "date"), run.column("events", "kind"), strict=True)
    ]


def test_a_fund_that_stops_loses_at_once_and_pays_in_parts(market, play, script, terms):
    event = FundEvent(market.days[3], HALVES)
    run = play(market, script, terms(cash=TIGHT, fund_event=event))
    assert run.column("equity", "equity")[2:5] == [100_000.0, 90_000.0, 90_000.0]
    assert run.column("equity", "mmf")[3] == 0.0
    assert [kind for _, kind in kinds(run)] == ["fund_failed", "paid_out", "paid_out"]
    assert run.column("equity", "equity")[-1] == pytest.approx(95_000.0)
    assert run.column("equity", "in_transit")[-1] == pytest.approx(0.0)
    assert run.column("equity", "mmf")[-1] == pytest.approx(95_000.0), "what is paid goes into another fund"


def test_money_on_its_way_arrives_though_the_fund_has_stopped(market, play, script, terms):
    event = FundEvent(market.days[1], Payments(1.0, ()), sessions=8)
    run = play(market, script, terms(rules=JAPAN, lag=2, cash=TIGHT, fund_event=event), orders={0: buy(10)})
    assert run.column("equity", "cash")[1:3] == [0.0, 38_500.0]
    assert run.column("equity", "in_transit")[2:9] == [61_500.0] * 7
    assert run.column("equity", "mmf")[9] == 61_500.0


def test_during_a_gate_a_call_is_met_by_cash_alone(small_market, play, script, terms):
    none = [0.0] * SESSIONS
    falls = small_market([1000.0] * 5 + [985.0] * 9, bill_yield=none, dividend_yield=none)
    orders = {0: buy(10)}
    rules = JAPAN | {"redemption_lag": 1}
    free = play(falls, script, terms(rules=rules, cash=TIGHT), orders=orders)
    gated = terms(rules=rules, cash=TIGHT, fund_event=FundEvent(falls.days[4], Payments(1.0, ()), sessions=8))
    stopped = play(falls, script, gated, orders=orders)
    assert "liquidation" not in dict(map(reversed, kinds(free)))
    assert (7, "liquidation") in kinds(stopped)


def test_a_part_may_be_paid_at_once(market, play, script, terms):
    event = FundEvent(market.days[3], Payments(0.98, ()), sessions=5, at_once=0.25)
    run = play(market, script, terms(cash=TIGHT, fund_event=event))
    assert run.column("equity", "in_transit")[3:9] == pytest.approx([98_000.0, *[73_500.0] * 4, 0.0])
    assert run.column("equity", "equity")[3:] == pytest.approx([98_000.0] * 11)


def test_for_a_time_a_redemption_takes_three_sessions(market, play, script, terms):
    late = FundEvent(market.days[3], Payments(1.0, ()), sessions=4, lag=3)
    runs = [
        play(
            market,
            script,
            terms(rules=JAPAN | {"redemption_lag": 1}, cash=TIGHT, fund_event=late),
            orders={sent: buy(10)},
        )
        for sent in (1, 4, 8)
    ]
    arrived = [next(row for row, cash in enumerate(run.column("equity", "cash")) if cash) for run in runs]
    assert [one - sent for one, sent in zip(arrived, (1, 4, 8), strict=True)] == [1, 3, 1]


@pytest.mark.parametrize(("inside", "held"), [(True, 100_000.0), (False, 38_500.0)])
def test_a_broker_that_fails_closes_voids_and_holds_back_what_lies_with_it(market, play, script, terms, inside, held):
    event = BrokerEvent(market.days[4], HALVES, frozen=3, fund_inside=inside)
    orders = {0: buy(10), 3: sell(2), 5: buy(1), 7: buy(1)}
    rules = JAPAN | {"redemption_lag": 0}
    run = play(market, script, terms(rules=rules, cash=TIGHT, broker_event=event), orders=orders)
    fills = list(zip(map(str, run.column("fills", "date")), run.column("fills", "reason"), strict=True))
    days = list(map(str, run.column("equity", "date")))
    assert fills[:2] == [(days[1], ""), (days[4], "liquidation")]
    assert [one for one in run.column("orders", "reason") if one == "frozen"] == ["frozen"] * 2
    told = [json.loads(one) for one in run.column("events", "numbers")]
    failed = dict(zip(run.column("events", "kind"), told, strict=True))["broker_failed"]
    assert failed == {"amount": held, "value": 0.9, "outside": 100_000.0 - held}
    assert run.column("equity", "equity")[4] == 100_000.0 - 0.1 * held
    assert run.column("equity", "equity")[-1] == pytest.approx(100_000.0 - 0.05 * held)


def test_days_before_a_failure_know_nothing_of_it(market, play, script, terms):
    orders = {0: buy(10)}
    plain = play(market, script, terms(cash=TIGHT), orders=orders)
    for changes in (
        {"fund_event": FundEvent(market.days[6], HALVES)},
        {"broker_event": BrokerEvent(market.days[6], HALVES, 3, fund_inside=True)},
    ):
        failing = play(market, script, terms(cash=TIGHT, **changes), orders=orders)
        for name in ("equity", "ledger", "fills"):
            rows = [table.to_pylist() for table in (plain.tables[name], failing.tables[name])]
            before = [[row for row in one if row["date"] < plain.column("equity", "date")[6]] for one in rows]
            assert before[0] == before[1]
            assert before[0]
