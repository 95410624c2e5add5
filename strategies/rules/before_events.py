"""Before events: the overlay is small when a date comes that is known ahead, and as it was once it has passed.

    full  --(the next fill is within `days_before` calendar days of an event, or the last before it)--> small
    small --(neither any more)------------------------------------------------------------------------> full

The event's own day counts: a fill on it is still of the smaller overlay, which is so held at the close before the event
and through its whole session, whatever weekend or holiday lies before it. Days are calendar facts, known ahead.
"""

from collections.abc import Sequence
from typing import NamedTuple

from data.base.days import Day
from data.base.near_events import NEVER, days_to
from strategies.events.rulings import NO_NUMBERS, UNKNOWN, Ruling, ruled
from strategies.rules.rule import OverlayObservation, Rule

NOTHING, AHEAD, OVER = range(3)
"""What an evening changed."""
CHANGES = ("", "event_ahead", "event_over")
"""The code of a ruling for each of them."""


class BeforeEvents(NamedTuple):
    """Calendar days before an event, 0: its own day alone; `factor` is the multiplier within them."""

    days_before: int
    factor: float


def step(rule: BeforeEvents, small: bool, ahead: int, until_next: int) -> tuple[bool, float, int]:  # noqa: FBT001
    """Whether the overlay is to be small, its multiplier, and what changed: `NOTHING`, `AHEAD` or `OVER`; calendar days
    from the next fill to the next event (0: on that day) and to the session after the fill.

    >>> step(BeforeEvents(1, 0.5), False, ahead=3, until_next=3), step(BeforeEvents(1, 0.5), False, 3, 1)
    ((True, 0.5, 1), (False, 1.0, 0))
    """
    if ahead <= max(rule.days_before, until_next):
        return True, rule.factor, NOTHING if small else AHEAD
    return False, 1.0, OVER if small else NOTHING


def before_events_rule(rule: BeforeEvents, events: Sequence[Day]) -> Rule:
    """The rule of an overlay before events on some days, ascending; its state is whether it made the overlay small."""
    return Rule("before_events", rule, False, lambda seen: _observe(events, seen), _ruling, yields=True)


def _observe(events: Sequence[Day], seen: OverlayObservation) -> tuple[int, int]:
    """Calendar days from the next fill to the next event, and to the session after that fill."""
    return days_to(events, seen.fill_day), seen.view.after_next - seen.fill_day


def _ruling(rule: BeforeEvents, small: bool, seen: tuple[int, int]) -> tuple[bool, Ruling]:  # noqa: FBT001
    small, multiplier, change = step(rule, small, *seen)
    days = UNKNOWN if seen[0] == NEVER else float(seen[0])
    numbers = {"days": days} if change == AHEAD else NO_NUMBERS
    word = "small" if small else "full"
    return small, ruled((multiplier, UNKNOWN, word, days, CHANGES[change], numbers))
