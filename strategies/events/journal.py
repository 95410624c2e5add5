"""What a strategy or the account wants remembered: events with the numbers behind them, and the state of the rules."""

from typing import Any, NamedTuple

from data.base.days import Day
from strategies.events.rulings import RuleState

FORCED = ("loss_cut", "deadline_missed", "liquidation")
"""Events of a position that the broker closes; nothing is ordered after one of them in foreign exchange."""


class Event(NamedTuple):
    """Something that happened on a day, why, and the numbers behind it; `code` is a key of the section `reason` of the
    catalogues, whose sentence speaks of the numbers, or a strategy's own word.
    """

    day: Day
    kind: str
    contract: str
    code: str
    numbers: dict[str, float]


class Journal:
    """Events and what rules said, in the order in which they came: `evenings` has the fields of each `RuleState` but
    the rulings, `rulings` those of each `Ruling`, one behind another.
    """

    def __init__(self) -> None:
        self.events: list[Event] = []
        # no rows: there would be ten thousands, and the garbage collector would walk over them
        self.evenings: list[Any] = []
        self.rulings: list[Any] = []

    def ruled(self, state: RuleState) -> None:
        """Remember where the rules stood after a session."""
        self.evenings += state[:-1]
        for ruling in state.rulings:
            self.rulings += ruling

    def event(self, day: Day, kind: str, contract: str, code: str, /, **numbers: float) -> None:
        """Remember an event."""
        self.events.append(Event(day, kind, contract, code, numbers))
