"""Leverage cap: total exposure never above a limit after a fill.

Total exposure = 1 + overlay notional / equity. The rule has no memory:

    within --(exposure > limit, by drift)--> over: trimmed at the next fill --> within
"""

from math import floor
from typing import NamedTuple

PRUDENT_LIMIT = 1.3
"""Highest limit that needs no acknowledgement (the source design asks for 1.1 to 1.3)."""

HEADROOM = 0.1
"""Share of the overlay by which it may drift before a limit that follows it trims it."""


class LeverageCap(NamedTuple):
    """`limit` on total exposure, such as 1.3."""

    limit: float


def following(ratio: float) -> float:
    """Limit on total exposure that follows an overlay ratio: what is planned and its headroom, at most the prudent limit.

    >>> following(0.2)
    1.22
    >>> following(0.3)
    1.3
    """
    return min(PRUDENT_LIMIT, round(1.0 + (1.0 + HEADROOM) * ratio, 12))


def ceiling(cap: LeverageCap) -> float:
    """Largest overlay ratio within the cap."""
    return cap.limit - 1.0


def breached(cap: LeverageCap, equity: float, notional: float) -> bool:
    """Whether a portfolio's total exposure stands above the limit."""
    return notional > ceiling(cap) * equity


def largest_position(limit: float, equity: float, other_notional: float, unit_notional: float) -> int:
    """Most contracts of one kind that keep total exposure within `limit`.

    `other_notional` is the notional already held in other contracts, `unit_notional` that of one contract; rounded down.
    """
    room = (limit - 1.0) * equity - other_notional
    return max(0, floor(room / unit_notional))
