"""Events: more cash in the week before a known date, and back to normal in steps after it.

The rule has no memory. On the day an order would fill: within `days_before` calendar days of the next event, that day
included, the whole addition; k sessions after the last event, 1 - k / `sessions_back` of it. Where the way back from
one event meets the week before the next, the larger addition counts: two events never add up.
"""

from typing import NamedTuple


class Events(NamedTuple):
    """The addition to the cash ratio, calendar days before, and sessions after over which it is taken back."""

    addition: float = 0.10
    days_before: int = 7
    sessions_back: int = 3


def addition(rule: Events, days_to: int, sessions_since: int) -> float:
    """What is added to the cash ratio on a day, a share of the portfolio: calendar days to the next event (0: today),
    sessions since the last one before today.

    >>> from data.base.near_events import NEVER
    >>> addition(Events(), days_to=7, sessions_since=NEVER), round(addition(Events(), NEVER, sessions_since=1), 4)
    (0.1, 0.0667)
    """
    if days_to <= rule.days_before:
        return rule.addition
    return rule.addition * max(1.0 - sessions_since / rule.sessions_back, 0.0) if rule.sessions_back else 0.0
