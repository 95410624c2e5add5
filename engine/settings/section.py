"""What sections of settings are made of: ranges of numbers, and a group that refuses what it does not know."""

import re
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

Title = Annotated[str, Field(max_length=40)]
Remark = Annotated[str, Field(max_length=2000)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Money = Annotated[float, Field(ge=1.0, le=1e12)]
Cost = Annotated[float, Field(ge=0.0, le=1e4)]
Points = Annotated[float, Field(ge=0.0, le=1e3)]
Spread = Annotated[float, Field(ge=0.0, le=1.0)]
Factor = Annotated[float, Field(ge=0.0, le=10.0)]
Scale = Annotated[float, Field(ge=0.1, le=10.0)]
Distance = Annotated[float, Field(gt=-0.5, lt=0.5)]
Volatility = Annotated[float, Field(ge=0.01, le=5.0)]


def _day(value: object) -> object:
    """A date, or one in quotes."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value.strip(), re.ASCII):
            return date.fromisoformat(value.strip())
    except ValueError:
        pass
    raise PydanticCustomError("calendar_day", "should be a valid date, year-month-day, such as 2018-01-02")


CalendarDay = Annotated[date, BeforeValidator(_day)]


class Section(BaseModel):
    """A frozen group of settings that refuses unknown keys and values of the wrong type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


def keys_of(section: BaseModel) -> tuple[str, ...]:
    """The names of a section's settings, those that only stand in it too."""
    return (*type(section).model_fields, *(section.model_extra or {}))
