"""Taking over an account in the evening of a session, in place of the one the run has come to."""

from dataclasses import replace
from typing import Any

from backtrader.position import Position

from data.base.days import Day
from data.base.sums import total
from data.contracts.by_code import contract_of
from engine.account.calls import CALLED, MarginState
from engine.account.held_account import HeldAccount
from engine.bt.broker import CollateralBroker
from engine.day.trading_day import TradingDay
from strategies.events.purposes import Ending


def take_over(broker: CollateralBroker, held: HeldAccount) -> None:
    """Let a broker stand in the evening of the session just run with another account, which is tested at its close;
    orders that waited are gone.

    Raises `ConfigError` for a position in what is no contract that this account trades on its market.
    """
    before, today = broker.session, broker.session.day
    for order in broker.desk.take():
        broker.desk.end(order, Ending.CANCELLED, today)
    broker.desk.clear_board(Ending.CANCELLED, today)
    broker.desk.positions.clear()
    day = TradingDay(broker.inputs, replace(broker.terms, capital=0.0, later=()), broker.desk, broker.feed.carry)
    day.account.profile = before.account.profile
    day.margin.take_rules()
    day.given = before.given
    day.begin_after(broker.feed.row)
    broker.session = day
    _take_positions(broker, held)
    if day.hedge:
        day.hedge.take_over(held.hedge)
    if held.call:
        call = held.call
        day.margin.state = MarginState(CALLED, call.amount, call.received, _row_of(broker, call.due))
    day.margin.test()
    day.equity = day.account.equity


def _take_positions(broker: CollateralBroker, held: HeldAccount) -> None:
    """Money and contracts at the close."""
    account, feed = broker.account, broker.feed
    found = [(one.size, instrument_of(broker, one.contract)) for one in held.positions]
    paid = total(size * one.close[0] for size, one in found if one.is_share)
    arriving = [(_row_of(broker, day), amount) for day, amount in held.in_transit]
    account.take_over(held.cash + paid, held.fund, arriving)
    spot = feed.market.values("close")[feed.row]
    account.options.index = spot
    for size, one in found:
        price = one.close[0]
        if one.is_option:
            account.options.take_over(one.contract, size, price)
        elif one.is_share:
            account.shares.trade(one.contract, size, price, 0)
        else:
            account.trade(one.contract, size, price, spot)
        broker.desk.positions[one] = Position(size, price)


def instrument_of(broker: CollateralBroker, code: str) -> Any:
    """The contract of a code on the broker's market. Raises `ConfigError` for what is none, and for one that this
    account does not trade.
    """
    feed = broker.feed
    instrument = feed.tradable(contract_of(code, broker.session.day, feed.market.calendar))
    broker.getcommissioninfo(instrument)
    return instrument


def _row_of(broker: CollateralBroker, day: Day) -> int:
    """The number of a session that may lie beyond the market."""
    row, market = broker.feed.row, broker.feed.market
    return row + len(market.calendar.between(market.days[row] + 1, day))
