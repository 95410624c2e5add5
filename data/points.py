"""How large a point of an index is to its contracts on days on which nothing was traded.

Costs, ticks and strikes in index points, and commissions, are meant for an index of thousands. Where it stood at 5 or 30, they are taken to be the same share
of it as at the level of `data/facts/hypothetical.csv`.
"""

from collections.abc import Sequence

from data.days import Day
from data.facts import facts


def point_sizes(index: str, days: Sequence[Day], closes: Sequence[float], until: Day | None) -> list[float]:
    """Size of a point on each day, 1 from `until` on (None: on all days): before it the close over the level at which costs are what they are.

    1 also on an index whose level no fact tells.
    """
    table, name = facts("hypothetical"), f"{index}.cost_level"
    if until is None or name not in table.names:
        return [1.0] * len(days)
    level = table.latest(name).value or 1.0
    return [close / level if day < until else 1.0 for day, close in zip(days, closes, strict=True)]
