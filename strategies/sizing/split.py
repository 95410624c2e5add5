"""Split: one capital in one account or in several, and what that does to the worst case.

Each account has its own loss-cut, and nothing is moved between them. What follows:

* Where all hold the same position at the same leverage, all are cut at the same price: the worst case is that of one
  account. Splitting changes nothing but costs.
* Where they hold different positions, the worst case (all are cut) is the same, and less likely; that some account is
  cut is more likely, because a gain in one does not answer the margin call of another, as it would in a single account.
* An account that is refilled after its cut can lose again: each refill adds as much to the worst case as the account
  lost.
* Only capital that stands behind no position at all is out of reach, and only if it is never used to refill.
"""

from collections.abc import Sequence
from typing import NamedTuple

from data.base.sums import total
from strategies.sizing.leverage import RequirementShares, distance_to, loss_at, survives


class Split(NamedTuple):
    """How many accounts, and the probability that any one of them is cut."""

    accounts: int
    cut_probability: float


def loss_when_cut(leverage: float, level: float, requirement: RequirementShares, direction: int = 1) -> float:
    """Share of an account (0.5: half) that is gone when it is closed at its loss-cut level, without a gap beyond it."""
    return loss_at(leverage, max(distance_to(level, leverage, requirement, direction), 0.0))


def worst_case(loss: float, refills: int = 0) -> float:
    """Share of all capital that is lost when every account is cut, and after each of its refills again; above 1 where
    refills lose more than there was. Their number does not matter.
    """
    return loss * (1 + refills)


def all_cut(split: Split, *, identical: bool) -> float:
    """Probability that every account is cut, with identical or with independent positions."""
    return split.cut_probability if identical else split.cut_probability**split.accounts


def any_cut(split: Split, *, identical: bool) -> float:
    """Probability that at least one account is cut."""
    return split.cut_probability if identical else 1.0 - (1.0 - split.cut_probability) ** split.accounts


def mean_loss(split: Split, loss: float) -> float:
    """Mean share of all capital lost to cuts: the same however the positions hang together."""
    return split.cut_probability * loss


def left_in_several(moves: Sequence[float], leverage: float, level: float, requirement: RequirementShares) -> float:
    """What is left of 1 in equal accounts, each long a position that moved by its own distance (> 0:
    against it), without gaps.

    An account whose move went beyond its loss-cut was closed there, and stays at what that left.
    """
    cut = distance_to(level, leverage, requirement)
    return total(1.0 - leverage * (move if move <= cut else max(cut, 0.0)) for move in moves) / len(moves)


def left_in_one(moves: Sequence[float], leverage: float, level: float, requirement: RequirementShares) -> float:
    """The same with all positions in one account, where gains answer for losses: it is closed only when all
    together reach the level.
    """
    mean = total(moves) / len(moves)
    if survives(leverage, mean, level, requirement):
        return 1.0 - loss_at(leverage, mean)
    return 1.0 - loss_when_cut(leverage, level, requirement)
