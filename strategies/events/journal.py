"""What a strategy or the account wants remembered: events with the numbers behind them, and the state of the rules."""

from typing import TYPE_CHECKING, NamedTuple

from data.base.days import Day

if TYPE_CHECKING:
    from strategies.events.rulings import RuleState

FORCED = ("loss_cut", "deadline_missed", "liquidation")
"""Events of a position that the broker closes; nothing is ordered after one of them in foreign exchange."""


class Event(NamedTuple):
    """Something that happened on a day, the numbers behind it, and why."""

    day: Day
    kind: str
    contract: str
    numbers: dict[str, float]
    reason: str


class Journal:
    """Events and rule states in the order in which they came."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.rules: list[RuleState] = []

    def event(self, day: Day, kind: str, contract: str, reason: str, **numbers: float) -> None:
        """Remember an event."""
        self.events.append(Event(day, kind, contract, numbers, reason))
