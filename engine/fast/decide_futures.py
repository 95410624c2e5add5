"""The evening of pattern A in the loop: the decision of `strategies.overlay.futures_overlay.FuturesOverlay`."""

from math import inf
from typing import Any

from engine.fast.books import Books
from engine.fast.evening import kept_for_hedge, provide_for_orders
from engine.fast.future_fills import size_held
from engine.fast.money import initial_of
from engine.fast.orders import order_future
from engine.fast.plan import Plan
from engine.fast.positions import future_at
from engine.fast.quotes import future_price
from engine.fast.rules import Seen, target_tonight
from strategies.overlay.futures_target import futures_target
from strategies.rules.leverage_cap import LeverageCap, breached
from strategies.rules.rebalancing import due


def rebalance(books: Books, sessions: Any, row: int, plan: Plan) -> int:
    """Send the orders that bring the futures to their target; the contracts aimed at."""
    session, money, evening, rules = sessions[row], books.money, books.evening, plan.rules
    dates = session.dates
    unit = future_price(sessions, row, dates.lead, dates.lead_spread, False) * plan.future.multiplier
    ratio = target_tonight(books, session, _seen(books, sessions, row, unit, plan), plan)
    size, notional = _holdings(books, sessions, row, plan)
    over = breached(LeverageCap(rules.futures.limit), money.equity, notional)
    forced = evening.switched or over or evening.unfinished or not evening.started
    is_due = due(rules.futures.months, dates.month, dates.next_month)
    evening.started = evening.started or forced or is_due
    target = futures_target(rules.futures, size, money.equity, unit, (ratio, rules.ratio), forced, is_due)
    if target != size or (size != 0 and future_at(books, dates.lead) < 0):
        _move_to(books, sessions, row, target, over, plan)
    return target


def _seen(books: Books, sessions: Any, row: int, unit: float, plan: Plan) -> Seen:
    session, money = sessions[row], books.money
    ratio = money.collateral / money.maintenance if money.maintenance != 0.0 else inf
    held = money.collateral if plan.broker.fund_counts else money.equity
    share = initial_of(plan.future.margin_share, session, plan) / unit
    return Seen(money.equity, ratio, held - kept_for_hedge(books, session, plan), share)


def _holdings(books: Books, sessions: Any, row: int, plan: Plan) -> tuple[int, float]:
    """(futures, signed; their index value at today's prices, account currency)."""
    size, notional = 0, 0.0
    for place in range(books.counts.futures):
        held = books.futures[place]
        size += held.size
        price = future_price(sessions, row, held.expiry, held.spread, False)
        notional += abs(held.size) * price * plan.future.multiplier
    return size, notional


def _move_to(books: Books, sessions: Any, row: int, target: int, over: bool, plan: Plan) -> None:  # noqa: FBT001
    """Leave every other expiry, then bring the lead future to its target; only what is no roll waits for spare cash."""
    dates, limit, leaving = sessions[row].dates, plan.rules.futures.limit, False
    for place in range(books.counts.futures):
        held = books.futures[place]
        if held.expiry != dates.lead:
            leaving = True
            order_future(books, held.expiry, held.spread, -held.size, (limit, 0.0))
            provide_for_orders(books, sessions, row, plan)
    difference = target - size_held(books, dates.lead)
    if difference != 0:
        spare = 0.0 if leaving or over else plan.rules.spare
        order_future(books, dates.lead, dates.lead_spread, difference, (limit, spare))
        provide_for_orders(books, sessions, row, plan)
