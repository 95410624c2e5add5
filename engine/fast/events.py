"""What happens to an account in the loop, as numbers; their words are the kinds of the table `events`."""

from engine.account import calls
from engine.day.fill_sizes import traded_price
from engine.fast.books import FULL_OF_EVENTS, FULL_OF_FILLS, MOST_EVENTS, MOST_FILLS, Books
from engine.fast.quotes import OptionKind

LIQUIDATION, RUIN, EXPIRY, HEDGE, SHORT = range(6, 11)
"""Numbers after those of `engine.account.calls.EVENTS`."""
KINDS = (*calls.EVENTS, "liquidation", "ruin", "expiry", "hedge", "withdrawal_short")


def tell(books: Books, kind: int) -> None:
    """Remember an event of the session; nothing for 0."""
    if kind == 0:
        return
    counts, summary, firsts = books.counts, books.summary, books.firsts
    if kind == calls.MARGIN_CALL:
        summary.calls += 1
        firsts.call = first_of(firsts.call, counts.row)
    elif kind == calls.DEADLINE_MISSED:
        summary.missed += 1
        firsts.missed = first_of(firsts.missed, counts.row)
    elif kind == calls.LOSS_CUT:
        summary.loss_cuts += 1
    elif kind == LIQUIDATION:
        summary.liquidations += 1
        firsts.sale = first_of(firsts.sale, counts.row)
    elif kind == RUIN:
        summary.ruin = counts.row
    elif kind == SHORT:
        books.flows.short += 1
        firsts.short = first_of(firsts.short, counts.row)
    if counts.events == MOST_EVENTS:
        counts.overflow = FULL_OF_EVENTS
        return
    books.events[counts.events].kind = kind
    books.events[counts.events].row = counts.row
    counts.events += 1


def first_of(known: int, row: int) -> int:
    """The session in which something happened first, as it is known (-1: it had not), when it happens in a row."""
    return row if known < 0 else known


def filled(books: Books, kind: OptionKind, size: int, paid: tuple[float, float, float]) -> None:
    """Remember a fill of the session; `paid` are mid price, half-spread (points) and commission."""
    counts, (mid, half_spread, commission) = books.counts, paid
    books.summary.fills += 1
    if counts.fills == MOST_FILLS:
        counts.overflow = FULL_OF_FILLS
        return
    one = books.fills[counts.fills]
    one.expiry, one.strike, one.call, one.size = kind.expiry, kind.strike, kind.call, size
    one.price = traded_price(mid, half_spread, size)
    one.half_spread, one.commission, one.row = half_spread, commission, counts.row
    counts.fills += 1


def of_future(expiry: int) -> OptionKind:
    """How a fill names a future: by its last day, with no strike."""
    return OptionKind(expiry, 0.0, False, 0, 0.0, False)
