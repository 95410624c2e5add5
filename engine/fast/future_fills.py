"""Fills of orders for futures in the loop: those of a session are finished together, to know what was rolled."""

from typing import NamedTuple

from engine.account.costs import (
    CostModel,
    dearest_half_spread,
    mean_half_spread,
    paid_half_spreads,
    worst_cost,
)
from engine.account.margin import affordable
from engine.account.rolls import share_rolls
from engine.day.fill_sizes import added, fills_unasked, only_reduces, waits_for_spare, within_limit
from engine.fast.books import FULL_OF_TRADES, MOST_TRADES, Books
from engine.fast.events import filled, of_future
from engine.fast.money import (
    collateral,
    collateral_on_arrival,
    contracts_held,
    equity,
    notional_held,
    to_be_covered,
)
from engine.fast.plan import Plan
from engine.fast.positions import size_held, trade_future
from engine.fast.quotes import costs_on, future_price, spot_at, vix_at
from engine.fast.run import Run, asked_before


class FutureOrder(NamedTuple):
    """A trade in a future: last day, financing spread, signed contracts, whether the broker forces it."""

    expiry: int
    spread: float
    size: int
    forced: bool


class FutureQuote(NamedTuple):
    """Mid price of the future and the index, points, and the VIX known then."""

    mid: float
    spot: float
    vix: float


def fill_future(run: Run, place: int, coming: float) -> None:
    """Trade an order, or end it, or leave it waiting for money; `coming` is what options may cost that fill later."""
    books, plan = run.books, run.plan
    order, at_open = books.orders[place], plan.execution.at_open
    price = future_price(run, order.expiry, order.spread, at_open)
    held, costs = size_held(books, order.expiry), costs_on(run.today, plan)
    size, unit = order.size, price * plan.future.multiplier
    if order.limit >= 0.0:
        worst = _worst(books, costs, abs(held) + abs(size), plan)
        room = (equity(books) - worst - coming, notional_held(books, plan))
        size = within_limit(order.limit, held, size, unit, room)
    if order.expiry <= run.today.dates.day or size == 0:
        order.size = 0
        return
    contracts = contracts_held(books, plan) + added(held, size) * plan.future.margin_share
    covered, worst = to_be_covered(books, contracts, asked_before(run), plan), _worst(books, costs, abs(size), plan)
    now, later = collateral(books, plan), collateral_on_arrival(books, plan)
    if order.spare != 0.0 and not only_reduces(held, size):
        notional = notional_held(books, plan) + added(held, size) * price * plan.future.multiplier
        if waits_for_spare(now, later, covered + order.spare * notional + worst):
            return
    ruined = books.money.ruined
    if fills_unasked(held, size, contracts, books.money.contracts_before) or (
        affordable(now - worst, covered) and not ruined
    ):
        quote = FutureQuote(price, spot_at(run.today, at_open), vix_at(run, at_open))
        trade(books, FutureOrder(order.expiry, order.spread, size, False), quote, costs, plan)
        order.size = 0
    elif not affordable(later - worst, covered) or ruined:
        order.size = 0


def trade(books: Books, order: FutureOrder, quote: FutureQuote, costs: CostModel, plan: Plan) -> None:
    """Trade at the mid price and charge the commission; the half-spread waits for the other orders of the session."""
    counts = books.counts
    if counts.trades == MOST_TRADES:
        counts.overflow = FULL_OF_TRADES
        counts.trades -= 1
    one = books.trades[counts.trades]
    one.expiry, one.held, one.size = order.expiry, size_held(books, order.expiry), order.size
    one.vix, one.forced = quote.vix, order.forced
    one.mid = trade_future(books, order.expiry, order.spread, order.size, (quote.mid, quote.spot), plan)
    books.money.cash -= costs.commission * abs(order.size)
    counts.trades += 1


def finish_trades(books: Books, costs: CostModel, plan: Plan) -> None:
    """Charge the half-spreads: the calendar spread for what was rolled, the outright one for the rest."""
    share_rolls(books.trades, books.counts.trades)
    for place in range(books.counts.trades):
        one = books.trades[place]
        count, unit, paid = abs(one.size), plan.future.multiplier, paid_half_spreads(costs, one.vix, one.forced)
        books.money.cash -= paid[0] * one.rolled * unit
        books.money.cash -= paid[1] * (count - one.rolled) * unit
        mean = mean_half_spread(paid, one.rolled, count)
        filled(books, of_future(one.expiry), one.size, (one.mid, mean, costs.commission * count))
    books.counts.trades = 0


def _worst(books: Books, costs: CostModel, count: int, plan: Plan) -> float:
    """What a trade of so many contracts may cost, with half-spreads that are still to be paid."""
    unpaid = 0.0
    for place in range(books.counts.trades):
        one = books.trades[place]
        unpaid += abs(one.size) * dearest_half_spread(costs, one.vix)
    return worst_cost(costs, plan.future.multiplier, count, unpaid)
