"""Volatility surfaces of index options as functions of the VIX: modelled, where nothing is quoted.

`fitted` stands in `data/pricing/fitted_surface.py`. In `moving` and `flat`, at the money the 30-day volatility is a
share of the VIX and the 91-day one a share of the three-month VIX; between them total variance is linear in time. The
smile is a parabola in standard deviations from the forward whose slope grows with the VIX, and level beyond its wings.
Parameters: `data/facts/option_surface.csv`.
"""

from math import log, nan, sqrt
from typing import NamedTuple

from data.facts import facts
from data.pricing.fitted_surface import FittedSurface, fitted_surface, fitted_volatility, within

NEAR, FAR = 30.0 / 365.0, 91.0 / 365.0
_LOWEST, _HIGHEST = 0.5, 4.0


class Surface(NamedTuple):
    """Parameters of a surface; see the facts for units. Factors of a sensitivity run are already in them."""

    level: float
    level_three_months: float
    slope_at_ten: float
    slope_per_point: float
    slope_least: float
    slope_most: float
    put_curvature: float
    put_curvature_stressed: float
    stressed_from: float
    call_curvature: float
    three_month_intercept: float
    three_month_per_point: float
    wing_puts: float
    wing_calls: float
    slope_factor: float = 1.0

    def volatility(self, vix: float, forward: float, strike: float, years: float, _fall: float = 0.0) -> float:
        """`moving_volatility` of a strike, annual decimal; a fall of the index makes no difference."""
        return moving_volatility(self, vix, forward, strike, years)


def at_the_money(surface: Surface, vix: float, years: float) -> float:
    """Volatility at the forward, annual decimal; `vix` in points."""
    near = surface.level * vix / 100.0
    far = surface.level_three_months * (surface.three_month_intercept + surface.three_month_per_point * vix) / 100.0
    if years <= NEAR:
        return near
    if years >= FAR:
        return far
    first, last = near * near * NEAR, far * far * FAR
    return sqrt((first + (last - first) * (years - NEAR) / (FAR - NEAR)) / years)


def slope(surface: Surface, vix: float) -> float:
    """Fall of volatility per standard deviation of strike, as a share of the volatility at the money; positive where
    lower strikes have more. `vix` in points.
    """
    moving = surface.slope_at_ten + surface.slope_per_point * (vix - 10.0)
    return surface.slope_factor * within(moving, surface.slope_least, surface.slope_most)


def moving_volatility(surface: Surface, vix: float, forward: float, strike: float, years: float) -> float:
    """Implied volatility of a strike, annual decimal; at no time to expiry that at the money. `vix` in points,
    `forward` and `strike` in one unit.
    """
    level = at_the_money(surface, vix, years)
    deviation = level * sqrt(years)
    if deviation <= 0.0:
        return level
    z = within(log(strike / forward) / deviation, -surface.wing_puts, surface.wing_calls)
    bent = 1.0 - slope(surface, vix) * z + _curvature(surface, vix, z) * z * z
    return level * within(bent, _LOWEST, _HIGHEST)


def _curvature(surface: Surface, vix: float, z: float) -> float:
    if z >= 0.0:
        return surface.call_curvature
    return surface.put_curvature if vix < surface.stressed_from else surface.put_curvature_stressed


SURFACES = ("fitted", "moving", "flat")
AnySurface = Surface | FittedSurface
FITTED, MOVING = range(2)
_NOT_FITTED = FittedSurface(*(nan,) * len(FittedSurface._fields))
_NOT_MOVING = Surface(*(nan,) * len(Surface._fields))


class Surfaces(NamedTuple):
    """One surface of either kind, `FITTED` or `MOVING` (`flat` is of this one too); that of the other kind is NaN."""

    kind: int
    fitted: FittedSurface
    moving: Surface


def surfaces_of(one: AnySurface) -> Surfaces:
    """A surface with its kind."""
    return Surfaces(FITTED, one, _NOT_MOVING) if isinstance(one, FittedSurface) else Surfaces(MOVING, _NOT_FITTED, one)


def volatility(surfaces: Surfaces, vix: float, forward: float, strike: float, years: float, fall: float) -> float:
    """Implied volatility of a strike, annual decimal, on a surface of either kind: `fitted_volatility` or
    `moving_volatility`.
    """
    if surfaces.kind == FITTED:
        return fitted_volatility(surfaces.fitted, vix, forward, strike, years, fall)
    return moving_volatility(surfaces.moving, vix, forward, strike, years)


def surface(name: str, *, level_factor: float = 1.0, slope_factor: float = 1.0) -> AnySurface:
    """A surface of the facts by its name in `SURFACES`, all volatilities multiplied by `level_factor`, the slope of
    the smile by `slope_factor`. Raises `MissingFact` for another name.
    """
    if name == "fitted":
        return fitted_surface(level_factor=level_factor, slope_factor=slope_factor)
    values = {**_values(name), **_values("three_month", "three_month_"), **_values("wing", "wing_")}
    values["level"] *= level_factor
    values["level_three_months"] *= level_factor
    return Surface(**values, slope_factor=slope_factor)


def _values(group: str, prefix: str = "") -> dict[str, float]:
    rows = facts("option_surface").group(group)
    return {f"{prefix}{name}": fact.value or 0.0 for name, fact in rows.items()}
