"""Bonds by their yields: the price of the cheapest that can be delivered into a future.

Under one yield for all terms, the bond that is cheapest to deliver is the shortest while yields are below the notional
coupon, and the longest above it. Yields are annual decimals, compounded half-yearly; prices are per 100 of face value,
without accrued interest.
"""

from math import expm1, log1p
from typing import NamedTuple


class Deliverable(NamedTuple):
    """What can be delivered: the notional coupon and that of the bonds themselves, annual decimals; their shortest and
    longest remaining term, years.
    """

    notional: float
    coupon: float
    shortest: float
    longest: float


def bond_price(coupon: float, years: float, bond_yield: float) -> float:
    """Price of a bond that pays half its coupon every half-year.

    Source: the formula of 31 CFR 356, Appendix B, on a day of a coupon; CBOT's conversion factors and the standardised
    bond of JPX are the same at 6 %.

    >>> bond_price(0.06, 10.0, 0.06), round(bond_price(0.06, 6.5, 0.04), 4)
    (100.0, 111.3484)
    """
    periods, half = 2.0 * years, 0.5 * bond_yield
    # keeps its digits at yields next to nothing, and is 100 at the coupon
    annuity = -expm1(-periods * log1p(half)) / half if half else periods
    return 100.0 * (1.0 + (0.5 * coupon - half) * annuity)


def deliverable_price(bonds: Deliverable, bond_yield: float) -> float:
    """Price of a future at its delivery: that of the cheapest bond over its conversion factor, which is its price per 1
    of face value at the notional coupon.
    """
    return min(
        bond_price(bonds.coupon, years, bond_yield) / bond_price(bonds.coupon, years, bonds.notional) * 100.0
        for years in (bonds.shortest, bonds.longest)
    )


def income(bond_yield: float) -> float:
    """What a bond earns a year at an unchanged yield, compounded continuously as dividends are in the price of a
    future.
    """
    return 2.0 * log1p(0.5 * bond_yield)
