"""Paths through the bar of a session: pure functions of numbers.

A path has four corners joined by straight legs: open, high, low, close, or open, low, high, close. A moment is a number
from 0 (open) to 3 (close): the leg and the part of it that is done.
"""

from math import inf
from typing import NamedTuple

Corners = tuple[float, float, float, float]
OPENING, CLOSING = 0.0, 3.0
"""Moments of the open and of the close."""
NEVER = inf
"""The moment of what does not happen in a session."""


class Bar(NamedTuple):
    """Prices of a session, points."""

    open: float
    high: float
    low: float
    close: float


def bar_of(bar: Bar, real: bool) -> Bar:  # noqa: FBT001  (as the other pure functions)
    """A bar whose close, and open where that is a `real` one, lie within it; one that is not is brought within.

    >>> bar_of(Bar(100.0, 95.0, 93.0, 94.0), real=False)
    Bar(open=95.0, high=95.0, low=93.0, close=94.0)
    """
    high, low = max(bar.close, bar.high), min(bar.close, bar.low)
    if real:
        high, low = max(high, bar.open), min(low, bar.open)
    return Bar(min(max(bar.open, low), high), high, low, bar.close)


def corners(bar: Bar, high_first: bool) -> Corners:  # noqa: FBT001
    """The path through a bar that goes to its high, or to its low, first."""
    first, second = (bar.high, bar.low) if high_first else (bar.low, bar.high)
    return bar.open, first, second, bar.close


def price_at(path: Corners, moment: float) -> float:
    """Where a path stands at a moment.

    >>> price_at((100.0, 110.0, 90.0, 95.0), 1.25)
    105.0
    """
    leg = min(int(moment), 2)
    done = moment - leg
    if done == 1.0:
        return path[leg + 1]
    return path[leg] + done * (path[leg + 1] - path[leg])


def first_touch(path: Corners, since: float, level: float, at: float, rising: bool) -> float:  # noqa: FBT001
    """The first moment, from `since` on, at which a path is at or beyond a level: at or above it where one waits for it
    `rising`, else at or below; `at` is where it stands at `since`. `NEVER` where it is not.

    >>> first_touch((100.0, 110.0, 90.0, 95.0), 0.0, 95.0, 100.0, rising=False)
    1.75
    """
    if (at >= level) if rising else (at <= level):
        return since
    for leg in range(int(since), 3):
        begins, ends = path[leg], path[leg + 1]
        if (ends >= level) if rising else (ends <= level):
            done = (level - begins) / (ends - begins) if ends != begins else 1.0
            return min(max(since, leg + done), leg + 1.0)
    return NEVER


def extremes(path: Corners, since: float, until: float) -> tuple[float, float]:
    """(highest, lowest) of a path from a moment to another."""
    passed = [path[corner] for corner in range(4) if since <= corner <= until]
    seen = [price_at(path, since), *passed, price_at(path, until)]
    return max(seen), min(seen)
