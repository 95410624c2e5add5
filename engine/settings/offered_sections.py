"""The sections of rules on offer, each off by default: a smaller overlay in a range, before events, after a sudden
move.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from data.signals.regimes import TREND_RULE
from engine.settings.roots import EventCalendar
from engine.settings.section import Section
from strategies.rules.before_events import BeforeEvents
from strategies.rules.in_range import BETWEEN, InRange
from strategies.rules.pause import Pause

Part = Annotated[float, Field(ge=0.0, lt=1.0)]
"""What is left of an overlay by a rule: less than all of it, 0 for nothing."""
Level = Annotated[float, Field(ge=0.0, le=100.0)]
Label = Annotated[str, Field(min_length=1, max_length=40)]
RangeMeasure = Literal["none", "efficiency", "adx", "regime", "labels"]
MEASURED: dict[str, tuple[int, float, float]] = {
    "efficiency": (TREND_RULE.window, TREND_RULE.efficiency, 0.20),
    "adx": (14, 20.0, 25.0),
}
"""Window and levels of each measure with levels where none are set: those of the regimes of reports, with a way back a
little further; Wilder's for the ADX.
"""


class InRangeSettings(Section):
    """A smaller overlay in a range (0: none): `measure` says what a range is. `efficiency` (0 to 1) and `adx` (0 to
    100) begin one below `enter_below` and end it above `leave_above`, over `window` sessions; where these are not set,
    63, 0.15 and 0.20, or 14, 20 and 25. `regime` is the label range of [regimes] as known at the close, `labels` those
    of your own file (`regimes.file`) that are named here. No rule: `none`.
    """

    measure: RangeMeasure = "none"
    window: Annotated[int, Field(ge=2, le=252)] | None = None
    enter_below: Level | None = None
    leave_above: Level | None = None
    labels: Annotated[tuple[Label, ...], Field(strict=False, min_length=1, max_length=20)] = ("range",)
    factor: Part = 0.5

    @property
    def by_label(self) -> bool:
        """Whether the measure is a label: it has no window and no levels."""
        return self.measure in {"regime", "labels"}

    @property
    def sessions(self) -> int:
        """Sessions that the measure looks back; 0 of a label."""
        return self.window or MEASURED.get(self.measure, (0, 0.0, 0.0))[0]

    @property
    def rule(self) -> InRange:
        """Levels and factor as the rule takes them."""
        if self.measure not in MEASURED:
            return InRange(BETWEEN, BETWEEN, self.factor)
        _, enter, leave = MEASURED[self.measure]
        enter = enter if self.enter_below is None else self.enter_below
        return InRange(enter, leave if self.leave_above is None else self.leave_above, self.factor)

    @model_validator(mode="after")
    def _in_order(self) -> "InRangeSettings":
        if self.rule.leave_above < self.rule.enter_below:
            raise ValueError(
                f"in_range.leave_above {self.rule.leave_above:g} should not be below in_range.enter_below "
                f"{self.rule.enter_below:g}; set both"
            )
        if self.measure == "efficiency" and self.rule.leave_above > 1.0:
            raise ValueError(f"in_range.leave_above {self.rule.leave_above:g}: an efficiency ratio is from 0 to 1")
        return self


class BeforeEventsSettings(Section):
    """A smaller overlay before events, those of `calendars` (`overlay calendar events` lists them) and of `file`, a
    table with a column date or a calendar (.ics): `factor` of it (0: none) is held from the close `days_before`
    calendar days before each, at the latest from the last close before it, until its own close.
    """

    enabled: bool = False
    calendars: Annotated[tuple[EventCalendar, ...], Field(strict=False, max_length=20)] = ("FOMC",)
    file: str | None = None
    days_before: Annotated[int, Field(ge=0, le=60)] = 1
    factor: Part = 0.5

    @property
    def rule(self) -> BeforeEvents:
        """Days and factor as the rule takes them."""
        return BeforeEvents(self.days_before, self.factor)

    @model_validator(mode="after")
    def _whole(self) -> "BeforeEventsSettings":
        if self.enabled and not self.calendars and self.file is None:
            raise ValueError(
                "before_events.enabled: there are no events; name one of before_events.calendars, or set "
                "before_events.file"
            )
        return self


class PauseSettings(Section):
    """A smaller overlay after a sudden move: for `sessions` sessions after a close that is `move` or more (a decimal)
    above or below the one before, `factor` of it (0: none) is held; another such move starts the count again.
    """

    enabled: bool = False
    move: Annotated[float, Field(ge=0.001, le=0.5)] = 0.03
    sessions: Annotated[int, Field(ge=1, le=252)] = 5
    factor: Part = 0.5

    @property
    def rule(self) -> Pause:
        """What the rule takes."""
        return Pause(self.move, self.sessions, self.factor)
