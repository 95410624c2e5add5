"""Voluntary stop: close the overlay oneself while the margin ratio is still above what the broker asks.

    open    --(collateral < level x maintenance)-----> stopped
    stopped --(the next fill is in a new month)------> open

Without positions there is no ratio (infinity), and nothing to stop. A level of 0 is no stop, also where
collateral is below zero.
"""

from typing import Any

from data.base.days import month_number
from strategies.events.rulings import NOTHING, UNKNOWN, Ruling
from strategies.rules.rule import Rule


def step(  # the state stands second, as in every rule
    level: float,
    stopped: bool,  # noqa: FBT001
    ratio: float,
    month: int,
    fill_month: int,
) -> tuple[bool, float, str]:
    """Whether stopped after a session with this margin ratio (collateral over maintenance), multiplier for the next
    fill (0: closed), and the code of a change: voluntary_stop, voluntary_stop_lifted, or empty.

    >>> step(1.5, False, 1.4, month=1, fill_month=1)
    (True, 0.0, 'voluntary_stop')
    """
    stops = level > 0.0 and not stopped and ratio < level
    if fill_month != month:
        return False, 1.0, "voluntary_stop_lifted" if stopped else ""
    stopped = stopped or stops
    return stopped, 0.0 if stopped else 1.0, "voluntary_stop" if stops else ""


def voluntary_stop_rule(level: float) -> Rule:
    """The voluntary stop as a rule; `level` is a margin ratio."""
    return Rule("voluntary_stop", level, False, _observe, _ruling)


def _observe(seen: Any) -> tuple[float, int, int]:
    """The margin ratio, the month and that of the next fill, of any observation that has them."""
    return seen.margin_ratio, month_number(seen.day), month_number(seen.fill_day)


def _ruling(level: float, stopped: bool, seen: tuple[float, int, int]) -> tuple[bool, Ruling]:  # noqa: FBT001
    stopped, multiplier, code = step(level, stopped, *seen)
    numbers = {"ratio": seen[0], "level": level} if code == "voluntary_stop" else NOTHING
    word = "open" if multiplier else "stopped"
    return stopped, Ruling(multiplier, UNKNOWN, word, seen[0], code, numbers)
