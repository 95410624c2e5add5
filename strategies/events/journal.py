"""What a strategy or the account wants remembered: events with the numbers behind them, and the state of the rules."""

from typing import NamedTuple

from data.base.days import Day
from strategies.events.rows import Rows
from strategies.events.rulings import RuleState, Ruling

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
    numbers: dict[str, float | str]


class Journal:
    """Events and what rules said, in the order in which they came; `evenings` are rule states without their rulings."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.evenings = Rows(RuleState._fields[:-1])
        self.rulings = Rows(Ruling._fields)

    def ruled(self, state: RuleState) -> None:
        """Remember where the rules stood after a session."""
        self.evenings.add(state[:-1])
        self.rulings.extend(state.rulings)

    def event(self, day: Day, kind: str, contract: str, code: str, /, **numbers: float | str) -> None:
        """Remember an event; beside its numbers a name may be told, such as that of a series."""
        self.events.append(Event(day, kind, contract, code, numbers))
