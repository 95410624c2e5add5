"""Rebalancing: when to trade back to the target, and when the difference is too small to pay for.

On a fixed date (the first session of a month, say) the position is compared with its target, and traded if it is off by
more than the no-trade band. Between the dates only another rule (halving, cap) moves it. The rule has no memory.
"""

from typing import Literal, NamedTuple

from data.base.days import Day, month_number

Schedule = Literal["daily", "monthly", "quarterly"]
_MONTHS: dict[str, int] = {"monthly": 1, "quarterly": 3}


class Rebalancing(NamedTuple):
    """`band` is the share of the target by which a position may be off before it is traded on a fixed date."""

    schedule: Schedule
    band: float


def due(rule: Rebalancing, today: Day, fill_day: Day) -> bool:
    """Whether an order sent after `today` would fill on a fixed date: the first session of its
    day, month or quarter.
    """
    if rule.schedule == "daily":
        return True
    months = _MONTHS[rule.schedule]
    return month_number(today) // months != month_number(fill_day) // months


def outside_band(rule: Rebalancing, target: float, held: int) -> bool:
    """Whether the difference between the contracts aimed at, before they are made whole, and those held (both
    signed) is worth a trade.

    >>> outside_band(Rebalancing("daily", 0.03), 100.0, 97), outside_band(Rebalancing("daily", 0.03), 100.0, 96)
    (False, True)
    """
    return abs(target - held) > rule.band * abs(target)
