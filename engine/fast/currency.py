"""The currency hedge in the loop: settled every day, rolled on fixed dates, closed by the broker."""

from data.pricing.forwards import forward_price
from engine.account.hedge_flows import (
    hedge_closing_cost,
    hedge_is_due,
    hedge_marked,
    hedge_planned,
    hedge_roll_cost,
    hedge_stands_still,
)
from engine.fast.books import Books
from engine.fast.events import HEDGE, LIQUIDATION, tell
from engine.fast.money import equity
from engine.fast.plan import Plan
from engine.fast.sessions import Session


def planned(books: Books, plan: Plan) -> float:
    """What is sold, or while nothing is, what would be sold now, account currency."""
    return hedge_planned(books.hedge.notional, equity(books), plan.hedge, ruined=books.money.ruined)


def margin_of_hedge(books: Books, session: Session, plan: Plan) -> float:
    """Margin of what is planned, account currency."""
    if plan.hedge == 0.0:
        return 0.0
    share = books.hedge.margin if books.hedge.notional != 0.0 else session.currency.margin
    return planned(books, plan) * share


def settle_hedge(books: Books, session: Session, row: int, plan: Plan, leaving: float) -> None:
    """A session's profit or loss in cash, and on a fixed date the roll, to a share of equity of the evening before less
    what is about to be taken out.
    """
    hedge = books.hedge
    hedge.settled = row
    if hedge.notional != 0.0:
        _mark(books, session)
    if hedge.given_up:
        _close(books, session)
    elif hedge_is_due(session.dates.day, hedge.expiry, books.money.ruined):
        _roll(books, session, max(books.money.equity - leaving, 0.0) * plan.hedge)


def give_up_hedge(books: Books, session: Session, row: int) -> None:
    """The broker closes it at today's fixing: now where the session has been settled at it, else then."""
    books.hedge.given_up = True
    if books.hedge.settled == row:
        _close(books, session)


def _mark(books: Books, session: Session) -> None:
    hedge, spot, forward = books.hedge, session.currency.spot, _forward(books, session)
    if hedge_stands_still(forward, hedge.forward, books.money.ruined):
        return
    price, carry = hedge_marked(hedge.notional, (hedge.spot, hedge.forward), (spot, forward))
    books.money.cash += price
    books.money.cash += carry
    hedge.gained += price + carry
    hedge.spot, hedge.forward = spot, forward


def _roll(books: Books, session: Session, notional: float) -> None:
    hedge, now = books.hedge, session.currency
    books.money.cash -= hedge_roll_cost(hedge.notional, notional, (now.half_spread, now.roll_half_spread), now.spot)
    hedge.basis, hedge.margin, hedge.closing_half_spread = now.basis, now.margin, now.closing_half_spread
    hedge.dollars, hedge.yen = now.dollars, now.yen
    hedge.expiry = session.dates.hedge_until
    hedge.spot, hedge.forward = now.spot, _forward(books, session)
    _hold(books, notional)
    tell(books, HEDGE)


def _close(books: Books, session: Session) -> None:
    hedge = books.hedge
    books.money.cash -= hedge_closing_cost(hedge.notional, hedge.closing_half_spread, session.currency.spot)
    hedge.given_up, hedge.expiry = False, session.dates.hedge_until
    _hold(books, 0.0)
    tell(books, LIQUIDATION)


def _hold(books: Books, notional: float) -> None:
    books.hedge.notional = notional
    books.money.hedge_margin = notional * books.hedge.margin


def _forward(books: Books, session: Session) -> float:
    hedge, now = books.hedge, session.currency
    rates = session.prices.bill + hedge.dollars, now.rate + hedge.yen
    days = max(hedge.expiry - session.dates.day, 0)
    return forward_price(now.spot, rates[0], rates[1], hedge.basis, days)
