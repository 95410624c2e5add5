"""Fair values: futures by cost of carry, European options by Black-76.

Prices are in index points, rates continuous annual decimals, volatilities annual decimals, time in years. `right` is
"C" or "P". `validation/black76_arrays.py` has the same formulas for arrays.
"""

from math import erfc, exp, inf, isfinite, isnan, log, nan, pi, sqrt
from typing import NamedTuple

from data.base.right import Right

_ROOT_HALF = sqrt(0.5)
_ROOT_TWO_PI = sqrt(2.0 * pi)
_STEPS, _NEAR = 100, 1e-9


def futures_fair_value(spot: float, rate: float, dividend_yield: float, years: float) -> float:
    """Price of an index future: spot carried at `rate` less `dividend_yield` for `years`.

    `rate` is the financing rate (bill rate + financing spread), both rates are continuous annual decimals, and the
    result is in index points. Cost of carry: F = S exp((r - q) T).

    >>> round(futures_fair_value(5000.0, 0.05, 0.015, 0.25), 2)
    5043.94
    """
    return spot * exp((rate - dividend_yield) * years)


def normal_cdf(x: float) -> float:
    """Cumulative distribution of the standard normal, 0 to 1.

    >>> normal_cdf(0.0), round(normal_cdf(-1.96), 4)
    (0.5, 0.025)
    """
    # erfc keeps its digits far in the lower tail, where 1 + erf has none left
    return 0.5 * erfc(-x * _ROOT_HALF)


def normal_density(x: float) -> float:
    """Density of the standard normal."""
    return exp(-0.5 * x * x) / _ROOT_TWO_PI


def black76(
    forward: float, strike: float, years: float, volatility: float, right: Right, discount: float = 1.0
) -> float:
    """Price of a European option on a forward, index points, never negative. At zero time or zero
    volatility its discounted intrinsic value.

    `discount` is the price of one unit of money at expiry, exp(-r T). Source: F. Black, The pricing of commodity
    contracts, Journal of Financial Economics 3 (1976), 167-179.

    >>> round(black76(100.0, 100.0, 0.25, 0.20, "P"), 4)
    3.9878
    """
    return black76_worth(forward, strike, years, volatility, right == "C", discount)


def black76_worth(
    forward: float,
    strike: float,
    years: float,
    volatility: float,
    call: bool,  # noqa: FBT001  (keyword-only is not to be compiled)
    discount: float,
) -> float:
    """`black76` of a call or a put."""
    sign = 1.0 if call else -1.0
    deviation = volatility * sqrt(years)
    if deviation <= 0.0:
        return discount * max(sign * (forward - strike), 0.0)
    d1 = log(forward / strike) / deviation + 0.5 * deviation
    d2 = d1 - deviation
    return discount * sign * (forward * normal_cdf(sign * d1) - strike * normal_cdf(sign * d2))


class Greeks(NamedTuple):
    """Sensitivities of a Black-76 price, of an option held.

    `delta` and `gamma` to the forward, per index point, `delta` negative for a put; `vega` per 1.00 of volatility;
    `theta` per year that passes with the forward standing still, so mostly negative; `rho` per 1.00 of the continuous
    rate with the forward held fixed, never positive.
    """

    delta: float
    gamma: float
    vega: float
    theta: float
    rho: float


def black76_greeks(
    forward: float, strike: float, years: float, volatility: float, right: Right, discount: float = 1.0
) -> Greeks:
    """Sensitivities of `black76`; at zero time or zero volatility their limits (gamma at the money is infinite
    there).
    """
    sign = 1.0 if right == "C" else -1.0
    deviation = volatility * sqrt(years)
    moneyness = log(forward / strike)
    if deviation > 0.0:
        d1 = moneyness / deviation + 0.5 * deviation
        gamma = discount * normal_density(d1) / (forward * deviation)
    # NaN is neither above nor below, and would pass for at the money
    elif isnan(deviation) or isnan(moneyness):
        return Greeks(nan, nan, nan, nan, nan)
    else:
        d1 = inf if moneyness > 0.0 else -inf if moneyness < 0.0 else 0.0
        gamma = inf if moneyness == 0.0 else 0.0
    rate = -log(discount) / years if years > 0.0 else 0.0
    price = black76(forward, strike, years, volatility, right, discount)
    density = normal_density(d1)
    decay = (
        forward * density * volatility / (2.0 * sqrt(years)) if years > 0.0 else inf if density and volatility else 0.0
    )
    return Greeks(
        delta=discount * sign * normal_cdf(sign * d1),
        gamma=gamma,
        vega=discount * forward * density * sqrt(years),
        theta=rate * price - discount * decay,
        rho=-years * price,
    )


