"""Margin of written options, by the strategy-based rules for options on a broad index (docs/written_options.md).

An option written alone asks for its value and a share of the underlying's. One that is paired with a bought one of the
same type and underlying, which expires no earlier, asks for what the pair can lose at most. Pairs are formed so that
least is asked; no other combination is known, and futures cover nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import inf
from typing import NamedTuple

from data.base.days import Day
from data.base.right import Right
from data.base.sums import total
from data.contracts.contracts import OptionContract
from data.facts import facts

_NOISE = 1e-9
"""Account currency: a pair that saves no more saves nothing."""

Pairs = dict[tuple[int, int], int]
"""Contracts by the places of a written and of a bought leg."""


class MarginShares(NamedTuple):
    """What an option written alone asks for beyond its value, less what it is out of the money, and at least: shares
    of the underlying's value (`least` of a put: of the strike's), decimals.
    """

    uncovered: float
    least: float

    @classmethod
    def on(cls, day: Day) -> "MarginShares":
        """Those of a day, the nearest known. Source: `data/facts/option_margin.csv`."""
        table = facts("option_margin")
        return cls(*(table.carried(f"index.{name}", day) for name in cls._fields))


class OptionLeg(NamedTuple):
    """Signed contracts of a series (negative: written): strike, underlying and mark in points, `multiplier` account
    currency per point, `expiry` in days of any count.
    """

    right: Right
    strike: float
    expiry: float
    underlying: float
    multiplier: float
    size: int
    mark: float


def leg_of(contract: OptionContract, index: float, size: int, mark: float) -> OptionLeg:
    """Signed contracts of a series at a mark, with the index at a value, both in points."""
    spec = contract.spec
    underlying = index * spec.index_share
    return OptionLeg(contract.right, contract.strike, contract.expiry, underlying, spec.multiplier, size, mark)


def netted(legs: Iterable[OptionLeg]) -> list[OptionLeg]:
    """Legs with those of one series added up."""
    found: dict[tuple[float | str, ...], OptionLeg] = {}
    for leg in legs:
        before = found.get(leg[:5])
        found[leg[:5]] = leg._replace(size=leg.size + before.size) if before else leg
    return list(found.values())


def written_margin(legs: Iterable[OptionLeg], shares: MarginShares, counted: float = 0.0) -> float:
    """What is asked for the written ones among legs of different series, account currency, initial and maintenance
    margin alike; 0 where none is written.

    `counted` is the share of a bought option's value that is collateral: an option that covers another one is none
    besides.

    >>> bought = OptionLeg("P", 95.0, 30, 100.0, 100.0, 2, 1.5)
    >>> written = OptionLeg("P", 90.0, 30, 100.0, 100.0, -3, 0.5)
    >>> written_margin([bought, written], MarginShares(0.15, 0.10))
    950.0
    """
    legs = list(legs)
    sold, held = [leg for leg in legs if leg.size < 0], [leg for leg in legs if leg.size > 0]
    if not sold:
        return 0.0
    alone = [uncovered(leg, shares) for leg in sold]
    asked = {
        (place, other): _greatest_loss(leg, cover) + counted * cover.mark * cover.multiplier
        for place, leg in enumerate(sold)
        for other, cover in enumerate(held)
        if _covers(cover, leg)
    }
    saved = {pair: alone[pair[0]] - each for pair, each in asked.items() if alone[pair[0]] - each > _NOISE}
    pairs = best_pairs([-leg.size for leg in sold], [leg.size for leg in held], saved)
    left = [-leg.size for leg in sold]
    for (place, _), count in pairs.items():
        left[place] -= count
    of_pairs = total(count * asked[pair] for pair, count in pairs.items())
    return of_pairs + total(count * each for count, each in zip(left, alone, strict=True))


def uncovered(leg: OptionLeg, shares: MarginShares) -> float:
    """What one contract that is written alone asks for, account currency."""
    call = leg.right == "C"
    out_of_the_money = max(leg.strike - leg.underlying if call else leg.underlying - leg.strike, 0.0)
    least = shares.least * (leg.underlying if call else leg.strike)
    return leg.multiplier * (leg.mark + max(shares.uncovered * leg.underlying - out_of_the_money, least))


def _covers(cover: OptionLeg, leg: OptionLeg) -> bool:
    alike = (cover.right, cover.underlying, cover.multiplier) == (leg.right, leg.underlying, leg.multiplier)
    return alike and cover.expiry >= leg.expiry


def _greatest_loss(leg: OptionLeg, cover: OptionLeg) -> float:
    """Of one written contract and one bought that covers it, at expiry, premiums apart."""
    apart = cover.strike - leg.strike if leg.right == "C" else leg.strike - cover.strike
    return max(apart, 0.0) * leg.multiplier


def best_pairs(written: Sequence[int], bought: Sequence[int], saved: Mapping[tuple[int, int], float]) -> Pairs:
    """Contracts to pair of those written and bought (unsigned, by place) so that most is saved; `saved` is what one
    contract of a pair saves, positive, and has the pairs that may be.

    One chain of pairs after the other, each time the one that saves most: it may undo pairs for better ones.
    """
    free, left, pairs = list(written), list(bought), dict.fromkeys(saved, 0)
    while chain := _best_chain(free, left, pairs, saved):
        made, undone = chain[::2], chain[1::2]
        start, end = made[0][0], made[-1][1]
        count = min(free[start], left[end], *(pairs[pair] for pair in undone))
        free[start], left[end] = free[start] - count, left[end] - count
        for pair in made:
            pairs[pair] += count
        for pair in undone:
            pairs[pair] -= count
    return {pair: count for pair, count in pairs.items() if count}


def _best_chain(
    free: Sequence[int], left: Sequence[int], pairs: Pairs, saved: Mapping[tuple[int, int], float]
) -> list[tuple[int, int]]:
    """Pairs to make and to undo, in turn, from a free written contract to a free bought one, that together save most;
    empty where none saves anything.
    """
    at_written = [0.0 if count else -inf for count in free]
    at_bought = [-inf] * len(left)
    chain_to: dict[int, list[tuple[int, int]]] = {place: [] for place, count in enumerate(free) if count}
    chain_over: dict[int, list[tuple[int, int]]] = {}
    changed = True
    while changed:
        changed = False
        for (one, other), gain in saved.items():
            if at_written[one] + gain > at_bought[other] + _NOISE:
                at_bought[other], chain_over[other] = at_written[one] + gain, [*chain_to[one], (one, other)]
                changed = True
            if pairs[one, other] and at_bought[other] - gain > at_written[one] + _NOISE:
                at_written[one], chain_to[one] = at_bought[other] - gain, [*chain_over[other], (one, other)]
                changed = True
    best = max((place for place, count in enumerate(left) if count), key=at_bought.__getitem__, default=None)
    return chain_over[best] if best is not None and at_bought[best] > _NOISE else []
