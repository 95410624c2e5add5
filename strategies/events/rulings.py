"""What a rule says of an evening, and where all of them stood after it."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from data.base.days import Day

UNKNOWN = float("nan")
NO_NUMBERS: Mapping[str, float] = {}
"""Numbers of a ruling without any."""
KINDS = {"loss_stop_amount": "loss_stop", "label_entered": "range_entered", "label_left": "range_left"}
"""Kind of the event of a change, where that is not its code: what happened is the same, for another reason."""


class Ruling(NamedTuple):
    """What a rule makes of the overlay for the next session.

    The base ratio is multiplied by `multiplier` (0 to 1; 1: nothing is taken away), and the target is at most `most`, a
    share of equity (NaN: the rule only multiplies). `state` is a word of its state machine, `observed` the measure it
    looked at. A change has a `code`, the kind of its event and the key of its reason in the catalogues, with the
    `numbers` that its sentence speaks of; a report tells that of the change with which a rule begins to act beside its
    span.
    """

    multiplier: float = 1.0
    most: float = UNKNOWN
    state: str = ""
    observed: float = UNKNOWN
    code: str = ""
    numbers: Mapping[str, float] = NO_NUMBERS


ruled: Callable[[tuple[float, float, str, float, str, Mapping[str, float]]], Ruling] = Ruling._make
"""A ruling from its fields, all six of them, in two thirds of the time: one is made for each rule every evening."""


class RuleState(NamedTuple):
    """Where the rules stood after a session: the overlay ratio before any rule and the one aimed at, what one contract
    is of equity (NaN: unknown), the rule that bound the target, and the names of all rules with their rulings.
    """

    day: Day
    base_ratio: float
    volatility: float
    target_ratio: float
    contract_ratio: float
    binding: str
    rules: tuple[str, ...]
    rulings: tuple[Ruling, ...]
