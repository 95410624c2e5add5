"""The volatility surface fitted to quotes: volatility over the VIX as a function of strike, term, VIX,
and how far the index has fallen.

One formula, linear in its ten coefficients, so that it is fitted by least squares (`validation/surface_fit.py`). Every
input is held within what the quotes cover, so that beyond it (a VIX of 150, a fall of 60 %, a day or a year to expiry)
volatility moves with the VIX alone. Coefficients and bounds: `data/facts/option_surface.csv`.
"""

from math import log, sqrt
from typing import NamedTuple

from data.facts import facts

FALL_SESSIONS = 252
"""`fall` is counted from the highest of so many closes, today's included."""
MONTH = 30.0 / 365.0
USUAL, USUAL_WIDTH = 20.0, 0.20 * sqrt(MONTH)
"""A VIX, and one standard deviation to expiry, in which the coefficients count them;
other figures would only scale those."""
_DAYS = MONTH * 365.0


class FittedSurface(NamedTuple):
    """Coefficients of volatility / VIX, their bounds, and the factors of a sensitivity run.

    Coefficients: `level`, per logarithm of months to expiry (`term`), per `share` = fall / VIX (`fall`); then per
    standard deviation of strike (`slope` and those that multiply it by `width` = one standard deviation to expiry, by
    fall, by share and width), and the bend of puts (over width, by share) and of calls.
    """

    level: float
    term: float
    fall: float
    slope: float
    slope_width: float
    slope_fall: float
    slope_share_width: float
    put_bend_width: float
    put_bend_share: float
    call_bend: float
    vix_least: float
    vix_most: float
    fall_most: float
    share_most: float
    width_least: float
    width_most: float
    days_least: float
    days_most: float
    wing_puts: float
    wing_calls: float
    rounding: float
    least: float
    level_factor: float = 1.0
    slope_factor: float = 1.0

    def volatility(self, vix: float, forward: float, strike: float, years: float, fall: float) -> float:
        """`fitted_volatility` of a strike, annual decimal."""
        return fitted_volatility(self, vix, forward, strike, years, fall)


def fitted_volatility(
    surface: FittedSurface, vix: float, forward: float, strike: float, years: float, fall: float
) -> float:
    """Implied volatility of a strike, annual decimal; at no time to expiry that at the money.

    `vix` in points, `forward` and `strike` in one unit, `fall` how far the index stands below its highest close of
    `FALL_SESSIONS`, a positive decimal.
    """
    usual = USUAL / within(vix, surface.vix_least, surface.vix_most)
    fall = min(fall, surface.fall_most)
    share = min(fall * usual, surface.share_most)
    months = within(years * 365.0, surface.days_least, surface.days_most) / _DAYS
    ratio = surface.level + surface.term * usual * log(months) + surface.fall * share
    deviation = 0.01 * vix * sqrt(years)
    if deviation > 0.0:
        ratio += _smile(surface, log(strike / forward) / deviation, deviation / USUAL_WIDTH, fall, share)
    return 0.01 * surface.level_factor * vix * max(ratio, surface.least)


def _smile(surface: FittedSurface, away: float, width: float, fall: float, share: float) -> float:
    """What a strike so many standard deviations from the forward adds."""
    z = within(away, -surface.wing_puts, surface.wing_calls)
    width = within(width, surface.width_least, surface.width_most)
    slope = surface.slope + surface.slope_width * width + surface.slope_fall * fall
    slope += surface.slope_share_width * share * width
    bend = surface.call_bend if z > 0.0 else surface.put_bend_width / width + surface.put_bend_share * share
    rounded = sqrt(z * z + surface.rounding * surface.rounding) - surface.rounding
    return surface.slope_factor * slope * z + bend * rounded


def within(value: float, least: float, most: float) -> float:
    """A value between two bounds, else the nearer of them."""
    if value < least:
        return least
    if value > most:
        return most
    return value


def fitted_surface(*, level_factor: float = 1.0, slope_factor: float = 1.0) -> FittedSurface:
    """The fitted surface of the facts; all volatilities multiplied by `level_factor`, the
    slope of the smile by `slope_factor`.
    """
    values = {name: fact.value or 0.0 for name, fact in facts("option_surface").group("fitted").items()}
    return FittedSurface(**values, level_factor=level_factor, slope_factor=slope_factor)
