"""Financial conditions: a little more cash while money becomes dearer. The rule has no memory. What is looked at is the
bill yield, or a measure of one's own: a policy or real rate, a credit spread, the dollar.
"""

from typing import NamedTuple


class Conditions(NamedTuple):
    """The addition to the cash ratio where the measure has risen by more than `rise` (of bill yields an annual decimal,
    else in its own unit) over a window.
    """

    addition: float = 0.05
    rise: float = 0.01


def addition(rule: Conditions, now: float, before: float) -> float:
    """What is added to the cash ratio, a share of the portfolio, at a value of the measure, given that at the start of
    the window; nothing where either is not known (NaN).
    """
    return rule.addition if now - before > rule.rise else 0.0
