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
    """Events and what rules said, in the order in which they came: of each session a row of `targets` (the first five
    fields of its state), and one of `rulings` for each rule (day, name, the first four fields of its ruling, whether it
    bound the target).
    """

    def __init__(self) -> None:
        self.events: list[Event] = []
        # plain tuples of numbers and words: the garbage collector leaves them out, and there are ten thousands
        self.targets: list[tuple[Any, ...]] = []
        self.rulings: list[tuple[Any, ...]] = []

    def ruled(self, state: RuleState) -> None:
        """Remember where the rules stood after a session."""
        day, binding = state.day, state.binding
        self.targets.append(state[:5])
        self.rulings += [
            (day, name, *ruling[:4], name == binding) for name, ruling in zip(state.rules, state.rulings, strict=True)
        ]

    def event(self, day: Day, kind: str, contract: str, code: str, /, **numbers: float) -> None:
        """Remember an event."""
        self.events.append(Event(day, kind, contract, code, numbers))