class Marked(NamedTuple):
    """A price with the two sensitivities that a mark needs: to the forward per point, to volatility per 1.00."""

    price: float
    delta: float
    vega: float


def black76_marked(
    forward: float,
    strike: float,
    years: float,
    volatility: float,
    call: bool,  # noqa: FBT001  (keyword-only is not to be compiled)
    discount: float,
) -> Marked:
    """`black76` with its delta (negative for a put) and vega in one pass, bit for bit what the two functions give."""
    root = sqrt(years)
    deviation = volatility * root
    # not `<=`: NaN goes the careful way too
    if not deviation > 0.0:
        greeks = black76_greeks(forward, strike, years, volatility, "C" if call else "P", discount)
        price = black76_worth(forward, strike, years, volatility, call, discount)
        return Marked(price, greeks.delta, greeks.vega)
    sign = 1.0 if call else -1.0
    d1 = log(forward / strike) / deviation + 0.5 * deviation
    chance = normal_cdf(sign * d1)
    price = discount * sign * (forward * chance - strike * normal_cdf(sign * (d1 - deviation)))
    return Marked(price, discount * sign * chance, discount * forward * normal_density(d1) * root)


def exposure_after(
    move: float,
    forward: float,
    strike: float,
    years: float,
    volatility: float,
    call: bool,  # noqa: FBT001  (keyword-only is not to be compiled)
    discount: float,
) -> float:
    """Delta x forward of an option held once its forward has moved by a share (-0.02: it fell 2 %), in points of
    the underlying; negative for a put.

    The change of its price for a further 100 % move, at the same volatility of the strike and the same time to expiry.
    """
    moved = forward * (1.0 + move)
    deviation = volatility * sqrt(years)
    # not `<=`: NaN goes the careful way too
    if not deviation > 0.0:
        return black76_greeks(moved, strike, years, volatility, "C" if call else "P", discount).delta * moved
    sign = 1.0 if call else -1.0
    d1 = log(moved / strike) / deviation + 0.5 * deviation
    return discount * sign * normal_cdf(sign * d1) * moved


def implied_volatility(
    price: float, forward: float, strike: float, years: float, right: Right, discount: float = 1.0
) -> float:
    """The volatility at which `black76` gives a price, annual decimal; NaN where none does.

    There is none at or below the discounted intrinsic value, nor at or above the forward (call) or the strike (put),
    discounted; and none that rounding leaves of a price so close to either. Newton's method on the logarithm of the
    out-of-the-money price, kept within a bracket.

    >>> round(implied_volatility(3.9878, 100.0, 100.0, 0.25, "P"), 4)
    0.2
    """
    if not (forward > 0.0 and strike > 0.0 and years > 0.0 and discount > 0.0 and isfinite(strike)):
        return nan
    intrinsic = max(forward - strike if right == "C" else strike - forward, 0.0)
    if not discount * intrinsic < price < discount * (forward if right == "C" else strike):
        return nan
    moneyness, scaled = abs(log(forward / strike)), (price / discount - intrinsic) / sqrt(forward * strike)
    if not 0.0 < scaled < exp(-0.5 * moneyness):
        return nan
    return _deviation(scaled, moneyness) / sqrt(years)


def _deviation(scaled: float, moneyness: float) -> float:
    """Standard deviation to expiry of the out-of-the-money option worth `scaled` in units of sqrt(F K).

    `moneyness` is |log(F / K)|. The price is concave above sqrt(2 moneyness) and convex below, and there Newton starts.
    """
    # at the money the price is about deviation / sqrt(2 pi), so deviation about 2.5 times the price
    low, high, guess = 0.0, inf, max(sqrt(2.0 * moneyness), 2.5 * scaled)
    target = log(scaled)
    for _ in range(_STEPS):
        worth, slope = _scaled_call(moneyness, guess)
        if worth > scaled:
            high = guess
        else:
            low = guess
        step = (log(worth) - target) * worth / slope if worth > 0.0 and slope > 0.0 else nan
        if abs(step) <= _NEAR * guess:
            return guess - step
        guess -= step
        if not low < guess < high:
            guess = 0.5 * (low + high) if high < inf else 2.0 * low
    return guess


def _scaled_call(moneyness: float, deviation: float) -> tuple[float, float]:
    """(value, slope in the deviation) of an out-of-the-money option in units of sqrt(F K)."""
    d1 = -moneyness / deviation + 0.5 * deviation
    low, high = exp(-0.5 * moneyness), exp(0.5 * moneyness)
    return low * normal_cdf(d1) - high * normal_cdf(d1 - deviation), low * normal_density(d1)
