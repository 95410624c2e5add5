"""Values and dates from outside the market table, as they were known at a time."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from data.base.days import Day
from data.base.finding import Finding

UNKNOWN = float("nan")


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
