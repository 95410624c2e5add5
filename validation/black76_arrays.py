"""Black-76 for arrays: the formulas of `data/pricing/black76.py`, where many options are priced at once.

All arguments broadcast against each other; `call` is an array of booleans. Units as there.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from data.base.arrays import Floats
from data.pricing.black76 import normal_cdf

# the scalar's own function for each value: scipy would be one package more (docs/decisions/009-options.md)
_CDF = np.frompyfunc(normal_cdf, 1, 1)
_ROOT_TWO_PI = np.sqrt(2.0 * np.pi)
_STEPS, _NEAR = 100, 1e-9  # Newton's next step would be the square of the last


def black76(
    forward: ArrayLike,
    strike: ArrayLike,
    years: ArrayLike,
    volatility: ArrayLike,
    call: ArrayLike,
    discount: ArrayLike = 1.0,
) -> Floats:
    """Prices of European options on forwards, index points, of the shape that the arguments broadcast to; discounted
    intrinsic value at zero time or zero volatility.
    """
    forward, strike, years, volatility, discount = _floats(forward, strike, years, volatility, discount)
    sign = np.where(call, 1.0, -1.0)
    d1, deviation = _d1(forward, strike, years, volatility)
    with np.errstate(invalid="ignore"):
        d2 = np.where(deviation == 0.0, d1, d1 - deviation)
    return np.asarray(discount * sign * (forward * _normal_cdf(sign * d1) - strike * _normal_cdf(sign * d2)))


class GreekArrays(NamedTuple):
    """Sensitivities of options held, each an array; see `data.pricing.black76.Greeks`
    for what each is per, and its sign.
    """

    delta: Floats
    gamma: Floats
    vega: Floats
    theta: Floats
    rho: Floats


def black76_greeks(
    forward: ArrayLike,
    strike: ArrayLike,
    years: ArrayLike,
    volatility: ArrayLike,
    call: ArrayLike,
    discount: ArrayLike = 1.0,
) -> GreekArrays:
    """Sensitivities of `black76`, of the shape that the arguments broadcast to, with their limits
    at zero time and zero volatility.
    """
    price = black76(forward, strike, years, volatility, call, discount)
    forward, strike, years, volatility, discount = _floats(forward, strike, years, volatility, discount)
    sign, root = np.where(call, 1.0, -1.0), np.sqrt(years)
    d1, deviation = _d1(forward, strike, years, volatility)
    density = np.exp(-0.5 * d1 * d1) / _ROOT_TWO_PI
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(years > 0.0, -np.log(discount) / years, 0.0)
        gamma = np.where(density != 0.0, discount * density / (forward * deviation), 0.0)
        decay = np.where(density * volatility != 0.0, forward * density * volatility / (2.0 * root), 0.0)
    return GreekArrays(
        delta=discount * sign * _normal_cdf(sign * d1),
        gamma=gamma,
        vega=discount * forward * density * root,
        theta=rate * price - discount * decay,
        rho=-years * price,
    )


def implied_volatility(
    price: ArrayLike,
    forward: ArrayLike,
    strike: ArrayLike,
    years: ArrayLike,
    call: ArrayLike,
    discount: ArrayLike = 1.0,
) -> Floats:
    """Volatilities at which `black76` gives the prices, annual decimals, NaN where none does (see
    `data.pricing.black76.implied_volatility`).
    """
    calls = np.asarray(call, dtype=bool)
    price, forward, strike, years, discount, calls = np.broadcast_arrays(
        *_floats(price, forward, strike, years, discount), calls
    )
    intrinsic = np.maximum(np.where(calls, forward - strike, strike - forward), 0.0)
    bounded = (discount * intrinsic < price) & (price < discount * np.where(calls, forward, strike))
    known = bounded & (forward > 0.0) & (strike > 0.0) & (years > 0.0) & (discount > 0.0)
    result = np.full(known.shape, np.nan)
    result[known] = _volatilities(*(one[known] for one in (price / discount - intrinsic, forward, strike, years)))
    return result


def _volatilities(value: Floats, forward: Floats, strike: Floats, years: Floats) -> Floats:
    """Of undiscounted out-of-the-money values; NaN where rounding leaves nothing to invert."""
    moneyness, scaled = np.abs(np.log(forward / strike)), value / np.sqrt(forward * strike)
    result = np.full(value.shape, np.nan)
    known = (scaled > 0.0) & (scaled < np.exp(-0.5 * moneyness))
    result[known] = _deviations(scaled[known], moneyness[known]) / np.sqrt(years[known])
    return result


def _floats(*values: ArrayLike) -> tuple[Floats, ...]:
    return tuple(np.asarray(value, dtype=np.float64) for value in values)


def _normal_cdf(x: Floats) -> Floats:
    return np.asarray(_CDF(x), dtype=np.float64)


def _d1(forward: Floats, strike: Floats, years: Floats, volatility: Floats) -> tuple[Floats, Floats]:
    """(d1, deviation to expiry); d1 is its limit, 0 or infinite, where there is no deviation."""
    deviation, moneyness = volatility * np.sqrt(years), np.log(forward / strike)
    with np.errstate(divide="ignore", invalid="ignore"):
        d1 = moneyness / deviation + 0.5 * deviation
    limit = np.where(moneyness == 0.0, 0.0, np.copysign(np.inf, moneyness))
    return np.where(deviation == 0.0, limit, d1), deviation


def _deviations(scaled: Floats, moneyness: Floats) -> Floats:
    """`data.pricing.black76._deviation` for arrays: Newton on the logarithm of the price, kept within a bracket."""
    low, high = np.zeros_like(scaled), np.full_like(scaled, np.inf)
    guess, target = np.maximum(np.sqrt(2.0 * moneyness), 2.5 * scaled), np.log(scaled)
    for _ in range(_STEPS):
        worth, slope = _scaled_call(moneyness, guess)
        above = worth > scaled
        high, low = np.where(above, guess, high), np.where(above, low, guess)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            step = (np.log(worth) - target) * worth / slope
            middle = np.where(np.isfinite(high), 0.5 * (low + high), 2.0 * low)
        done = np.abs(step) <= _NEAR * guess
        following = guess - step
        guess = np.where(done | ((low < following) & (following < high)), following, middle)
        if done.all():
            break
    return guess


def _scaled_call(moneyness: Floats, deviation: Floats) -> tuple[Floats, Floats]:
    d1 = -moneyness / deviation + 0.5 * deviation
    low, high = np.exp(-0.5 * moneyness), np.exp(0.5 * moneyness)
    density = np.exp(-0.5 * d1 * d1) / _ROOT_TWO_PI
    return low * _normal_cdf(d1) - high * _normal_cdf(d1 - deviation), low * density
