"""Fills as they were dealt in truth: what is told of one, and which of them belong to which order."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from data.base.days import Day
from data.base.sums import total
from engine.account.account import Account
from engine.day.orders import Fill, Order
from strategies.events.purposes import Ending

OWN = "own"
"""Reason of what was done beyond all orders, and of the postings for prices that were better or worse than modelled."""


class GivenFill(NamedTuple):
    """A fill as a statement tells it: signed contracts or shares (negative: sold) of a code such as MESU26, the price
    of one in points (of a share, account currency), and the commission of all, account currency; None: as modelled.
    """

    contract: str
    size: int
    price: float
    commission: float | None = None


Given = Mapping[Day, Sequence[GivenFill]]
"""All that was done in each of some sessions; nothing in one whose sequence is empty."""


class Dealt(NamedTuple):
    """What was done of one order: signed contracts, the mean price in points, and the commission, account currency;
    None: as modelled.
    """

    size: int
    price: float
    commission: float | None


Outcome = int | Ending | None
"""What becomes of an order: signed contracts that fill, why it ends without a fill, or None: it waits for its money."""


class Instead(Protocol):
    """What says of each order what was done, in place of what would have been."""

    def instead_of(self, order: Order, outcome: Outcome) -> Outcome:
        """What became of an order, by the model's outcome."""

    def dealt(self, order: Order) -> Dealt | None:
        """What was done of it."""


def taken(code: str, asked: int, fills: Sequence[tuple[str, int]]) -> list[int]:
    """What of each fill belongs to an order for signed contracts of a code: it takes of the fills of its contract and
    side, in their order, until it has its size. Fills are codes of contracts and signed sizes.

    >>> taken("MESU26", 3, [("MESU26", 2), ("MESU26", -1), ("MESU26", 2)])
    [2, 0, 1]
    """
    parts = list[int]()
    for contract, size in fills:
        fits = contract == code and size * asked > 0
        part = 0 if not fits else min(size, asked) if asked > 0 else max(size, asked)
        parts.append(part)
        asked -= part
    return parts


def together(parts: Sequence[Dealt]) -> Dealt:
    """Parts of one order as one: what has a commission has that, in all as modelled where none has."""
    size = sum(one.size for one in parts)
    price = parts[0].price if len(parts) == 1 else total(one.price * (one.size / size) for one in parts)
    told = [one.commission for one in parts if one.commission is not None]
    return Dealt(size, price, total(told) if told else None)


def commission_paid(modelled: float, dealt: Dealt | None) -> float:
    """What a fill pays, account currency: what is told, else what is modelled."""
    return modelled if dealt is None or dealt.commission is None else dealt.commission


def as_dealt(account: Account, order: Order, fill: Fill, dealt: Dealt | None) -> Fill:
    """The model's fill at the price that was dealt: what that is worse is charged as a spread, what it is better comes
    back as one.
    """
    if dealt is None or dealt.price == fill.price:
        return fill
    beyond = (dealt.price - fill.price) * fill.size * order.data.multiplier
    account.charge("spread", beyond, order.data.contract, OWN)
    half_spread = dealt.price - fill.mid if fill.size > 0 else fill.mid - dealt.price
    return fill._replace(half_spread=half_spread, dealt=dealt.price)
