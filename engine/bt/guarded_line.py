"""Lines that know nothing of later bars: on a feed that is preloaded, Backtrader's own give them away."""

from collections.abc import Iterable
from math import nan
from typing import Any

import backtrader as bt

from data.base.errors import LookAheadError

# Backtrader counts days from the year 1
_EPOCH = 719163


class GuardedLine(bt.LineBuffer):
    """A line whose `[1]` raises `LookAheadError`, and whose `[-1]` is NaN on the first bar: Backtrader's would be the
    next value there, and the last of all. `clock` is the line of times of its feed.
    """

    clock: Any

    def __getitem__(self, ago: int) -> float:
        """The value so many bars ago, written as a number <= 0."""
        if ago > 0:
            raise self._ahead(ago)
        place = self._idx + ago
        value: float = self.array[place] if place >= 0 else nan
        return value

    def get(self, ago: int = 0, size: int = 1) -> Any:
        """The last values until so many bars ago, written as a number <= 0. Raises `LookAheadError` for one > 0."""
        if ago > 0:
            raise self._ahead(ago)
        return super().get(ago, size)

    def _ahead(self, ago: int) -> LookAheadError:
        times, place = self.clock.array, self.clock._idx  # noqa: SLF001  (a line has no other name for it)
        today = int(times[place]) - _EPOCH
        asked = int(times[place + ago]) - _EPOCH if place + ago < len(times) else today + ago
        return LookAheadError(f"line, [{ago}]", asked, today)


def guard(data: Any, clock: Any) -> None:
    """Let the lines of a feed or an indicator know nothing of later bars, but for times, by which Backtrader itself
    finds out which bar is next.
    """
    for name, line in zip(data.lines.getlinealiases(), data.lines.lines, strict=False):
        if type(line) is bt.LineBuffer and name != "datetime":
            line.__class__, line.clock = GuardedLine, clock


def guard_all(feeds: Iterable[Any], strategies: Iterable[Any]) -> None:
    """The same of all feeds of a run, and of all indicators of its strategies."""
    for feed in feeds:
        guard(feed, feed.lines.datetime)
    for strategy in strategies:
        for one in _indicators(strategy):
            guard(one, strategy.data.lines.datetime)


def _indicators(of: Any) -> Iterable[Any]:
    """Indicators of a strategy, and what these are made of; operations on lines, which are lines themselves, are left
    as they are.
    """
    for one in of._lineiterators[bt.LineIterator.IndType]:  # noqa: SLF001  (the only list of them)
        if not isinstance(one, bt.LineBuffer):
            yield one
            yield from _indicators(one)
