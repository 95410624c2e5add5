"""Time and chance, as values that tests replace."""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple


class Clock(NamedTuple):
    """The date (UTC), elapsed seconds, waiting, and chance between 0 and 1."""

    now: Callable[[], datetime]
    elapsed: Callable[[], float]
    sleep: Callable[[float], None]
    chance: Callable[[], float]


def system_clock() -> Clock:
    """The machine's own: its date, a clock that never goes back, and chance that nobody can foresee."""
    return Clock(lambda: datetime.now(UTC), time.monotonic, time.sleep, random.SystemRandom().random)
