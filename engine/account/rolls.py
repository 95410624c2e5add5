"""Rolls: which part of the trades of a session leaves one expiry of a future for another."""

from collections.abc import Sequence
from typing import NamedTuple


class Leg(NamedTuple):
    """A trade in one expiry of a root: its last day, contracts held before the trade and contracts
    traded, both signed.
    """

    expiry: int
    held: int
    size: int


def rolled_parts(legs: Sequence[Leg]) -> list[int]:
    """Contracts of each trade that are rolled, >= 0; `legs` are the trades of one root in one session, in their order.

    A roll closes contracts of one expiry and opens as many, on the same side, in others: the smaller of what the
    session closed and what it opened, expiry by expiry. The earlier trades are counted first.

    >>> rolled_parts([Leg(expiry=1, held=3, size=-3), Leg(expiry=2, held=0, size=2)])
    [2, 2]
    """
    parts = [0] * len(legs)
    for side in (1, -1):
        changes = _changes(legs, side)
        both = min(_total(changes, -1), _total(changes, 1))
        for direction in (-1, 1):
            trading = [number for number, leg in enumerate(legs) if leg.size * side * direction > 0]
            room = {expiry: direction * by for expiry, by in changes.items()}
            _share_out(both, [(number, legs[number]) for number in trading], room, parts)
    return parts


def _changes(legs: Sequence[Leg], side: int) -> dict[int, int]:
    """By how many contracts the session changed each expiry's position on a side, 1 long or -1 short."""
    before: dict[int, int] = {}
    after: dict[int, int] = {}
    for leg in legs:
        before.setdefault(leg.expiry, max(side * leg.held, 0))
        after[leg.expiry] = max(side * (leg.held + leg.size), 0)
    return {expiry: after[expiry] - before[expiry] for expiry in after}


def _total(changes: dict[int, int], direction: int) -> int:
    return sum(max(direction * by, 0) for by in changes.values())


def _share_out(count: int, legs: Sequence[tuple[int, Leg]], room: dict[int, int], parts: list[int]) -> None:
    """Count so many contracts as rolled in numbered trades of one direction, no more in an expiry
    than it has room for.
    """
    for number, leg in legs:
        part = max(min(abs(leg.size) - parts[number], room[leg.expiry], count), 0)
        parts[number] += part
        room[leg.expiry] -= part
        count -= part
