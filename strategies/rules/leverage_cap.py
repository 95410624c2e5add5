"""Leverage cap: total exposure never above a limit after a fill.

Total exposure = 1 + the larger of futures notional and size of net delta / equity. Futures are held to it as they
stand, options by their delta also as it would stand after a move of the index: `MOVE`. The rule has no memory:

    within --(exposure > limit, by drift)--> over: trimmed at the next fill --> within
"""

from math import floor, inf
from typing import Any, NamedTuple

from strategies.events.rulings import Ruling
from strategies.rules.rule import Rule

PRUDENT_LIMIT = 1.3
"""Highest limit that needs no acknowledgement (the source design asks for 1.1 to 1.3)."""

FULLY_INVESTED = 2.0
"""Limit on total exposure (fund and futures) at which the index is held once: there is no leverage."""

HEADROOM = 0.1
"""Share of the overlay by which it may drift before a limit that follows it trims it."""

MOVE = 0.02
"""Move of the index, either way, after which net delta of options still has to be within the limit.

Delta grows by itself between one evening's look and the next one's fill, that of an option near its expiry from a half
to one on 2 %. The S&P 500 moved less than that on eleven sessions of twelve (1999 to 2018).
"""

MOVES = (-MOVE, 0.0, MOVE)

_COUNTLESS = 1e18
"""Contracts beyond which it makes no difference how many: a worthless option leaves room for any number."""

Deltas = tuple[float, float, float]
"""Signed delta after each of `MOVES`, account currency for a 100 % move of the index from there."""
NO_DELTAS: Deltas = (0.0, 0.0, 0.0)


class LeverageCap(NamedTuple):
    """`limit` on total exposure, such as 1.3."""

    limit: float


def following(ratio: float) -> float:
    """Limit on total exposure that follows an overlay ratio: what is planned and its headroom, at
    most the prudent limit.

    >>> following(0.2)
    1.22
    >>> following(0.3)
    1.3
    """
    return min(PRUDENT_LIMIT, round(1.0 + (1.0 + HEADROOM) * ratio, 12))


def ceiling(cap: LeverageCap) -> float:
    """Largest overlay ratio within the cap, a share of equity."""
    return cap.limit - 1.0


def cap_rule(cap: LeverageCap) -> Rule:
    """The cap as a rule of an overlay: the target is never above it, whatever was seen."""
    return Rule("cap", cap, Ruling(most=ceiling(cap)), lambda _seen: None, _ruling)


def _ruling(_cap: LeverageCap, ruling: Ruling, _seen: Any) -> tuple[Ruling, Ruling]:
    return ruling, ruling


def breached(cap: LeverageCap, equity: float, notional: float) -> bool:
    """Whether a portfolio's total exposure stands above the limit; equity and notional (never
    negative) in one currency.
    """
    return notional > ceiling(cap) * equity


def largest_position(limit: float, equity: float, other_notional: float, unit_notional: float) -> int:
    """Most contracts of one kind, unsigned, that keep total exposure within `limit`.

    `other_notional` is the notional already held in other contracts, `unit_notional` that of one contract, both in the
    currency of `equity`; rounded down.

    >>> largest_position(1.3, 1_000_000.0, other_notional=100_000.0, unit_notional=25_000.0)
    8
    """
    room = (limit - 1.0) * equity - other_notional
    return max(0, floor(min(room / unit_notional, _COUNTLESS)))


def of_futures(value: float, most: float = inf) -> Deltas:
    """What futures of a signed `value` are worth after each of the moves, account currency, or `most`:
    what is more is trimmed.
    """
    return min(value * (1.0 + MOVES[0]), most), min(value, most), min(value * (1.0 + MOVES[2]), most)


def plus(so_far: Deltas, size: float, one: Deltas) -> Deltas:
    """A net delta and that of `size` contracts (signed) more, after each of the moves; account currency for a 100 %
    move.

    >>> plus((1.0, 2.0, 3.0), -2.0, (1.0, 1.0, 1.0))
    (-1.0, 0.0, 1.0)
    """
    return so_far[0] + size * one[0], so_far[1] + size * one[1], so_far[2] + size * one[2]


def together(*parts: tuple[float, Deltas]) -> Deltas:
    """Net delta of so many contracts (signed) each, after each of the moves; account currency for a 100 % move."""
    so_far = NO_DELTAS
    for size, one in parts:
        so_far = plus(so_far, size, one)
    return so_far


def most_options(limit: float, equity: float, others: Deltas, one: Deltas, friction: float = 0.0) -> int:
    """Most contracts of an option that keep net delta within `limit` after each of the moves, on its own side: long for
    a call, short for a put.

    `others` is the net delta of everything else, `one` that of one contract, `friction` what trading one
    takes from `equity`.
    """
    side = -1.0 if min(one[0], one[1], one[2]) < 0.0 else 1.0
    paid = (limit - 1.0) * friction
    # a worthless option has no delta, and nothing can be divided by it
    return min(
        largest_position(limit, equity, side * others[0], max(side * one[0] + paid, 1e-9)),
        largest_position(limit, equity, side * others[1], max(side * one[1] + paid, 1e-9)),
        largest_position(limit, equity, side * others[2], max(side * one[2] + paid, 1e-9)),
    )


def left_of(size: int, most: int) -> int:
    """What is left of so many contracts, signed, where there may be at most so many, unsigned.

    >>> left_of(5, 3), left_of(-5, 3), left_of(2, 3)
    (3, -3, 2)
    """
    if abs(size) <= most:
        return size
    return most if size > 0 else -most
