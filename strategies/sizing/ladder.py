"""A ladder by high-water marks: one contract more only at a new high of equity that bears it, one less after a fall.

    n --(equity at a new high, not below `up_at(n + 1)`)--> n + 1
    n --(equity below `down_at(n)`)-----------------------> n - 1

What a fall has taken down goes up again only at a new high, not when equity comes back to where it was.
"""

from typing import NamedTuple

from strategies.sizing.size import ROUNDING


class Ladder(NamedTuple):
    """Value of one contract (account currency), the share of equity that all may be worth, and the share of a step's
    own equity whose loss takes one contract away.
    """

    unit: float
    ratio: float
    back: float


class LadderState(NamedTuple):
    """Contracts held, and the highest equity so far (account currency)."""

    contracts: int = 0
    high: float = 0.0


def up_at(ladder: Ladder, contracts: int) -> float:
    """The equity that bears so many contracts, account currency."""
    return contracts * ladder.unit / ladder.ratio


def down_at(ladder: Ladder, contracts: int) -> float:
    """The equity below which so many are one too many, account currency."""
    return (1.0 - ladder.back) * up_at(ladder, contracts)


def step(ladder: Ladder, state: LadderState, equity: float) -> LadderState:
    """The state after a session that ends with some equity (account currency).

    >>> ladder = Ladder(25_000.0, 0.25, 0.1)
    >>> begun = step(ladder, LadderState(), 205_000.0)
    >>> fallen = step(ladder, begun, 175_000.0)
    >>> begun.contracts, fallen.contracts, step(ladder, fallen, 204_000.0).contracts
    (2, 1, 1)
    >>> step(ladder, fallen, 206_000.0)
    LadderState(contracts=2, high=206000.0)
    """
    contracts, high = state
    if equity > high:
        # equity that is exactly a step's bears it, whatever the last bit of the quotient
        return LadderState(max(contracts, int(equity * ladder.ratio / ladder.unit * (1.0 + ROUNDING))), equity)
    while contracts and equity < down_at(ladder, contracts):
        contracts -= 1
    return LadderState(contracts, high)
