"""The arithmetic of dollars on margin: pure functions of numbers, for tables and tests of what a run does day by day.

Rates are yen per dollar, money is yen, leverage is the value of the position over equity, a maintenance ratio is equity
over requirement (1.5 is 150 %). Swap points and costs are left out.
"""

from math import inf

from data.contracts.fx_contracts import FxRequirement


def leverage_of(dollars: float, rate: float, equity: float) -> float:
    """Value of a position over the equity behind it.

    >>> leverage_of(10_000, 120.0, 100_000)
    12.0
    """
    return dollars * rate / equity


def loss_share(leverage: float, move: float) -> float:
    """Share of equity lost when the rate moves against the position by a share of itself, such as 0.20; above 1 there
    is a debt.

    >>> loss_share(12.0, 0.20)
    2.4000000000000004
    """
    return leverage * move


def largest_leverage(requirement: FxRequirement, rate: float) -> float:
    """Leverage at which a position opened at a rate needs all of equity.

    >>> largest_leverage(Requirement(0.04), 120.0)
    25.0
    """
    return rate * _LOT / requirement.of_a_lot(rate)


def maintenance_ratio(leverage: float, opened: float, rate: float, requirement: FxRequirement) -> float:
    """Equity over requirement at a rate, of a long position opened at another; below 0 there is a debt."""
    dollars = leverage / opened
    return (1.0 + dollars * (rate - opened)) * _LOT / (dollars * requirement.of_a_lot(rate))


def rate_at_ratio(leverage: float, opened: float, ratio: float, requirement: FxRequirement) -> float:
    """Rate at which a long position opened at a rate comes down to a maintenance ratio; minus infinity where none does.

    Equity 1 + u (S - opened) with u = leverage / opened dollars equals ratio x u x (share x S + amount of a dollar).

    >>> rate_at_ratio(12.0, 120.0, 0.5, Requirement(0.0, 100_000.0))
    115.0
    """
    dollars, falls_with_it = leverage / opened, 1.0 - ratio * requirement.share
    if falls_with_it <= 0.0:
        return -inf
    return (leverage - 1.0 + ratio * dollars * requirement.amount / _LOT) / (dollars * falls_with_it)


_LOT = 10_000.0
"""Dollars for which a requirement in yen is quoted."""
