"""Prices of contracts in the loop: at the close, or at what orders fill at.

At the open, rates and volatility are those of the evening before.
"""

from math import nan
from typing import NamedTuple

from data.contracts.points import StrikeSteps, payoff
from data.pricing.black76 import futures_fair_value
from data.pricing.option_price import OptionMarket, OptionState, Series, exposures_of, priced, state_of
from engine.account.costs import CostModel, scaled_costs
from engine.day.option_sizes import friction, purchase_cost
from engine.fast.plan import Plan
from engine.fast.run import Run, known_at
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


def spot_at(session: Session, at_open: bool) -> float:
    """The index at the open or the close, points."""
    return session.prices.opened if at_open else session.prices.close


def future_price(run: Run, expiry: int, spread: float, at_open: bool) -> float:
    """Price of a future by cost of carry, points."""
    return _carried(run.today, known_at(run, at_open), expiry, spread, spot_at(run.today, at_open))


def price_seen(run: Run, expiry: int, spread: float) -> float:
    """Price of a future at the close that was seen last, points."""
    return _carried(run.seen, run.seen, expiry, spread, run.seen.prices.close)


def vix_at(run: Run, at_open: bool) -> float:
    """VIX known at a moment, points."""
    return known_at(run, at_open).prices.vix


def costs_on(session: Session, plan: Plan) -> CostModel:
    """Costs of futures today, in points of the size they have today."""
    return scaled_costs(plan.costs, session.prices.scale)


def strikes(run: Run) -> tuple[StrikeSteps, float]:
    """Steps of listed strikes, and the index at the close that is seen, in points of the underlying."""
    option = run.plan.option
    underlying = run.seen.prices.close * option.terms.index_share
    return StrikeSteps(option.strike_step, run.today.prices.parts), underlying


def listed_option(run: Run, strike: float, call: bool) -> OptionKind:
    """The option at a strike of the series to be in at the next close."""
    dates = run.today.dates
    return OptionKind(dates.series, strike, call, dates.underlying, dates.underlying_spread, dates.settles_at_open)


def option_quote(run: Run, kind: OptionKind, at_open: bool) -> OptionQuote:
    """An option at a moment."""
    plan, spreads, series = run.plan, known_at(run, at_open).spreads, _series(run, kind, at_open)
    mid, half, delta, exposure = priced(_market(run, at_open), plan.option.terms, series, plan.surfaces, spreads)
    return OptionQuote(mid, half, delta, exposure)


def option_state(run: Run, kind: OptionKind, at_open: bool) -> OptionState:
    """What an option is worth by at a moment."""
    plan = run.plan
    return state_of(_market(run, at_open), plan.option.terms, _series(run, kind, at_open), plan.surfaces)


def option_deltas(run: Run, kind: OptionKind, at_open: bool) -> Deltas:
    """Deltas of one contract after each of the moves of the leverage cap, account currency for a 100 % move."""
    return deltas_of(option_state(run, kind, at_open), kind, run.plan)


def deltas_of(state: OptionState, kind: OptionKind, plan: Plan) -> Deltas:
    """`option_deltas` of an option by its state."""
    down, still, up = exposures_of(state, kind.strike, kind.call, MOVES)
    unit = plan.option.multiplier
    return unit * down, unit * still, unit * up


def settled(run: Run, kind: OptionKind, index: float) -> float:
    """Payoff of an option with the index at a value at the moment of settlement, points, never negative."""
    option = run.plan.option
    value = index * option.terms.index_share
    if option.on_future:
        value = _carried(run.today, run.today, kind.underlying, kind.spread, index)
    return payoff(kind.strike, value, kind.call)


def option_commission(session: Session, plan: Plan) -> float:
    """Commission of one option, account currency."""
    return plan.option.commission * session.prices.scale


def option_cost(quote: OptionQuote, session: Session, plan: Plan) -> float:
    """What it costs to buy one option, account currency: the offer and the commission."""
    return purchase_cost(quote.mid, quote.half_spread, plan.option.multiplier, option_commission(session, plan))


def option_friction(quote: OptionQuote, session: Session, plan: Plan) -> float:
    """What a trade of one option costs beyond its mid price, account currency."""
    return friction(quote.half_spread, plan.option.multiplier, option_commission(session, plan))


def _market(run: Run, at_open: bool) -> OptionMarket:
    then, scale, spot = known_at(run, at_open).prices, run.today.prices.scale, spot_at(run.today, at_open)
    return OptionMarket(spot, then.bill, then.dividend, then.vix, then.fall, then.rise, scale)


def _series(run: Run, kind: OptionKind, at_open: bool) -> Series:
    years = (kind.expiry - run.today.dates.day) / 365.0
    future = nan
    if run.plan.option.on_future:
        future = future_price(run, kind.underlying, kind.spread, at_open)
    return Series(kind.strike, years, kind.call, future)


def _carried(session: Session, known: Session, expiry: int, spread: float, spot: float) -> float:
    then, years = known.prices, (expiry - session.dates.day) / 365.0
    return futures_fair_value(spot, then.bill + spread, then.dividend, years)
