"""Leverage cap: total exposure never above a limit after a fill.

Total exposure = 1 + overlay notional / equity. The rule has no memory:

    within --(exposure > limit, by drift)--> over: trimmed at the next fill --> within
"""

from math import floor
from typing import NamedTuple

PRUDENT_LIMIT = 1.3
"""Highest limit that needs no acknowledgement (the source design asks for 1.1 to 1.3)."""


class LeverageCap(NamedTuple):
    """`limit` on total exposure, such as 1.3."""

    limit: float


def capped(cap: LeverageCap, ratio: float) -> tuple[float, bool, str]:
    """Overlay ratio within the cap, whether the cap bound, and why."""
    ceiling = cap.limit - 1.0
    if ratio <= ceiling:
        return ratio, False, ""
    return ceiling, True, f"target exposure {1.0 + ratio:.2f} is above the limit {cap.limit:.2f}"


def breached(cap: LeverageCap, equity: float, notional: float) -> bool:
    """Whether a portfolio's total exposure stands above the limit."""
    return notional > (cap.limit - 1.0) * equity


def largest_position(limit: float, equity: float, other_notional: float, unit_notional: float) -> int:
    """Most contracts of one kind that keep total exposure within `limit`.

    `other_notional` is the notional already held in other contracts, `unit_notional` that of one contract; rounded down.
    """
    room = (limit - 1.0) * equity - other_notional
    return max(0, floor(room / unit_notional))
