"""Marks of all positions in the loop."""

from engine.fast.positions import kind_held, mark_future, mark_option
from engine.fast.quotes import future_price, option_mid, spot_at
from engine.fast.run import Run


def mark_all(run: Run, at_open: bool) -> None:
    """Mark every position at the close, which is its settlement, or at the open."""
    books, plan = run.books, run.plan
    spot = spot_at(run.today, at_open)
    for place in range(books.counts.futures):
        held = books.futures[place]
        price = future_price(run, held.expiry, held.spread, at_open)
        mark_future(books, place, price, spot, plan)
    for place in range(books.counts.options):
        mark_option(books, place, option_mid(run, kind_held(books, place), at_open), plan)
