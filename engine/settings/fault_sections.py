"""The sections of a run's settings that say what goes wrong around an account: nobody at the desk, a broker that
cannot be reached, prices that stand still, rolls that are forgotten, money that comes late.
"""

from typing import Annotated

from pydantic import Field, model_validator

from engine.settings.section import CalendarDay, Section, Share


class Spells(Section):
    """Spells of `sessions` each: one from the first session on or after `start`, and as many `a_year` on average by
    chance, drawn by `faults.seed`.
    """

    start: CalendarDay | None = None
    sessions: Annotated[int, Field(ge=0, le=1_000)] = 0
    a_year: Annotated[float, Field(ge=0.0, le=52.0)] = 0.0

    @model_validator(mode="after")
    def _whole(self) -> "Spells":
        section = type(self).__name__.lower()
        if self.sessions and self.start is None and self.a_year == 0.0:
            raise ValueError(f"{section}.sessions needs {section}.start, a day, or {section}.a_year, how often")
        if not self.sessions and (self.start is not None or self.a_year):
            told = "start" if self.start is not None else "a_year"
            raise ValueError(f"{section}.{told} has no effect without {section}.sessions")
        return self

    @property
    def none(self) -> bool:
        """Whether there is no such spell."""
        return self.sessions == 0


class Absence(Spells):
    """Nobody at the desk: on these evenings nothing is decided, ordered or moved by hand. What the broker and the
    calendar do goes on: marks, calls, deadlines, forced sales, expiries, redemptions on their way.
    """


class Outage(Spells):
    """The broker cannot be reached: orders that should fill in these sessions do not, and no money is moved; the
    broker's own forced sales go on.
    """


class Stale(Spells):
    """Prices stand still: in these sessions the rules see the prices of the last session before; fills, marks and
    margin are at the true ones.
    """


class Faults(Section):
    """What goes wrong by chance, drawn by `seed`: a share of rolls that are `missed_rolls`, and a share of redemptions
    that are `late`, by `late_sessions` each.
    """

    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = 1
    missed_rolls: Share = 0.0
    late: Share = 0.0
    late_sessions: Annotated[int, Field(ge=1, le=60)] = 1
