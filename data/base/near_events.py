"""How near events that are announced ahead are to a session: numbers of days and of sessions.

What is asked for a session depends on the days of events and on sessions up to it, never on sessions after it. Events
and sessions are ascending days.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from data.base.days import Day

NEVER = 1 << 30
"""Days to the next event, or sessions since the last, where there is none."""
Days = npt.NDArray[np.int64]


class Nearness(NamedTuple):
    """How near events are: calendar days to the next (0: today), sessions since the last before today (0: it was on a
    day without trading just before); `NEVER` where there is none.
    """

    days_to: int
    sessions_since: int


def days_to(events: Sequence[Day], day: Day) -> int:
    """Calendar days from a day to the next event, 0 on its own day; `NEVER` where there is none.

    >>> days_to([20], 14), days_to([20], 20)
    (6, 0)
    """
    place = bisect_left(events, day)
    return events[place] - day if place < len(events) else NEVER


def days_to_each(events: Sequence[Day], days: Days) -> Days:
    """`days_to` of each of some days at once, shape (days,)."""
    known = np.array(events, dtype=np.int64)
    places = np.searchsorted(known, days)
    return np.where(places < len(known), np.append(known, 0)[places] - days, NEVER)


def near_next(events: Sequence[Day], sessions: Sequence[Day], row: int, following: Day) -> Nearness:
    """How near events are to `following`, the session after that of a row: the day of a fill, which the sessions may
    not reach.

    >>> near_next([20], [10, 13], row=1, following=14), near_next([11], [10, 13], row=1, following=14)
    (Nearness(days_to=6, sessions_since=1073741824), Nearness(days_to=1073741824, sessions_since=1))
    """
    place = bisect_left(events, following)
    since = row + 1 - bisect_left(sessions, events[place - 1], hi=row + 1) if place else NEVER
    return Nearness(days_to(events, following), since)
