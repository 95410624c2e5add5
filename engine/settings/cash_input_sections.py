"""The sections of the settings that belong to inputs of the cash ratio: named series of one's own, and its pause."""

import re
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field, model_validator

from engine.settings.section import Section
from strategies.cash.rules.cash_pause import CashPause
from strategies.cash.rules.series import SeriesRule
from strategies.cash.seen import By

MOST_SERIES = 12
NAME = r"[a-z][a-z0-9_]{0,39}"
Edge = Annotated[float, Field(ge=-1e24, le=1e24)]
Asked = Annotated[float, Field(ge=-1.0, le=1.0)]


class CashPauseSettings(Section):
    """An exception: after a close that is `move` or more (a decimal) above or below the one before, the cash ratio is
    left as it is for `sessions` sessions, however the rules stand; another such move starts the count again. With
    `holds = "buying"` only what lowers cash waits, and an alarm does not. What was due is made up after it.
    """

    enabled: bool = False
    move: Annotated[float, Field(ge=0.001, le=0.5)] = 0.04
    sessions: Annotated[int, Field(ge=1, le=252)] = 3
    holds: Literal["all", "buying"] = "all"

    @property
    def rule(self) -> CashPause | None:
        """What the rule takes; None where it is off."""
        return CashPause(self.move, self.sessions, self.holds == "buying") if self.enabled else None


class OneSeries(Section):
    """A series of `file`, a CSV with `date` and `column` (less a column `minus`), known `lag_days` calendar days after
    its dates and for `oldest_days` days then. Its level, change or growth over `window` sessions lies in one of the
    bands between `edges`, each of which asks for one of `asks`: an addition to the cash ratio, or a ratio.
    """

    enabled: bool = True
    file: str | None = None
    column: str = "value"
    minus: str = ""
    lag_days: Annotated[int, Field(ge=0, le=730)] = 1
    oldest_days: Annotated[int, Field(ge=1, le=3660)] = 100
    by: By = "level"
    window: Annotated[int, Field(ge=1, le=1000)] = 63
    edges: Annotated[tuple[Edge, ...], Field(strict=False, max_length=20)] = ()
    asks: Annotated[tuple[Asked, ...], Field(strict=False, max_length=21)] = ()
    gives: Literal["addition", "ratio"] = "addition"
    leave: Annotated[float, Field(ge=0.0, le=1e24)] = 0.0

    def rule(self, name: str) -> SeriesRule:
        """What the rule takes."""
        return SeriesRule(name, self.edges, self.asks, self.leave, self.gives == "addition")

    def check(self, name: str) -> None:
        """Raises `ValueError` for what does not go together; `name` is the section's."""
        if self.file is None:
            raise ValueError(f"{name}.file: the market has no such series; set it to a CSV with its dates")
        if self.minus and self.minus == self.column:
            raise ValueError(f"{name}.minus {self.minus} is {name}.column itself, which leaves 0; name another column")
        if not self.edges or list(self.edges) != sorted(set(self.edges)):
            raise ValueError(f"{name}.edges {list(self.edges)} should be one number or more, rising")
        if len(self.asks) != len(self.edges) + 1:
            raise ValueError(
                f"{name}.asks has {len(self.asks)} values, but {len(self.edges)} edges make {len(self.edges) + 1} bands"
            )
        if self.gives == "ratio" and min(self.asks) < 0.0:
            raise ValueError(f"{name}.asks {min(self.asks):g} should be a cash ratio, from 0 to 1")


class CashSeries(Section):
    """Series of your own that move the cash ratio (a credit spread, the dollar, a real rate, a yield, what a chain of
    blocks tells): each a section `[cash_series.NAME]` with file, column, lag_days, edges and what each band asks for.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, OneSeries] = Field(init=False)
    of_one: ClassVar[type[Section]] = OneSeries
    """What each name stands for."""

    @property
    def named(self) -> dict[str, OneSeries]:
        """The series that are switched on, by their names, in the order of the settings."""
        return {name: one for name, one in (self.model_extra or {}).items() if one.enabled}

    @model_validator(mode="after")
    def _whole(self) -> "CashSeries":
        known = self.model_extra or {}
        for name, one in known.items():
            if not re.fullmatch(NAME, name):
                raise ValueError(f"cash_series.{name}: a name should be of small letters, digits and _, 40 at most")
            if one.enabled:
                one.check(f"cash_series.{name}")
        if len(known) > MOST_SERIES:
            raise ValueError(f"cash_series has {len(known)} series; at most {MOST_SERIES} can be read")
        return self
