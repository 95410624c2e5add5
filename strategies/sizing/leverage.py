"""Leverage: how far the price can move against a position before a level of its margin is reached.

Distances are shares of the price at which the position was opened, positive against the position. `direction` is 1 for
long and -1 for short: what a short position is asked for grows as the price rises against it.
"""

from math import erf, sqrt
from typing import NamedTuple


class RequirementShares(NamedTuple):
    """What the account asks: `share` of the notional at the current price, and `fixed`, a share of the
    notional when it was opened.
    """

    share: float
    fixed: float = 0.0

    def at(self, distance: float, direction: int = 1) -> float:
        """Requirement over opening notional once the price has moved by a distance (negative: in favour)."""
        return self.share * (1.0 - direction * distance) + self.fixed


def loss_at(leverage: float, move: float) -> float:
    """Share of capital that a move against the position takes, were nothing closed on the way; above 1 it is a debt."""
    return leverage * move


def margin_ratio(leverage: float, requirement: RequirementShares, distance: float = 0.0, direction: int = 1) -> float:
    """Equity over requirement once the price has moved by a distance (negative: in favour); negative where equity is.

    >>> round(margin_ratio(10.0, RequirementShares(0.04)), 6)
    2.5
    """
    return (1.0 / leverage - distance) / requirement.at(distance, direction)


def distance_to(level: float, leverage: float, requirement: RequirementShares, direction: int = 1) -> float:
    """Distance at which equity over requirement falls to a level; below 0 it is there already, from
    1 no fall reaches it.

    >>> round(distance_to(0.5, 25.0, RequirementShares(0.04)), 4)
    0.0204
    """
    slack = 1.0 / leverage - level * (requirement.share + requirement.fixed)
    return slack / (1.0 - direction * level * requirement.share)


def largest_leverage(move: float, level: float, requirement: RequirementShares, direction: int = 1) -> float:
    """The largest leverage whose margin ratio is not below a level after a move (a positive share)
    against the position.
    """
    return 1.0 / (move + level * requirement.at(move, direction))


def survives(leverage: float, move: float, level: float, requirement: RequirementShares, direction: int = 1) -> bool:
    """Whether the margin ratio is still at the level or above it after a move (a positive share)
    against the position.
    """
    # the largest leverage itself survives, whatever the last bit of the quotient
    return margin_ratio(leverage, requirement, move, direction) >= level - 1e-12


def cash_ratio(leverage: float) -> float:
    """Cash behind a position as a share of its notional: what an overlay's buffer is, and 1 / leverage."""
    return 1.0 / leverage


def within(deviations: float) -> float:
    """Probability that a normal variable lies within so many standard deviations of its mean: 95.4 % for 2."""
    return erf(deviations / sqrt(2.0))


def touch_probability(distance: float, volatility: float, years: float = 1.0) -> float:
    """Probability (0 to 1) that a price reaches a distance at any time within some years (reflection principle, no
    drift, normal moves); `volatility` is an annual decimal.

    Twice the probability of ending beyond it. Real prices reach far distances more often than the
    normal distribution says.

    >>> round(touch_probability(0.20, 0.16), 4)
    0.2113
    """
    return 1.0 if distance <= 0.0 else 1.0 - within(distance / (volatility * sqrt(years)))
