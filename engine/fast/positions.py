"""Positions of the account in the loop: found, opened, marked, traded and closed."""

from engine.account.settlement import closed_part, option_gain, stands_still, variation_margin
from engine.fast.books import FULL_OF_FUTURES, FULL_OF_OPTIONS, MOST_FUTURES, MOST_OPTIONS, Books
from engine.fast.plan import Plan
from engine.fast.quotes import OptionKind


def future_at(books: Books, expiry: int) -> int:
    """Place of the position in a future, -1 where nothing is held."""
    for place in range(books.counts.futures):
        if books.futures[place].expiry == expiry:
            return place
    return -1


def option_at(books: Books, kind: OptionKind) -> int:
    """Place of the position in an option, -1 where nothing is held."""
    for place in range(books.counts.options):
        held = books.options[place]
        if held.expiry == kind.expiry and held.strike == kind.strike and held.call == kind.call:
            return place
    return -1


def size_held(books: Books, expiry: int) -> int:
    """Signed contracts held of a future."""
    place = future_at(books, expiry)
    return books.futures[place].size if place >= 0 else 0


def options_held(books: Books, kind: OptionKind) -> int:
    """Contracts held of an option."""
    place = option_at(books, kind)
    return books.options[place].size if place >= 0 else 0


def kind_held(books: Books, place: int) -> OptionKind:
    """Which option is held there."""
    held = books.options[place]
    return OptionKind(
        held.expiry, held.strike, held.call, held.underlying, held.underlying_spread, held.settles_at_open
    )


def mark_future(books: Books, place: int, price: float, spot: float, plan: Plan) -> None:
    """Variation margin of a position up to a price, in cash; price and the index in points."""
    held, money = books.futures[place], books.money
    if stands_still(held.size, held.mark, price, ruined=money.ruined):
        return
    exposure = held.size * plan.future.multiplier
    of_index, of_basis = variation_margin(exposure, held.mark, price, held.spot, spot)
    held.mark, held.spot = price, spot
    money.cash += of_index
    money.cash += of_basis


def trade_future(  # noqa: PLR0917  (keyword-only is not to be compiled)
    books: Books, expiry: int, spread: float, size: int, at: tuple[float, float], plan: Plan
) -> float:
    """Change a position by signed contracts at (mid price, index), points; the price that was had."""
    place = future_at(books, expiry)
    if place < 0:
        place = _open_future(books, expiry, spread, at)
    mark_future(books, place, at[0], at[1], plan)
    held = books.futures[place]
    had = held.mark
    held.size += size
    held.cost += size * had * plan.future.multiplier
    if held.size == 0:
        _drop_future(books, place)
    return had


def _open_future(books: Books, expiry: int, spread: float, at: tuple[float, float]) -> int:
    counts = books.counts
    if counts.futures == MOST_FUTURES:
        counts.overflow = FULL_OF_FUTURES
        counts.futures -= 1
    place = counts.futures
    held = books.futures[place]
    held.expiry, held.size, held.spread, held.cost = expiry, 0, spread, 0.0
    held.mark, held.spot = at[0], at[1]
    held.number = counts.opened
    counts.opened += 1
    counts.futures += 1
    return place


def _drop_future(books: Books, place: int) -> None:
    books.counts.futures -= 1
    for number in range(place, books.counts.futures):
        into, after = books.futures[number], books.futures[number + 1]
        into.expiry, into.size, into.mark, into.spot = after.expiry, after.size, after.mark, after.spot
        into.spread, into.cost, into.number, into.gain = after.spread, after.cost, after.number, after.gain


def mark_option(books: Books, place: int, price: float, plan: Plan) -> None:
    """Revalue a position at a price, points."""
    held, money = books.options[place], books.money
    if not stands_still(held.size, held.mark, price, ruined=money.ruined):
        money.options += option_gain(held.size, plan.option.multiplier, held.mark, price)
        held.mark = price


def trade_option(books: Books, kind: OptionKind, size: int, price: float, plan: Plan) -> float:
    """Buy or sell signed contracts at a mid price, points: premium for what is opened, payoff for what is closed; the
    price that was had.
    """
    place, money = option_at(books, kind), books.money
    if place < 0:
        place = _open_option(books, kind, price)
    mark_option(books, place, price, plan)
    held = books.options[place]
    had = held.mark
    closed = closed_part(held.size, size)
    of_closed = closed * plan.option.multiplier * had
    of_opened = (size - closed) * plan.option.multiplier * had
    money.cash -= of_closed
    money.options += of_closed
    money.cash -= of_opened
    money.options += of_opened
    held.size += size
    if held.size == 0:
        _drop_option(books, place)
    return had


def _open_option(books: Books, kind: OptionKind, price: float) -> int:
    counts = books.counts
    if counts.options == MOST_OPTIONS:
        counts.overflow = FULL_OF_OPTIONS
        counts.options -= 1
    place = counts.options
    held = books.options[place]
    held.expiry, held.strike, held.call, held.size, held.mark = kind.expiry, kind.strike, kind.call, 0, price
    held.underlying, held.underlying_spread, held.settles_at_open = kind.underlying, kind.spread, kind.settles_at_open
    held.number = counts.opened
    counts.opened += 1
    counts.options += 1
    return place


def _drop_option(books: Books, place: int) -> None:
    books.counts.options -= 1
    for number in range(place, books.counts.options):
        into, after = books.options[number], books.options[number + 1]
        into.expiry, into.strike, into.call, into.size = after.expiry, after.strike, after.call, after.size
        into.mark, into.underlying, into.underlying_spread = after.mark, after.underlying, after.underlying_spread
        into.settles_at_open, into.number = after.settles_at_open, after.number
        into.forward, into.volatility, into.discount = after.forward, after.volatility, after.discount
