"""Rolls: which part of the trades of a session leaves one expiry of a future for another."""

from collections.abc import Sequence
from typing import Any


class Leg:
    """A trade in one expiry of a root: its last day, contracts held before the trade and contracts traded, both signed;
    what of them is found to be `rolled`, and what of that in the latest `pass_`, unsigned.
    """

    __slots__ = ("expiry", "held", "pass_", "rolled", "size")

    def __init__(self, expiry: int, held: int, size: int) -> None:
        self.expiry, self.held, self.size = expiry, held, size
        self.rolled = self.pass_ = 0


def rolled_parts(legs: Sequence[Leg]) -> list[int]:
    """Contracts of each trade that are rolled, >= 0; see `share_rolls`.

    >>> rolled_parts([Leg(expiry=1, held=3, size=-3), Leg(expiry=2, held=0, size=2)])
    [2, 2]
    """
    if len(legs) < 2:
        return [0] * len(legs)
    share_rolls(legs, len(legs))
    return [leg.rolled for leg in legs]


def share_rolls(legs: Any, count: int) -> None:
    """Say of each of the first `count` legs how many contracts are rolled; they are the trades of one root in one
    session, in their order.

    A roll closes contracts of one expiry and opens as many, on the same side, in others: the smaller of what the
    session closed and what it opened, expiry by expiry. The earlier trades are counted first.
    """
    for place in range(count):
        legs[place].rolled = 0
    for side in (1, -1):
        both = min(_changed(legs, count, side, -1), _changed(legs, count, side, 1))
        for direction in (-1, 1):
            _share_out(legs, count, (side, direction), both)


def _change(legs: Any, count: int, expiry: int, side: int) -> int:
    """By how many contracts the session changed an expiry's position on a side, 1 long or -1 short."""
    before, after, found = 0, 0, False
    for place in range(count):
        leg = legs[place]
        if leg.expiry == expiry:
            if not found:
                before, found = max(side * leg.held, 0), True
            after = max(side * (leg.held + leg.size), 0)
    return after - before


def _changed(legs: Any, count: int, side: int, direction: int) -> int:
    """Contracts opened (1) or closed (-1) on a side, over all expiries."""
    total = 0
    for place in range(count):
        if _first_of_its_expiry(legs, place):
            total += max(direction * _change(legs, count, legs[place].expiry, side), 0)
    return total


def _first_of_its_expiry(legs: Any, place: int) -> bool:
    for earlier in range(place):  # noqa: SIM110  (a compiled loop has no generators)
        if legs[earlier].expiry == legs[place].expiry:
            return False
    return True


def _share_out(legs: Any, count: int, way: tuple[int, int], both: int) -> None:
    """Count so many contracts as rolled in the trades of one side and direction, no more in an expiry than it changed
    by.
    """
    side, direction = way
    left = both
    for place in range(count):
        leg = legs[place]
        leg.pass_ = 0
        if leg.size * side * direction > 0:
            room = direction * _change(legs, count, leg.expiry, side)
            for earlier in range(place):
                if legs[earlier].expiry == leg.expiry:
                    room -= legs[earlier].pass_
            leg.pass_ = max(min(abs(leg.size) - leg.rolled, room, left), 0)
            leg.rolled += leg.pass_
            left -= leg.pass_
