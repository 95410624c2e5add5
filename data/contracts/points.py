"""How large a point of an index is to its contracts where it stood at a small part of what they are made for.

Costs, ticks and strikes in index points, and commissions, are meant for an index of thousands. Where it stood at 5 or
115, they are taken to be the same share of it as at the level of the table `hypothetical`, until the day on which
the first of these contracts was listed.
"""

from collections.abc import Sequence

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
