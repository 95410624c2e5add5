"""When something began: the date for people, and beside it a clock that nobody sets, for how long it took."""

import time
from datetime import UTC, datetime
from typing import NamedTuple


class Moment(NamedTuple):
    """A moment by the clock of the machine (`at`, UTC), which may be set back at any time, and by one that never goes
    back (`ticks`, seconds).
    """

    at: datetime
    ticks: float

    @property
    def seconds(self) -> float:
        """Seconds since then, to the millisecond; never below 0."""
        return round(time.monotonic() - self.ticks, 3)


def now() -> Moment:
    """The moment that it is."""
    return Moment(datetime.now(UTC), time.monotonic())
