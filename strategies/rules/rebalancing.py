"""Rebalancing: when to trade back to the target, and when the difference is too small to pay for.

On a fixed date (the first session of a month, say) the position is compared with its target, and traded if it is off by
more than the no-trade band. Between the dates only another rule (halving, cap) moves it. The rule has no memory.
"""

from typing import Literal, NamedTuple

Schedule = Literal["daily", "monthly", "quarterly"]
_MONTHS: dict[Schedule, int] = {"daily": 0, "monthly": 1, "quarterly": 3}


class Rebalancing(NamedTuple):
    """`band` is the share of the target by which a position may be off before it is traded on a fixed date."""

    schedule: Schedule
    band: float


def months_of(schedule: Schedule) -> int:
    """Months from one fixed date to the next; 0 where every session is one."""
    return _MONTHS[schedule]


def due(months: int, month: int, fill_month: int) -> bool:
    """Whether an order sent in a month would fill on a fixed date in the month `fill_month` (both by their numbers, see
    `data.base.days.month_number`): the first session of its month or quarter, or any where `months` is 0.

    >>> due(3, 24170, 24171), due(3, 24171, 24171), due(0, 24171, 24171)
    (True, False, True)
    """
    return months == 0 or month // months != fill_month // months


def outside_band(band: float, target: float, held: int) -> bool:
    """Whether the difference between the contracts aimed at, before they are made whole, and those held (both
    signed) is worth a trade; `band` is a share of the target.

    >>> outside_band(0.03, 100.0, 97), outside_band(0.03, 100.0, 96)
    (False, True)
    """
    return abs(target - held) > band * abs(target)
