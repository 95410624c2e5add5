"""Shares that stand as margin beside cash."""

from typing import NamedTuple


class Pledged(NamedTuple):
    """Shares of an index: their part of the opening capital, what the broker takes off their value (1: it counts none
    of it), and whether they move with the index or keep their value.
    """

    share: float = 0.0
    haircut: float = 1.0
    moves: bool = True


NOTHING_PLEDGED = Pledged()
