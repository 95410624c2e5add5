"""Voluntary stop: close the overlay oneself while the margin ratio is still above what the broker asks.

    open    --(collateral < level x maintenance)-----> stopped
    stopped --(the next fill is in a new month)------> open

Without positions there is no ratio (infinity), and nothing to stop. A level of 0 is no stop, also where
collateral is below zero.
"""

from typing import Any

from data.base.days import month_number
from strategies.events.rulings import NO_NUMBERS, UNKNOWN, Ruling, ruled
from strategies.rules.rule import Rule

NOTHING, STOPPED, LIFTED = range(3)
"""What an evening changed."""
CHANGES = ("", "voluntary_stop", "voluntary_stop_lifted")
"""The code of a ruling for each of them."""


def step(  # the state stands second, as in every rule
    level: float,
    stopped: bool,  # noqa: FBT001
    ratio: float,
    month: int,
    fill_month: int,
) -> tuple[bool, float, int]:
    """Whether stopped after a session with this margin ratio (collateral over maintenance), multiplier for the next
    fill (0: closed), and what changed: `NOTHING`, `STOPPED` or `LIFTED`.

    >>> step(1.5, False, 1.4, month=1, fill_month=1)
    (True, 0.0, 1)
    """
    stops = level > 0.0 and not stopped and ratio < level
    if fill_month != month:
        return False, 1.0, LIFTED if stopped else NOTHING
    closed = stopped or stops
    return closed, 0.0 if closed else 1.0, STOPPED if stops else NOTHING


def voluntary_stop_rule(level: float) -> Rule:
    """The voluntary stop as a rule; `level` is a margin ratio."""
    return Rule("voluntary_stop", level, False, _observe, _ruling)


def _observe(seen: Any) -> tuple[float, int, int]:
    """The margin ratio, the month and that of the next fill, of any observation that has them."""
    return seen.margin_ratio, month_number(seen.day), month_number(seen.fill_day)


def _ruling(level: float, stopped: bool, seen: tuple[float, int, int]) -> tuple[bool, Ruling]:  # noqa: FBT001
    stopped, multiplier, change = step(level, stopped, *seen)
    numbers = {"ratio": seen[0], "level": level} if change == STOPPED else NO_NUMBERS
    word = "open" if multiplier else "stopped"
    return stopped, ruled((multiplier, UNKNOWN, word, seen[0], CHANGES[change], numbers))
