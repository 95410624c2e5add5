"""What a broker asks to hold positions, session by session."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from data.base.days import Day
from data.base.errors import MissingFact
from data.facts import facts
from engine.account.of_opening import OfOpening
from engine.account.written import MarginShares


class MarginAsked(NamedTuple):
    """By session, for one full-size contract of the root `family`: maintenance margin (account currency,
    positive; NaN where it is not known), and initial margin as a multiple of it. `proportional` where it moves
    with the index within a session (empty: nowhere); `written` says what written options ask for on a day, `short` the
    maintenance of short positions where it is another one, `opening` what is asked of the value at which positions were
    opened, None where it is today's.
    """

    family: str
    maintenance: Sequence[float]
    initial_ratio: Sequence[float]
    proportional: Sequence[bool] = ()
    written: Callable[[Day], MarginShares] = MarginShares.on
    short: Sequence[float] | None = None
    opening: OfOpening | None = None


def margin_is_unknown(family: str, day: Day) -> MissingFact:
    """What is raised where the margin of a day is asked for and not known."""
    name = f"{family}.maintenance"
    return MissingFact(facts("exchange_margin").file(name), name, day, "choose another period or margin.source")
