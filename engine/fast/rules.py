"""The rules of the overlay in the loop: every evening one target ratio, by the state machines of `strategies.rules`."""

from math import inf
from typing import NamedTuple

from engine.fast.books import Books
from engine.fast.events import first_of
from engine.fast.offered_rules import note_switch, offered_tonight
from engine.fast.plan import Plan
from engine.fast.sessions import Session
from strategies.rules import after_gains, loss_stop, volatility_halving, voluntary_stop
from strategies.rules.after_gains import GainsState
from strategies.rules.buffer import largest_ratio
from strategies.rules.leverage_cap import LeverageCap, ceiling
from strategies.rules.loss_stop import LossStop, LossStopState
from strategies.rules.rule_book import target_ratio
from strategies.rules.volatility_halving import HalvingState


class Seen(NamedTuple):
    """What the rules look at: equity, margin ratio, what can serve as collateral, and initial margin as a share of
    notional; see `strategies.rules.rule.OverlayObservation`.
    """

    equity: float
    margin_ratio: float
    available: float
    margin_share: float


def base_tonight(books: Books, session: Session, equity: float, plan: Plan) -> float:
    """The ratio before any rule: that of the plan, or more after gains."""
    kept, dates, rule = books.rules.gains, session.dates, plan.rules.gains
    was = GainsState(kept.start, kept.high, kept.raises) if kept.begun else after_gains.begin(equity)
    was = after_gains.after_flow(was, books.flows.tonight)
    now = after_gains.step(rule, was, equity, dates.month != dates.next_month)
    kept.begun, kept.start, kept.high, kept.raises = True, now.start, now.high, now.raises
    return after_gains.raised(plan.rules.ratio, rule.share, now.raises)


def target_tonight(books: Books, session: Session, seen: Seen, base: float, plan: Plan) -> float:
    """The overlay ratio aimed at, from that before any rule; whether a rule switched is kept in the books."""
    rules, books.evening.switched = plan.rules, False
    smallest, lowest = 1.0, inf
    if rules.halves:
        smallest = min(smallest, _halving(books, session, plan))
    smallest = min(smallest, offered_tonight(books, session, plan))
    if rules.loss.limit > 0.0 or rules.loss.amount > 0.0:
        smallest = min(smallest, _loss_stop(books, session, seen.equity, plan))
    if rules.voluntary > 0.0:
        smallest = min(smallest, _voluntary_stop(books, session, seen.margin_ratio, plan))
    if rules.buffer > 0.0:
        lowest = largest_ratio(rules.buffer, seen.available, seen.equity, seen.margin_share)
    lowest = min(lowest, ceiling(LeverageCap(rules.futures.limit)))
    return target_ratio(base, smallest, lowest)


def _halving(books: Books, session: Session, plan: Plan) -> float:
    states = books.rules
    was = HalvingState(states.halved, states.calm_sessions)
    state, multiplier, change = volatility_halving.step(plan.rules.halving, was, session.signals.volatility)
    states.halved, states.calm_sessions = state.halved, state.calm_sessions
    note_switch(books, change)
    return multiplier


def _loss_stop(books: Books, session: Session, equity: float, plan: Plan) -> float:
    states, dates = books.rules, session.dates
    was = LossStopState(
        states.month, states.start, states.latest, states.stopped, states.hedge_start, states.hedge_latest
    )
    if not states.begun:
        was, states.begun = loss_stop.begin(dates.month, equity), True
    gained, rate = books.hedge.gained + books.flows.net, session.currency.spot if plan.rules.loss_in_yen else 1.0
    tonight = LossStop(plan.rules.loss.limit, plan.rules.loss.amount / rate)
    state, multiplier, change = loss_stop.step(tonight, was, equity, dates.month, dates.next_month, gained)
    states.month, states.start, states.latest = state.month, state.start, state.latest
    states.stopped, states.hedge_start, states.hedge_latest = state.stopped, state.hedge_start, state.hedge_latest
    if change in (loss_stop.STOPPED, loss_stop.BY_AMOUNT):
        books.summary.stops += 1
        books.firsts.stop = first_of(books.firsts.stop, books.counts.row)
    note_switch(books, change)
    return multiplier


def _voluntary_stop(books: Books, session: Session, ratio: float, plan: Plan) -> float:
    dates, level = session.dates, plan.rules.voluntary
    closed, multiplier, change = voluntary_stop.step(level, books.rules.closed, ratio, dates.month, dates.next_month)
    books.rules.closed = closed
    note_switch(books, change)
    return multiplier
