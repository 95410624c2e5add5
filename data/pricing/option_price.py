"""What an option is worth on a market of which nothing but a few numbers is known: its price, its spread, its deltas.

Functions of plain numbers: who asks looks these up (`data/curves/option_curve.py`).
"""

from math import exp, isnan
from typing import NamedTuple

from data.base.ticks import tick_at
from data.pricing.black76 import black76_marked, black76_worth, exposure_after, futures_fair_value
from data.pricing.option_spread import OptionSpread, half_spread
from data.pricing.surface import Surfaces, volatility


class OptionMarket(NamedTuple):
    """What is known of a market at one moment.

    `spot` is the index and `vix` its volatility, in points, `bill` and `dividend` are continuous annual decimals.
    `fall` is how far the index stands below its highest close (a positive decimal, see `FALL_SESSIONS`), `rise` the
    VIX over what it was (see `RISE_SESSIONS`), `scale` the size of a point (see `data.market.market.Market.scale`).
    """

    spot: float
    bill: float
    dividend: float
    vix: float
    fall: float
    rise: float
    scale: float


class OptionTerms(NamedTuple):
    """What all series of one root share, as `data.contracts.contracts.OptionSpec` has it; ticks are of full size."""

    index_share: float
    tick: float
    tick_above: float
    tick_changes_at: float


class Series(NamedTuple):
    """One series at one moment: its strike in points of the underlying, years to expiry, a call or a put.

    `future` is the price of the future that it is on, in points, NaN where it is on the index itself.
    """

    strike: float
    years: float
    call: bool
    future: float


class OptionState(NamedTuple):
    """What Black-76 asks for beside the strike: forward in points of the underlying, years to expiry, volatility at the
    strike, discount.
    """

    forward: float
    years: float
    volatility: float
    discount: float


def state_of(market: OptionMarket, terms: OptionTerms, series: Series, surfaces: Surfaces) -> OptionState:
    """What an option is worth by."""
    forward, years = series.future, series.years
    if isnan(forward):
        forward = futures_fair_value(market.spot * terms.index_share, market.bill, market.dividend, years)
    at_strike = volatility(surfaces, market.vix, forward, series.strike, years, market.fall)
    return OptionState(forward, years, at_strike, exp(-market.bill * years))


def mid_price(state: OptionState, strike: float, call: bool) -> float:  # noqa: FBT001  (keyword-only is not to be compiled)
    """The first number of `priced` alone, which is all that a mark takes."""
    return black76_worth(state.forward, strike, state.years, state.volatility, call, state.discount)


def priced(
    market: OptionMarket, terms: OptionTerms, series: Series, surfaces: Surfaces, spread: OptionSpread
) -> tuple[float, float, float, float]:
    """(mid, half of bid to ask, delta per point of the forward, exposure to a 100 % move of the index) of an option
    held, points of the underlying; delta and exposure negative for a put.
    """
    forward, years, at_strike, discount = state_of(market, terms, series, surfaces)
    mid, delta, vega = black76_marked(forward, series.strike, years, at_strike, series.call, discount)
    # ticks are told for points of full size
    size = market.scale
    tick = tick_at(terms.tick, terms.tick_above, terms.tick_changes_at, mid / size) * size
    half = half_spread(spread, mid, market.spot * terms.index_share, vega, market.vix, tick, market.rise)
    return mid, half, delta, delta * forward


def exposures_after(
    market: OptionMarket, terms: OptionTerms, series: Series, surfaces: Surfaces, moves: tuple[float, float, float]
) -> tuple[float, float, float]:
    """Exposure (see `priced`) after each of three moves of the index (-0.02: it fell 2 %), at the same volatility of
    the strike.
    """
    return exposures_of(state_of(market, terms, series, surfaces), series.strike, series.call, moves)


def exposures_of(
    state: OptionState,
    strike: float,
    call: bool,  # noqa: FBT001  (keyword-only is not to be compiled)
    moves: tuple[float, float, float],
) -> tuple[float, float, float]:
    """`exposures_after` of an option by its state."""
    forward, years, at_strike, discount = state
    return (
        exposure_after(moves[0], forward, strike, years, at_strike, call, discount),
        exposure_after(moves[1], forward, strike, years, at_strike, call, discount),
        exposure_after(moves[2], forward, strike, years, at_strike, call, discount),
    )
