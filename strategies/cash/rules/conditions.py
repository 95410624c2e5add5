"""Financial conditions: a little more cash while money becomes dearer. What is looked at is the bill yield, or a
measure of one's own: a policy or real rate, a credit spread, the dollar.

    usual --(risen by more than `rise`)-----------> dearer
    dearer --(risen by no more than `leave`)------> usual

A rise that is not known (NaN) is none.
"""

from typing import NamedTuple


class Conditions(NamedTuple):
    """The addition to the cash ratio from the evening on which the measure has risen over a window by more than `rise`
    (of bill yields an annual decimal, else in its own unit) until one on which it has by `leave` or less; None: the
    same as `rise`.
    """

    addition: float = 0.05
    rise: float = 0.01
    leave: float | None = None


def dearer(rule: Conditions, before: bool, risen: float) -> bool:  # noqa: FBT001
    """Whether money has become dearer, given whether it had the evening before, and how far the measure has risen over
    the window (NaN: not known), in its unit.

    >>> rule = Conditions(rise=0.01, leave=0.005)
    >>> dearer(rule, False, 0.008), dearer(rule, True, 0.008), dearer(rule, True, 0.004)
    (False, True, False)
    """
    level = rule.leave if before and rule.leave is not None else rule.rise
    return risen > level
