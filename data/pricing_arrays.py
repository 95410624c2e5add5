"""Black-76 for arrays: the formulas of `data/pricing.py`, where many options are priced at once.

All arguments broadcast against each other; `call` is an array of booleans. Units as there.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_ROOT_TWO_PI = np.sqrt(2.0 * np.pi)
_STEPS = 100


def black76(
    forward: ArrayLike,
    strike: ArrayLike,
    years: ArrayLike,
    volatility: ArrayLike,
    call: ArrayLike,
    *,
    discount: ArrayLike = 1.0,
) -> Floats:
    """Prices of European options on forwards; discounted intrinsic value at zero time or zero volatility."""
    forward, strike, years, volatility, discount = _floats(forward, strike, years, volatility, discount)
    sign = np.where(call, 1.0, -1.0)
    d1, deviation = _d1(forward, strike, years, volatility)
    with np.errstate(invalid="ignore"):
        d2 = np.where(deviation > 0.0, d1 - deviation, d1)
    return np.asarray(discount * sign * (forward * ndtr(sign * d1) - strike * ndtr(sign * d2)))


class Greeks(NamedTuple):
    """Sensitivities, each an array; see `data.pricing.Greeks` for what each is per."""

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
    *,
    discount: ArrayLike = 1.0,
) -> Greeks:
    """Sensitivities of `black76`, with their limits at zero time and zero volatility."""
    price = black76(forward, strike, years, volatility, call, discount=discount)
    forward, strike, years, volatility, discount = _floats(forward, strike, years, volatility, discount)
    sign, root = np.where(call, 1.0, -1.0), np.sqrt(years)
    d1, deviation = _d1(forward, strike, years, volatility)
    density = np.exp(-0.5 * d1 * d1) / _ROOT_TWO_PI
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(years > 0.0, -np.log(discount) / years, 0.0)
        gamma = np.where(density > 0.0, discount * density / (forward * deviation), 0.0)
        decay = np.where(density * volatility > 0.0, forward * density * volatility / (2.0 * root), 0.0)
    return Greeks(
        delta=discount * sign * ndtr(sign * d1),
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
    *,
    discount: ArrayLike = 1.0,
) -> Floats:
    """Volatilities at which `black76` gives the prices, NaN where none does (see `data.pricing.implied_volatility`)."""
    price, forward, strike, years, discount = _floats(price, forward, strike, years, discount)
    call = np.broadcast_to(
        call, np.broadcast_shapes(np.shape(call), price.shape, forward.shape, strike.shape, years.shape)
    )
    price, forward, strike, years = (np.broadcast_to(one, call.shape) for one in (price, forward, strike, years))
    with np.errstate(divide="ignore", invalid="ignore"):
        intrinsic = np.where(call, forward - strike, strike - forward)
        moneyness = np.abs(np.log(forward / strike))
        scaled = (price / discount - np.maximum(intrinsic, 0.0)) / np.sqrt(forward * strike)
        known = (years > 0.0) & (scaled > 0.0) & (scaled < np.exp(-0.5 * moneyness))
    result = np.full(call.shape, np.nan)
    result[known] = _deviations(scaled[known], moneyness[known]) / np.sqrt(years[known])
    return result


def _floats(*values: ArrayLike) -> tuple[Floats, ...]:
    return tuple(np.asarray(value, dtype=np.float64) for value in values)


def _d1(forward: Floats, strike: Floats, years: Floats, volatility: Floats) -> tuple[Floats, Floats]:
    """(d1, deviation to expiry); d1 is its limit, 0 or infinite, where there is no deviation."""
    deviation, moneyness = volatility * np.sqrt(years), np.log(forward / strike)
    with np.errstate(divide="ignore", invalid="ignore"):
        d1 = moneyness / deviation + 0.5 * deviation
    limit = np.where(moneyness == 0.0, 0.0, np.copysign(np.inf, moneyness))
    return np.where(deviation > 0.0, d1, limit), deviation


def _deviations(scaled: Floats, moneyness: Floats) -> Floats:
    """`data.pricing._deviation` for arrays: Newton on the logarithm of the price, kept within a bracket."""
    low, high = np.zeros_like(scaled), np.full_like(scaled, np.inf)
    guess, target = np.maximum(np.sqrt(2.0 * moneyness), 2.5 * scaled), np.log(scaled)
    for _ in range(_STEPS):
        worth, slope = _scaled_call(moneyness, guess)
        above = worth > scaled
        high, low = np.where(above, guess, high), np.where(above, low, guess)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            following = guess - (np.log(worth) - target) * worth / slope
            middle = np.where(np.isfinite(high), 0.5 * (low + high), 2.0 * guess)
        following = np.where((low < following) & (following < high), following, middle)
        done = np.abs(following - guess) <= 1e-15 * guess
        guess = following
        if done.all():
            break
    return guess


def _scaled_call(moneyness: Floats, deviation: Floats) -> tuple[Floats, Floats]:
    d1 = -moneyness / deviation + 0.5 * deviation
    low, high = np.exp(-0.5 * moneyness), np.exp(0.5 * moneyness)
    density = np.exp(-0.5 * d1 * d1) / _ROOT_TWO_PI
    return low * ndtr(d1) - high * ndtr(d1 - deviation), low * density
