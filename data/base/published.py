"""Values and dates from outside the market table, as they were known at a time."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from data.base.days import Day
from data.base.finding import Finding

UNKNOWN = float("nan")
NEVER = 1 << 30
"""Days to the next event, or sessions since the last, where there is none."""


class Published:
    """Values by the day on which they were published, ascending; `warnings` say what is doubtful in their file."""

    def __init__(self, days: Sequence[Day], values: Sequence[float], warnings: Sequence[Finding] = ()) -> None:
        self._days = list(days)
        self._values = list(values)
        self.warnings = warnings

    def at(self, day: Day) -> float:
        """The last value published on or before a day, in the unit of its file; NaN before the first."""
        place = bisect_right(self._days, day)
        return self._values[place - 1] if place else UNKNOWN

    def age(self, day: Day) -> int | None:
        """Calendar days since the last value was published; None before the first."""
        place = bisect_right(self._days, day)
        return day - self._days[place - 1] if place else None


class EventDates:
    """Days of events that are announced ahead; ascending."""

    def __init__(self, days: Sequence[Day]) -> None:
        self.days = sorted(set(days))

    def following(self, day: Day) -> Day | None:
        """The first event on or after a day."""
        place = bisect_left(self.days, day)
        return self.days[place] if place < len(self.days) else None

    def before(self, day: Day) -> Day | None:
        """The last event before a day."""
        place = bisect_left(self.days, day)
        return self.days[place - 1] if place else None


class Nearness(NamedTuple):
    """How near events are: calendar days to the next (0: today), sessions since the last before today (0: it was on a
    day without trading just before); `NEVER` where there is none.
    """

    days_to: int
    sessions_since: int


def near(events: EventDates, sessions: Sequence[Day], row: int) -> Nearness:
    """How near events are to a session, by its row; nothing of the sessions after it is looked at."""
    return near_next(events, sessions, row - 1, sessions[row])


def near_next(events: EventDates, sessions: Sequence[Day], row: int, following: Day) -> Nearness:
    """How near events are to the session after that of a row: the day of a fill, which may not have come yet."""
    ahead, last = events.following(following), events.before(following)
    since = NEVER if last is None else row + 1 - bisect_left(sessions, last, hi=row + 1)
    return Nearness(NEVER if ahead is None else ahead - following, since)


def near_all(
    events: EventDates, sessions: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """`near` of every session at once: calendar days to the next event and sessions since the last, each of shape
    (sessions,).
    """
    days = np.array(events.days, dtype=np.int64)
    places = np.searchsorted(days, sessions)
    ahead = np.append(days, 0)[places]
    rows = np.append(np.searchsorted(sessions, days), 0)[places - 1]
    to = np.where(places < len(days), ahead - sessions, NEVER)
    return to, np.where(places > 0, np.arange(len(sessions)) - rows, NEVER)
