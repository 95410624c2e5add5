"""What sections of settings are made of: ranges of numbers, and a group that refuses what it does not know."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from data.base.numerals import number_of

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


SWITCH = {"on": True, "off": False}
"""Words in place of true and false; for a whole section they stand for its `enabled`."""


class Section(BaseModel):
    """A frozen group of settings that refuses unknown keys and values of the wrong type. Numbers may be text as people
    write them ("20%", "1,000,000", "5k"), and true and false "on" and "off", also of a section that has `enabled`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _as_meant(cls, given: object) -> object:
        if not isinstance(given, Mapping):
            return given
        return {name: as_meant(cls, name, value) for name, value in given.items()}


def as_meant(kind: type[BaseModel], name: str, value: Any) -> Any:
    """A value of a setting of a section: where it is a text and the setting takes none, the number or the switch that
    it says; else as it is.
    """
    if not isinstance(value, str | bool) or name not in kind.model_fields:
        return value
    takes = _takes(kind, name)
    switch = value if isinstance(value, bool) else SWITCH.get(value.strip().lower())
    section = next((one for one in takes if isinstance(one, type) and issubclass(one, Section)), None)
    if section is not None:
        return value if switch is None or "enabled" not in section.model_fields else {"enabled": switch}
    if not isinstance(value, str) or str in takes or value in takes:
        return value
    if bool in takes and switch is not None:
        return switch
    return _number(value, takes) if {int, float} & takes else value


def _number(text: str, takes: frozenset[Any]) -> Any:
    """The number that a text says, whole where only that is taken; the text where it says none."""
    try:
        found = number_of(text)
    except ValueError:
        return text
    return int(found) if float not in takes and found.is_integer() else found


@cache
def _takes(kind: type[BaseModel], name: str) -> frozenset[Any]:
    """The types of which a setting may be, and words that it may be."""
    return frozenset(alternatives(kind.model_fields[name].annotation))


def alternatives(annotation: Any) -> list[Any]:
    """The types and words of which a value may be by an annotation."""
    if get_origin(annotation) is Annotated:
        return alternatives(get_args(annotation)[0])
    if get_origin(annotation) is Literal:
        return list(get_args(annotation))
    inside = get_args(annotation)
    whole = isinstance(get_origin(annotation), type) and issubclass(get_origin(annotation), tuple | list | Mapping)
    return [annotation] if not inside or whole else [one for part in inside for one in alternatives(part)]


def kind_below(kind: Any, name: str) -> Any:
    """What a setting may be by its annotation, also one that only stands in a section; None where there is none."""
    if name in getattr(kind, "model_fields", {}):
        return kind.model_fields[name].annotation
    return getattr(kind, "of_one", None)


def keys_of(section: BaseModel) -> tuple[str, ...]:
    """The names of a section's settings, those that only stand in it too."""
    return (*type(section).model_fields, *(section.model_extra or {}))
