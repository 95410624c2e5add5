"""How large a point of an index is to its contracts where it stood at a small part of what they are made for.

Costs, ticks and strikes in index points, and commissions, are meant for an index of thousands. Where it stood at 5 or
115, they are taken to be the same share of it as at the level of the table `hypothetical`, until the day on which
the first of these contracts was listed.
"""

from collections.abc import Sequence
from math import floor, log10
from typing import NamedTuple

from data.base.days import Day
from data.facts import facts


def point_sizes(index: str, days: Sequence[Day], closes: Sequence[float]) -> list[float]:
    """Size of a point on each day, shape (days,): the close, in index points, over the level at which costs are what
    they are, and never more than 1; 1 from the first listing on.

    1 also on an index whose level no fact tells.
    """
    table, name = facts("hypothetical"), f"{index}.cost_level"
    if name not in table.names:
        return [1.0] * len(days)
    told, *_, listed = table.history(name)
    level = told.value or 1.0
    return [
        min(close / level, 1.0) if day < listed.valid_from else 1.0 for day, close in zip(days, closes, strict=True)
    ]


class StrikeSteps(NamedTuple):
    """A step of listed strikes, points of the underlying, and into how many parts it is divided where points are
    smaller: 1, 10, 100 ...
    """

    step: float
    parts: float


def parts_of_step(size: float) -> float:
    """Parts of a step of strikes where points have a size (0 to 1; larger: 1).

    >>> parts_of_step(1.0), parts_of_step(0.05)
    (1.0, 100.0)
    """
    return 10.0 ** -floor(log10(min(size, 1.0)))


def listed(steps: StrikeSteps, count: int) -> float:
    """The listed strike at so many steps from zero, points of the underlying.

    >>> listed(StrikeSteps(5.0, 100.0), 3)
    0.15
    """
    # 10.0 ** 2 is exact and 10.0 ** -2 is not: divided, strikes are the floats nearest to their decimals
    return count * steps.step / steps.parts


def payoff(strike: float, settlement: float, call: bool) -> float:  # noqa: FBT001  (keyword-only is not to be compiled)
    """Value of an option held at its expiry, points of the underlying, never negative."""
    return max(settlement - strike if call else strike - settlement, 0.0)
