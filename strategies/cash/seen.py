"""What a rule sees of a published series: its level, or how it changed over a window, as known on an evening."""

from math import isfinite
from typing import TYPE_CHECKING, Literal, NamedTuple

from data.base.days import Day
from data.base.difference import difference
from strategies.cash.evening import UNKNOWN

if TYPE_CHECKING:
    from data.base.published import Published

By = Literal["level", "change", "growth"]


class Seen(NamedTuple):
    """A series, what is measured of it, over how many sessions (a change in its unit, a growth as a decimal), and after
    how many calendar days a value that was published is too old to count.
    """

    series: "Published"
    by: By = "level"
    window: int = 63
    oldest: int = 100

    def measured(self, today: Day, start: Day | None) -> float:
        """What is known on an evening, given the session so far back as its window (None: the market begins later); NaN
        before the first value, after the last one has become too old, where market or series begin within the window,
        and of a growth from 0 or less.
        """
        age = self.series.age(today)
        if age is None or age > self.oldest:
            return UNKNOWN
        now = self.series.at(today)
        if self.by == "level":
            return now
        before = UNKNOWN if start is None else self.series.at(start)
        grown = difference(now / before, 1.0) if before > 0.0 else UNKNOWN
        moved = difference(now, before) if self.by == "change" else grown
        return moved if isfinite(moved) else UNKNOWN
