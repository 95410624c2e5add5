"""Pause: after a sudden move, up or down, the overlay is small for some sessions.

    full   --(a close is `move` or more away from the one before)--> paused
    paused --(another such move)-----------------------------------> paused, the count starts again
    paused --(after `sessions` sessions of the smaller overlay)----> full

A move that is not known yet (NaN) is no sudden one.
"""

from typing import NamedTuple

from strategies.events.rulings import NO_NUMBERS, UNKNOWN, Ruling, ruled
from strategies.rules.rule import OverlayObservation, Rule

NOTHING, PAUSED, RESUMED = range(3)
"""What an evening changed."""
CHANGES = ("", "paused", "resumed")
"""The code of a ruling for each of them."""


class Pause(NamedTuple):
    """`move` is a decimal above 0, either way; `factor` the multiplier on the `sessions` fills after it."""

    move: float
    sessions: int
    factor: float


def step(rule: Pause, left: int, move: float) -> tuple[int, float, int]:
    """Fills of the smaller overlay that are left after an evening, the next one among them; its multiplier, and what
    changed: `NOTHING`, `PAUSED` or `RESUMED`. `move` is that of the day, a decimal, a fall negative.

    >>> step(Pause(0.03, 5, 0.0), 0, -0.04)
    (5, 0.0, 1)
    """
    if abs(move) >= rule.move:
        return rule.sessions, rule.factor, NOTHING if left > 0 else PAUSED
    if left > 1:
        return left - 1, rule.factor, NOTHING
    return 0, 1.0, RESUMED if left > 0 else NOTHING


def pause_rule(pause: Pause) -> Rule:
    """The pause as a rule of an overlay; its state is the fills that are left."""
    return Rule("pause", pause, 0, _observe, _ruling, yields=True)


def _observe(seen: OverlayObservation) -> float:
    return float(seen.view.move)


def _ruling(rule: Pause, left: int, move: float) -> tuple[int, Ruling]:
    after, multiplier, change = step(rule, left, move)
    numbers = NO_NUMBERS
    if change == PAUSED:
        numbers = {"move": move, "level": rule.move, "count": rule.sessions}
    elif change == RESUMED:
        numbers = {"count": rule.sessions}
    word = "paused" if after else "full"
    return after, ruled((multiplier, UNKNOWN, word, move, CHANGES[change], numbers))
