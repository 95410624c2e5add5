"""In a range: the overlay is smaller, or closed, while the index goes nowhere.

    trend --(measure <  enter_below)--> range
    range --(measure >  leave_above)--> trend

The measure is one of how much of a trend there is: an efficiency ratio (0 to 1), an ADX (0 to 100), or, of labels, 0
where the label is a range and 1 where it is not. A measure that is not known yet (NaN) changes nothing.
"""

from collections.abc import Callable
from typing import NamedTuple

from strategies.events.rulings import NO_NUMBERS, UNKNOWN, Ruling, ruled
from strategies.rules.rule import OverlayObservation, Rule

NOTHING, ENTERED, LEFT = range(3)
"""What an evening changed."""
CHANGES = ("", "range_entered", "range_left")
"""The code of a ruling for each of them."""
BY_LABEL = ("", "label_entered", "label_left")
"""The same where the measure is a label."""
BETWEEN = 0.5
"""Between the measure of a label that is a range and that of one that is none."""


class InRange(NamedTuple):
    """The levels of a measure between which nothing changes, and the multiplier in a range."""

    enter_below: float
    leave_above: float
    factor: float


def step(rule: InRange, ranging: bool, measure: float) -> tuple[bool, float, int]:  # noqa: FBT001
    """Whether the index is in a range, the multiplier of the overlay, and what changed: `NOTHING`, `ENTERED` or `LEFT`.

    >>> step(InRange(0.15, 0.20, 0.5), False, 0.1), step(InRange(0.15, 0.20, 0.5), True, 0.18)
    ((True, 0.5, 1), (True, 0.5, 0))
    """
    if not ranging and measure < rule.enter_below:
        return True, rule.factor, ENTERED
    if ranging and measure > rule.leave_above:
        return False, 1.0, LEFT
    return ranging, rule.factor if ranging else 1.0, NOTHING


def in_range_rule(rule: InRange, measure: Callable[[OverlayObservation], float], *, by_label: bool = False) -> Rule:
    """The rule of an overlay with what it measures of an evening; its state is whether the index is in a range."""
    return Rule("in_range", rule, False, measure, _by_label if by_label else _by_measure, yields=True)


def _by_measure(rule: InRange, ranging: bool, measure: float) -> tuple[bool, Ruling]:  # noqa: FBT001
    after, multiplier, change = step(rule, ranging, measure)
    numbers = NO_NUMBERS
    if change != NOTHING:
        numbers = {"measure": measure, "level": rule.enter_below if after else rule.leave_above}
    return after, ruled((multiplier, UNKNOWN, _word(after), measure, CHANGES[change], numbers))


def _by_label(rule: InRange, ranging: bool, measure: float) -> tuple[bool, Ruling]:  # noqa: FBT001
    after, multiplier, change = step(rule, ranging, measure)
    return after, ruled((multiplier, UNKNOWN, _word(after), measure, BY_LABEL[change], NO_NUMBERS))


def _word(ranging: bool) -> str:  # noqa: FBT001
    return "range" if ranging else "trend"
