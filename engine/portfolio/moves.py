"""Which money is to be moved between accounts tonight: pure functions of numbers."""

from collections.abc import Sequence
from typing import NamedTuple

from data.base.sums import total

REBALANCE, RESCUE = "rebalance", "rescue"


class Held(NamedTuple):
    """An account in the evening, portfolio currency: what it is worth with what is on its way to it and without what it
    is to send, the share it should have, what an open call asks for beyond what is on its way; whether it is lost.
    """

    worth: float
    share: float
    called: float
    ruined: bool


class Move(NamedTuple):
    """Money to be moved, portfolio currency, positive: from one place to another, and why."""

    source: int
    target: int
    amount: float
    reason: str


def rebalancing(held: Sequence[Held], band: float) -> list[Move]:
    """What brings all living accounts to their shares of what they have together; nothing while none of them is off by
    more than `band` of that. Lost accounts neither give nor get.

    >>> rebalancing([Held(60.0, 0.5, 0.0, False), Held(40.0, 0.5, 0.0, False)], band=0.05)
    [Move(source=0, target=1, amount=10.0, reason='rebalance')]
    >>> rebalancing([Held(60.0, 0.5, 0.0, False), Held(40.0, 0.5, 0.0, False)], band=0.1)
    []
    """
    living = [place for place, one in enumerate(held) if not one.ruined]
    together, shares = total(held[place].worth for place in living), total(held[place].share for place in living)
    if together <= 0.0 or shares <= 0.0:
        return []
    above = {place: held[place].worth - together * held[place].share / shares for place in living}
    if max(map(abs, above.values())) <= band * together:
        return []
    return _paired(above)


def _paired(above: dict[int, float]) -> list[Move]:
    """Moves from those who have too much to those who have too little, in the order of the accounts."""
    lacking = {place: -amount for place, amount in above.items() if amount < 0.0}
    moves = []
    for source, spare in above.items():
        for target, missing in lacking.items():
            amount = min(spare, missing)
            if amount > 0.0:
                moves.append(Move(source, target, amount, REBALANCE))
                spare, lacking[target] = spare - amount, missing - amount  # noqa: PLW2901
    return moves


def rescues(held: Sequence[Held], rescuer: int) -> list[Move]:
    """What one account sends to those that are called, in their order, as far as it goes; nothing when it is called
    itself or lost.

    >>> rescues([Held(90.0, 0.5, 0.0, False), Held(5.0, 0.5, 20.0, False)], rescuer=0)
    [Move(source=0, target=1, amount=20.0, reason='rescue')]
    """
    source, moves = held[rescuer], []
    if source.ruined or source.called > 0.0:
        return []
    left = max(source.worth, 0.0)
    for target, one in enumerate(held):
        amount = min(one.called, left)
        if target != rescuer and amount > 0.0 and not one.ruined:
            moves.append(Move(rescuer, target, amount, RESCUE))
            left -= amount
    return moves
