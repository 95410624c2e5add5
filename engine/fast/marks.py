"""Marks of all positions in the loop, and what options were priced by then."""

from data.pricing.option_price import OptionState, mid_price
from engine.fast.positions import kind_held, mark_future, mark_option
from engine.fast.quotes import deltas_of, future_price, option_state, spot_at
from engine.fast.run import Run
from strategies.rules.leverage_cap import Deltas


def mark_all(run: Run, at_open: bool) -> None:
    """Mark every position at the close, which is its settlement, or at the open."""
    books, plan = run.books, run.plan
    spot = spot_at(run.today, at_open)
    for place in range(books.counts.futures):
        held = books.futures[place]
        price = future_price(run, held.expiry, held.spread, at_open)
        mark_future(books, place, price, spot, plan)
    for place in range(books.counts.options):
        price_held(run, place, at_open)
        option = books.options[place]
        mark_option(books, place, mid_price(_state_held(run, place), option.strike, option.call), plan)


def price_held(run: Run, place: int, at_open: bool) -> None:
    """Keep what an option that is held is priced by at a moment."""
    held, state = run.books.options[place], option_state(run, kind_held(run.books, place), at_open)
    held.forward, held.volatility, held.discount = state.forward, state.volatility, state.discount


def deltas_held(run: Run, place: int) -> Deltas:
    """`option_deltas` of an option that is held, at the moment at which it was last priced."""
    return deltas_of(_state_held(run, place), kind_held(run.books, place), run.plan)


def _state_held(run: Run, place: int) -> OptionState:
    held = run.books.options[place]
    years = (held.expiry - run.today.dates.day) / 365.0
    return OptionState(held.forward, years, held.volatility, held.discount)
