"""A trading day on a desk of its own: no Backtrader is loaded, and the account is the one that Backtrader's desk leads
to.
"""

import subprocess
import sys
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from data.base.days import day_of
from data.contracts.contracts import FutureContract, future_spec
from data.curves.futures_curve import FuturesCurve
from engine.day.instruments import FutureInstrument
from engine.day.plain_desk import PlainDesk
from engine.day.session_inputs import session_inputs
from engine.day.trading_day import TradingDay
from strategies.events.purposes import Ending


def days_of(market, terms, orders):
    """Equity by session, each with orders (contracts by session) sent in its evening; the day and its desk."""
    feed, desk = SimpleNamespace(market=market, curve=FuturesCurve(market, 0.0), row=-1), PlainDesk()
    day = TradingDay(session_inputs(market, terms), terms, desk)
    contract = FutureInstrument(FutureContract(future_spec("ES"), day_of(date(2013, 3, 15))), feed, feed.curve)
    equity = []
    for row in range(len(market)):
        feed.row = row
        day.run(row)
        if row in orders:
            desk.send(contract, orders[row])
        day.provide_for_orders()
        equity.append(day.equity)
    return equity, day, desk


def test_a_price_of_an_earlier_session_is_not_taken_for_today_s(market):
    contract, curve = FutureContract(future_spec("ES"), day_of(date(2013, 3, 15))), FuturesCurve(market, 0.0)
    row = market.row_from(day_of(date(2013, 1, 15)))
    closes = FutureInstrument(contract, SimpleNamespace(market=market, curve=curve, row=row), curve).close
    expected = [curve.price(contract, row - ago) for ago in (1, 0, 2, 0)]
    assert [closes[-ago] for ago in (1, 0, 2, 0)] == expected
    assert len(set(expected)) == 3


def sent(size):
    return lambda strategy, one: (strategy.buy if size > 0 else strategy.sell)(data=one, size=abs(size))


@pytest.mark.parametrize("fall", [0.0, -0.12])
def test_the_account_is_that_of_a_run_by_backtrader(small_market, play, script, terms, fall):
    closes = 1000.0 * np.exp(np.cumsum(np.random.default_rng(5).normal(0.0, 0.01, 20)))
    closes[12:] *= 1.0 + fall
    market, account = small_market(closes, "2013-02-04"), terms()
    orders = {1: 10, 4: 8, 7: -6, 15: -5, 16: 500}
    run = play(market, script, account, orders={row: sent(size) for row, size in orders.items()})
    equity, day, desk = days_of(market, account, orders)
    assert equity == run.column("equity", "equity")
    held = [(one.code, position.size) for one, position in desk.positions.items()]
    at_last = [row for row in run.tables["positions"].to_pylist() if row["date"] == run.column("equity", "date")[-1]]
    assert held == [(row["contract"], row["size"]) for row in at_last]
    assert [one.kind for one in day.journal.events] == run.column("events", "kind")
    unfilled = [row["reason"] for row in run.tables["orders"].to_pylist() if row["filled"] == 0]
    assert [why.value for why in desk.ended] == unfilled == [Ending.NO_COLLATERAL.value]
    assert ("liquidation" in run.column("events", "kind")) == (fall < 0.0)


@pytest.mark.pages
def test_the_day_and_the_account_load_no_backtrader():
    said = "import sys, engine.day.trading_day, engine.stress.walk; print('backtrader' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert shown.stdout == "False\n"
