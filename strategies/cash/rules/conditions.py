"""Financial conditions: a little more cash while money becomes dearer. The rule has no memory."""

from typing import NamedTuple


class Conditions(NamedTuple):
    """The addition to the cash ratio where the bill yield has risen by more than `rise` (annual
    decimal) over a window.
    """

    addition: float = 0.05
    rise: float = 0.01


def addition(rule: Conditions, bill_yield: float, before: float) -> float:
    """What is added to the cash ratio, a share of the portfolio, at a bill yield, given that at the start of the window
    (annual decimals); nothing where that is not known (NaN).
    """
    return rule.addition if bill_yield - before > rule.rise else 0.0
