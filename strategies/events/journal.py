"""What a strategy or the account wants remembered: events with the numbers behind them, and the state of the rules."""

from typing import NamedTuple

from data.base.days import Day

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


class RuleState(NamedTuple):
    """Where the rules stood after a session, which one bound the target for the next, and what one contract is; NaN
    is unknown or unused.
    """

    day: Day
    base_ratio: float
    volatility: float
    halving_multiplier: float
    loss_stop_multiplier: float
    voluntary_stop_multiplier: float
    room_ratio: float
    cap_ratio: float
    target_ratio: float
    binding: str
    contract_ratio: float


class Journal:
    """Events and rule states in the order in which they came."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.rules: list[RuleState] = []

    def event(self, day: Day, kind: str, contract: str, code: str, /, **numbers: float) -> None:
        """Remember an event."""
        self.events.append(Event(day, kind, contract, code, numbers))
