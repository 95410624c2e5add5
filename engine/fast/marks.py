"""Marks of all positions in the loop."""

from typing import Any

from engine.fast.books import Books
from engine.fast.plan import Plan
from engine.fast.positions import kind_held, mark_future, mark_option
from engine.fast.quotes import future_price, option_quote, spot_at


def mark_all(books: Books, sessions: Any, row: int, plan: Plan, at_open: bool) -> None:  # noqa: FBT001
    """Mark every position at the close, which is its settlement, or at the open."""
    spot = spot_at(sessions[row], at_open)
    for place in range(books.counts.futures):
        held = books.futures[place]
        price = future_price(sessions, row, held.expiry, held.spread, at_open)
        mark_future(books, place, price, spot, plan)
    for place in range(books.counts.options):
        quote = option_quote(sessions, row, kind_held(books, place), plan, at_open)
        mark_option(books, place, quote.mid, plan)
