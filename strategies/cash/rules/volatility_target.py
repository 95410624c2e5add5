"""Volatility target: so much in the index that the portfolio's volatility is about the target, the rest in cash.

`ratio_for` has no memory: cash = 1 - target / volatility, never below zero (there is no leverage).
The two-level form has:

    calm  --(volatility > enter_above)--> rough --(volatility <= leave_below)--> calm

A volatility that is not known yet (NaN) is taken for calm, and in the continuous form for one that is
not above the target.
"""

from typing import NamedTuple


class VolatilityTarget(NamedTuple):
    """Annual decimals, such as 0.10."""

    target: float = 0.10


class VolatilityLevels(NamedTuple):
    """Cash ratios of calm and rough markets, and the volatilities (annual decimals) between which the level changes."""

    calm: float = 0.20
    rough: float = 0.50
    enter_above: float = 0.20
    leave_below: float = 0.18


def ratio_for(rule: VolatilityTarget, volatility: float) -> float:
    """Cash ratio, a share of the portfolio, at a volatility of the index, an annual decimal.

    >>> ratio_for(VolatilityTarget(0.10), 0.20), ratio_for(VolatilityTarget(0.10), 0.08)
    (0.5, 0.0)
    """
    return 1.0 - rule.target / volatility if volatility > rule.target else 0.0


def rough(rule: VolatilityLevels, before: bool, volatility: float) -> bool:  # noqa: FBT001
    """Whether the market is rough at a volatility (annual decimal), given whether it was the evening before."""
    return volatility > rule.enter_above or (before and not volatility <= rule.leave_below)
