"""Prices of contracts in the loop: at the close, or at what orders fill at.

`sessions` are those of the run and `row` the one that is run. At the open, rates and volatility are those of the
evening before.
"""

from math import nan
from typing import Any, NamedTuple

from data.contracts.points import payoff
from data.pricing.black76 import futures_fair_value
from data.pricing.option_price import OptionMarket, Series, exposures_after, forward_of, priced
from engine.account.costs import CostModel, scaled_costs
from engine.fast.plan import Plan
from engine.fast.sessions import Session
from strategies.rules.leverage_cap import MOVES, Deltas


class OptionKind(NamedTuple):
    """A series: last day, strike in points, a call or a put, the future it is on with its financing spread, and whether
    it settles at the open.
    """

    expiry: int
    strike: float
    call: bool
    underlying: int
    spread: float
    settles_at_open: bool


class OptionQuote(NamedTuple):
    """Mid price, half of bid to ask (points of the underlying), delta, exposure to a 100 % move of the index."""

    mid: float
    half_spread: float
    delta: float
    exposure: float


def known_row(row: int, at_open: bool) -> int:  # noqa: FBT001
    """The session whose rates and volatility are known at a moment of a session."""
    return max(row - 1, 0) if at_open else row


def spot_at(session: Session, at_open: bool) -> float:  # noqa: FBT001
    """The index at the open or the close, points."""
    return session.prices.opened if at_open else session.prices.close


def future_price(sessions: Any, row: int, expiry: int, spread: float, at_open: bool) -> float:  # noqa: FBT001
    """Price of a future by cost of carry, points."""
    session, known = sessions[row], sessions[known_row(row, at_open)]
    return _carried(session, known, expiry, spread, spot_at(session, at_open))


def vix_at(sessions: Any, row: int, at_open: bool) -> float:  # noqa: FBT001
    """VIX known at a moment, points."""
    vix: float = sessions[known_row(row, at_open)].prices.vix
    return vix


def costs_on(session: Session, plan: Plan) -> CostModel:
    """Costs of futures today, in points of the size they have today."""
    return scaled_costs(plan.costs, session.prices.scale)


def option_quote(sessions: Any, row: int, kind: OptionKind, plan: Plan, at_open: bool) -> OptionQuote:  # noqa: FBT001
    """An option at a moment."""
    known, series = sessions[known_row(row, at_open)], _series(sessions, row, kind, plan, at_open)
    market = _market(sessions[row], known, spot_at(sessions[row], at_open))
    mid, half, delta, exposure = priced(market, plan.option.terms, series, plan.surfaces, known.spreads)
    return OptionQuote(mid, half, delta, exposure)


def option_deltas(sessions: Any, row: int, kind: OptionKind, plan: Plan, at_open: bool) -> Deltas:  # noqa: FBT001
    """Deltas of one contract after each of the moves of the leverage cap, account currency for a 100 % move."""
    market = _market(sessions[row], sessions[known_row(row, at_open)], spot_at(sessions[row], at_open))
    series = _series(sessions, row, kind, plan, at_open)
    down, still, up = exposures_after(market, plan.option.terms, series, plan.surfaces, MOVES)
    unit = plan.option.multiplier
    return unit * down, unit * still, unit * up


def settled(sessions: Any, row: int, kind: OptionKind, plan: Plan, index: float) -> float:
    """Payoff of an option with the index at a value at the moment of settlement, points, never negative."""
    session = sessions[row]
    market, future = _market(session, session, index), nan
    if plan.option.on_future:
        future = _carried(session, session, kind.underlying, kind.spread, index)
    value = forward_of(market, plan.option.terms, Series(kind.strike, 0.0, kind.call, future))
    return payoff(kind.strike, value, call=kind.call)


def option_commission(session: Session, plan: Plan) -> float:
    """Commission of one option, account currency."""
    return plan.option.commission * session.prices.scale


def option_cost(quote: OptionQuote, session: Session, plan: Plan) -> float:
    """What it costs to buy one option, account currency: the offer and the commission."""
    return (quote.mid + quote.half_spread) * plan.option.multiplier + option_commission(session, plan)


def option_friction(quote: OptionQuote, session: Session, plan: Plan) -> float:
    """What a trade of one option costs beyond its mid price, account currency."""
    return quote.half_spread * plan.option.multiplier + option_commission(session, plan)


def _market(session: Session, known: Session, spot: float) -> OptionMarket:
    then, scale = known.prices, session.prices.scale
    return OptionMarket(spot, then.bill, then.dividend, then.vix, then.fall, then.rise, scale)


def _series(sessions: Any, row: int, kind: OptionKind, plan: Plan, at_open: bool) -> Series:  # noqa: FBT001
    years = (kind.expiry - sessions[row].dates.day) / 365.0
    future = nan
    if plan.option.on_future:
        future = future_price(sessions, row, kind.underlying, kind.spread, at_open)
    return Series(kind.strike, years, kind.call, future)


def _carried(session: Session, known: Session, expiry: int, spread: float, spot: float) -> float:
    then, years = known.prices, (expiry - session.dates.day) / 365.0
    return futures_fair_value(spot, then.bill + spread, then.dividend, years)
