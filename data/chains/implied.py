"""Implied volatilities of whole chains, to four digits and fast: a million quotes take about a second."""

from typing import NamedTuple

import numpy as np

from data.base.arrays import Flags, Floats
from data.pricing.fitted_surface import MONTH, USUAL, USUAL_WIDTH, FittedSurface

_STEPS, _FARTHEST = 8, 3.0
_LEAST, _MOST = 1e-7, 0.9999
_CDF = (0.319381530, -0.356563782, 1.781477937, -1.821255978, 1.330274429)
"""Handbook of Mathematical Functions (Abramowitz and Stegun 1964), 26.2.17: off by 7.5e-8 at most."""


class Terms(NamedTuple):
    """What an option's price depends on besides volatility: points, years, whether it is a call, price of one unit
    of money at expiry; shapes (rows,).
    """

    forward: Floats
    strike: Floats
    years: Floats
    call: Flags
    discount: Floats


def implied(price: Floats, of: Terms) -> Floats:
    """Volatility at which `data.pricing.black76.black76` gives a price in points, annual decimal; shapes (rows,).

    0 where the price is not above what the option is worth without volatility, infinite where it is all
    the option can be worth or more.
    """
    forward, strike, years, call, discount = of
    intrinsic = np.maximum(np.where(call, forward - strike, strike - forward), 0.0)
    moneyness = np.abs(np.log(forward / strike))
    value = (price / discount - intrinsic) / np.sqrt(forward * strike)
    most = _MOST * np.exp(-0.5 * moneyness)
    known = (value > _LEAST) & (value < most)
    result = np.where(value >= most, np.inf, 0.0)
    result[known] = _deviation(value[known], moneyness[known]) / np.sqrt(years[known])
    return result


def delta(volatility: Floats, of: Terms) -> Floats:
    """Size of the change of an option's price per point of the forward, undiscounted, 0
    to 1 for puts too; shapes (rows,).
    """
    deviation = volatility * np.sqrt(of.years)
    return _cdf(np.where(of.call, 1.0, -1.0) * (np.log(of.forward / of.strike) / deviation + 0.5 * deviation))


def price(volatility: Floats, of: Terms) -> Floats:
    """`data.pricing.black76.black76` in points, to a thousandth of one or so; shapes (rows,)."""
    deviation, sign = volatility * np.sqrt(of.years), np.where(of.call, 1.0, -1.0)
    d1 = np.log(of.forward / of.strike) / deviation + 0.5 * deviation
    worth = of.forward * _cdf(sign * d1) - of.strike * _cdf(sign * (d1 - deviation))
    return np.asarray(of.discount * sign * worth)


def expected(surface: FittedSurface, vix: Floats, fall: Floats, of: Terms) -> Floats:
    """`FittedSurface.volatility` of many strikes, annual decimals; `vix` in points, `fall` a
    positive decimal; shapes (rows,).
    """
    usual = USUAL / np.clip(vix, surface.vix_least, surface.vix_most)
    fall = np.minimum(fall, surface.fall_most)
    share = np.minimum(fall * usual, surface.share_most)
    months = np.clip(of.years * 365.0, surface.days_least, surface.days_most) / (MONTH * 365.0)
    deviation = 0.01 * vix * np.sqrt(of.years)
    z = np.clip(np.log(of.strike / of.forward) / deviation, -surface.wing_puts, surface.wing_calls)
    width = np.clip(deviation / USUAL_WIDTH, surface.width_least, surface.width_most)
    slope = (
        surface.slope
        + surface.slope_width * width
        + surface.slope_fall * fall
        + surface.slope_share_width * share * width
    )
    bend = np.where(z > 0.0, surface.call_bend, surface.put_bend_width / width + surface.put_bend_share * share)
    ratio = surface.level + surface.term * usual * np.log(months) + surface.fall * share
    ratio += surface.slope_factor * slope * z + bend * (
        np.sqrt(z * z + surface.rounding * surface.rounding) - surface.rounding
    )
    return np.asarray(0.01 * surface.level_factor * vix * np.maximum(ratio, surface.least))


def _deviation(value: Floats, moneyness: Floats) -> Floats:
    """Newton on the logarithm of the price from where it bends, as in `data.pricing.black76`."""
    guess, target = np.maximum(np.sqrt(2.0 * moneyness), 2.5 * value), np.log(value)
    low, high = np.exp(-0.5 * moneyness), np.exp(0.5 * moneyness)
    for _ in range(_STEPS):
        d1 = -moneyness / guess + 0.5 * guess
        # above 0, so that the logarithm and the division stay finite
        worth = np.maximum(low * _cdf(d1) - high * _cdf(d1 - guess), 1e-12)
        slope = np.maximum(low * _density(d1), 1e-12)
        step = (np.log(worth) - target) * worth / slope
        guess = np.clip(guess - step, guess / _FARTHEST, guess * _FARTHEST)
    return guess


def _density(x: Floats) -> Floats:
    return np.asarray(np.exp(-0.5 * x * x) / np.sqrt(2.0 * np.pi))


def _cdf(x: Floats) -> Floats:
    k = 1.0 / (1.0 + 0.2316419 * np.abs(x))
    tail = np.zeros_like(k)
    for factor in reversed(_CDF):
        tail = k * (tail + factor)
    tail *= _density(x)
    return np.where(x >= 0.0, 1.0 - tail, tail)
