"""Orders that wait in the loop."""

from engine.day.fill_sizes import UNLIMITED
from engine.fast.books import FULL_OF_ORDERS, MOST_ORDERS, Books, Order
from engine.fast.quotes import OptionKind


def kind_ordered(order: Order) -> OptionKind:
    """Which option an order is for."""
    return OptionKind(order.expiry, order.strike, order.call, order.underlying, order.spread, order.settles_at_open)


def new_order(books: Books) -> int:
    """Place of a new order, to be filled in."""
    counts = books.counts
    if counts.orders == MOST_ORDERS:
        counts.overflow = FULL_OF_ORDERS
        counts.orders -= 1
    counts.orders += 1
    return counts.orders - 1


def drop_done(books: Books) -> None:
    """Leave out the orders that are for nothing any more."""
    kept = 0
    for place in range(books.counts.orders):
        order = books.orders[place]
        if order.size != 0:
            into = books.orders[kept]
            into.option, into.expiry, into.strike, into.call = order.option, order.expiry, order.strike, order.call
            into.size, into.limit, into.budget, into.spare = order.size, order.limit, order.budget, order.spare
            into.underlying, into.spread, into.settles_at_open = order.underlying, order.spread, order.settles_at_open
            kept += 1
    books.counts.orders = kept


def order_future(books: Books, expiry: int, spread: float, size: int, limits: tuple[float, float]) -> None:
    """Send an order for signed contracts of a future with its financing spread; `limits` are the limit on total
    exposure and spare cash that it waits for, a share of notional.
    """
    order = books.orders[new_order(books)]
    order.option, order.expiry, order.strike, order.call, order.size = False, expiry, 0.0, False, size
    order.limit, order.spare, order.budget, order.spread = limits[0], limits[1], UNLIMITED, spread
    order.underlying, order.settles_at_open = 0, False


def order_option(books: Books, kind: OptionKind, size: int, limit: float, budget: float) -> None:
    """Send an order for signed contracts of an option; limit on total exposure and budget may be none."""
    order = books.orders[new_order(books)]
    order.option, order.expiry, order.strike, order.call, order.size = True, kind.expiry, kind.strike, kind.call, size
    order.limit, order.spare, order.budget, order.spread = limit, 0.0, budget, kind.spread
    order.underlying, order.settles_at_open = kind.underlying, kind.settles_at_open
