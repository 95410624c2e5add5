"""Trend levels: how much cash above and below the moving average of the index.

The rule has no memory. A close at the average, or an average that is not known yet (NaN), leaves the verdict as it was.

    above --(close < average)--> below --(close > average)--> above
"""

from typing import NamedTuple


class TrendLevels(NamedTuple):
    """Cash ratios above and below the average, shares of the portfolio."""

    above: float = 0.20
    below: float = 0.50


def alarmed(before: bool, close: float, average: float) -> bool:  # noqa: FBT001
    """Whether the index stands below its average, given whether it did the evening before; index points."""
    return close < average or (before and not close > average)


def ratio(rule: TrendLevels, *, below: bool) -> float:
    """The cash ratio, a share of the portfolio, of one of the two levels."""
    return rule.below if below else rule.above
