"""The sections of a run's settings of a strategy of one's own: where it is, its feed, its params."""

from pathlib import PurePath
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from engine.settings.section import Section

Plain = bool | int | float | str


class Own(Section):
    """A Backtrader strategy of one's own: where it is found (`FILE.py:Class`), and on which feed it trades: the `index`
    as one contract that never expires and pays the carry, the market's `contracts`, or its `own`, the first that
    `setup(cerebro)` of its file adds or the one it returns. `prices` says what those of its own feed are: the index's
    or its future's.
    """

    strategy: Annotated[str, Field(max_length=1000)] = ""
    feed: Literal["index", "contracts", "own"] = "index"
    prices: Literal["index", "future"] | None = None

    @property
    def file(self) -> str:
        """The file that the class is in; empty where it is in none."""
        place, colon, _ = self.strategy.rpartition(":")
        path = place if colon and place.endswith(".py") else self.strategy
        return path if path.endswith(".py") else ""

    @property
    def called(self) -> str:
        """The name of the class, or of the file where that has but one."""
        return PurePath(self.strategy.rpartition(":")[2]).stem[:40]


class Params(Section):
    """Params of a strategy of one's own, by their names; those that are not set are its class's."""

    model_config = ConfigDict(extra="allow")

    @model_validator(mode="after")
    def _plain(self) -> "Params":
        for name, value in (self.model_extra or {}).items():
            if not isinstance(value, Plain):
                told = f"params.{name} should be a number, a text, true or false"
                raise ValueError(told)  # noqa: TRY004  (what a validator raises)
        return self
