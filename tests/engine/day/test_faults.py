"""Nobody at the desk, a broker out of reach, late money, as statements of account: a thousand points, and ten E-mini of
which each asks 3,500. The account holds 100,000.
"""

import json

import pytest

from engine.day.fault_rows import FaultTerms, SpellTerms
from engine.day.terms import CashPolicy
from tests.support.futures_play import JAPAN, buy, sell

TIGHT = CashPolicy(sleeve=0.0, buffer=0.0, band=0.0)
SLOW = JAPAN | {"redemption_lag": 1}
FALL = [1000.0] * 5 + [985.0] * 9
"""Ten contracts lose 7,500 in the session of row 5."""


@pytest.fixture
def market_of(small_market):
    def build(closes):
        return small_market(closes, bill_yield=[0.0] * len(closes), dividend_yield=[0.0] * len(closes))

    return build


@pytest.fixture
def events():
    def told(run):
        days = run.column("equity", "date")
        rows = zip(run.column("events", "date"), run.column("events", "kind"), strict=True)
        return [(days.index(day), kind) for day, kind in rows if kind != "warning"]

    return told


def absent(market, row, sessions):
    return FaultTerms(absence=SpellTerms(market.days[row], sessions, 0.0))


def test_a_call_that_falls_due_while_nobody_is_there_ends_in_a_forced_sale(market_of, play, script, terms, events):
    market = market_of(FALL)
    usual = play(market, script, terms(rules=SLOW, cash=TIGHT), orders={0: buy(10)})
    assert events(usual) == [(5, "margin_call"), (6, "call_met")]
    away = terms(rules=SLOW, cash=TIGHT, faults=absent(market, 4, 6))
    run = play(market, script, away, orders={0: buy(10)})
    assert events(run) == [
        (4, "absence_begins"), (5, "margin_call"), (6, "deadline_missed"), (7, "liquidation"), (10, "absence_ends")
    ]  # fmt: skip
    cash = run.column("equity", "cash")
    assert cash[4:10] == [38_500.0, 31_000.0, 31_000.0, 31_000.0, 31_000.0, 31_000.0], "nothing is moved"
    assert cash[10] == 0.0, "whoever comes back puts what lies idle into the fund"
    assert run.column("equity", "equity") == [100_000.0] * 5 + [92_500.0] * 9


def test_where_the_fund_is_collateral_the_same_absence_does_nothing(market_of, play, script, terms, events):
    market = market_of(FALL)
    run = play(market, script, terms(lag=1, cash=TIGHT, faults=absent(market, 4, 6)), orders={0: buy(10)})
    assert events(run) == [(4, "absence_begins"), (10, "absence_ends")]
    assert run.column("equity", "cash")[5:11] == [-7_500.0] * 6, "owed until somebody redeems"
    assert run.column("equity", "cash")[11] >= 0.0


def test_money_that_is_late_misses_the_deadline(market_of, play, script, terms, events):
    market = market_of(FALL)
    late = terms(rules=SLOW, cash=TIGHT, faults=FaultTerms(late=1.0, late_sessions=2))
    run = play(market, script, late, orders={0: buy(10)})
    kinds = events(run)
    assert (5, "redemption_late") in kinds
    assert [one for one in kinds if one[1] != "redemption_late"] == [
        (5, "margin_call"), (6, "deadline_missed"), (7, "liquidation")
    ]  # fmt: skip
    numbers = [json.loads(one) for one in run.column("events", "numbers")]
    assert {"amount": 7_500.0, "sessions": 2.0} in numbers
    in_transit = run.column("equity", "in_transit")
    assert in_transit[5:9] == [7_500.0, 7_500.0, 7_500.0, 0.0]


def test_an_order_that_the_broker_does_not_hear_fills_in_the_first_session_after(market_of, play, script, terms):
    market = market_of([1000.0, 1001.0, 1002.0, 1003.0, 1004.0, 1005.0])
    cut_off = terms(cash=TIGHT, faults=FaultTerms(outage=SpellTerms(market.days[1], 2, 0.0)))
    run = play(market, script, cut_off, orders={0: buy(1)})
    assert run.column("fills", "date") == [run.column("equity", "date")[3]]
    assert run.column("fills", "price") == [1003.0]


def test_money_does_not_arrive_while_the_broker_cannot_be_reached_and_its_sales_go_on(
    market_of, play, script, terms, events
):
    market = market_of(FALL)
    faults = FaultTerms(outage=SpellTerms(market.days[6], 3, 0.0))
    run = play(market, script, terms(rules=SLOW, cash=TIGHT, faults=faults), orders={0: buy(10), 6: sell(10)})
    assert events(run) == [
        (5, "margin_call"), (6, "outage_begins"), (6, "deadline_missed"), (7, "liquidation"), (9, "outage_ends")
    ]  # fmt: skip
    assert run.column("fills", "purpose") == ["trade", "liquidation"]
    assert run.column("orders", "reason")[-1] == "void", "the sale that the broker did not hear"
    assert run.column("equity", "in_transit")[5:10] == [7_500.0] * 4 + [0.0]


def test_terms_in_which_nothing_goes_wrong_change_nothing(market_of, play, script, terms):
    market = market_of(FALL)
    with_none, without = (
        play(market, script, terms(rules=SLOW, cash=TIGHT, faults=one), orders={0: buy(10)})
        for one in (FaultTerms(), None)
    )
    assert with_none.tables == without.tables
