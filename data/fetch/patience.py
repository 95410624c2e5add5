"""How long and how often to ask: limits, and trying again."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

from data.fetch.clock import Clock
from data.fetch.failures import TryAgain

T = TypeVar("T")
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What a download may take: seconds to connect, between two blocks, and in all; the pause between two requests
    to a host, and the first before trying again, in seconds; tries, redirects, and bytes.
    """

    connect: float = 10.0
    read: float = 30.0
    deadline: float = 180.0
    pause: float = 1.0
    backoff: float = 1.0
    tries: int = 4
    redirects: int = 3
    most_bytes: int = 16 * 2**20


def persist(attempt: Callable[[], T], clock: Clock, limits: FetchLimits) -> T:
    """The result of an attempt, made again after a passing trouble: twice as late each time and never all at once.

    A server that says how long to wait is obeyed. Raises what the trouble says (`Unusable` or
    `Unreachable`) when tries or time are used up.
    """
    started = clock.elapsed()
    for number in count(1):
        try:
            return attempt()
        except TryAgain as trouble:
            wait = _wait(trouble, number, clock, limits)
            if number == limits.tries:
                raise trouble.last(f"{trouble}, {number} times") from trouble
            if clock.elapsed() - started + wait > limits.deadline:
                raise trouble.last(_later(trouble, wait)) from trouble
            clock.sleep(wait)
    raise AssertionError  # count() has no end


def _later(trouble: TryAgain, wait: float) -> str:
    return f"{trouble}; try again another day" if wait > _DAY else f"{trouble}; try again in {wait:.0f} s or more"


def _wait(trouble: TryAgain, number: int, clock: Clock, limits: FetchLimits) -> float:
    """What the server asks for; else the doubled pause, of which up to a half is left to chance."""
    if trouble.wait is not None:
        return trouble.wait
    return float(limits.backoff * 2 ** (number - 1) * (0.5 + 0.5 * clock.chance()))
