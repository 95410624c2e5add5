"""Trend levels: how much cash above and below the moving average of the index, or after it left its range upwards and
downwards.

A close between the two bounds, at one, or bounds that are not known yet (NaN), leaves the verdict as it was. The
average is both bounds; of a range they are the lowest and the highest close before today's.

    above --(close < lower bound)--> below --(close > upper bound)--> above
"""

from typing import NamedTuple


class TrendLevels(NamedTuple):
    """Cash ratios above and below, shares of the portfolio, and whether it is the range that is left or the average."""

    above: float = 0.20
    below: float = 0.50
    breakout: bool = False


def alarmed(before: bool, close: float, lower: float, upper: float) -> bool:  # noqa: FBT001
    """Whether the index has fallen below its lower bound and not risen above the upper one since, given whether it had
    the evening before; index points.
    """
    return close < lower or (before and not close > upper)


def ratio(rule: TrendLevels, *, below: bool) -> float:
    """The cash ratio, a share of the portfolio, of one of the two levels."""
    return rule.below if below else rule.above
