"""What a page says, as codes with the values that their sentences speak of, chapter by chapter."""

from collections.abc import Mapping
from math import isfinite
from typing import Any, NamedTuple

import pyarrow as pa

from data.base.arrow import to_array
from data.base.days import Day, iso
from engine.words import words


class Said(NamedTuple):
    """A sentence: a key of the section `why` of the catalogues, and what it speaks of, numbers, codes and ISO dates."""

    code: str
    values: Mapping[str, Any]


class Chapter(NamedTuple):
    """Sentences under one heading, a key of the section `why_chapter`; `date` is the evening or session it is about."""

    name: str
    date: str
    said: tuple[Said, ...]


def said(code: str, **values: Any) -> Said:
    """A sentence with its values; those that are not known, or no finite number, are left out."""
    return Said(code, {name: value for name, value in values.items() if is_known(value)})


def part(code: str, **values: Any) -> dict[str, Any]:
    """A part of a sentence, a key of the section `why_part`, as the words of a sentence take it."""
    return {"code": code, "values": {name: value for name, value in values.items() if is_known(value)}}


def is_known(value: Any) -> bool:
    """Whether there is a value: neither None nor a number that is none.

    >>> is_known(0.0), is_known(None), is_known(float("inf"))
    (True, False, False)
    """
    return value is not None and not (isinstance(value, float) and not isfinite(value))


def rows_of(table: pa.Table, day: Day, column: str = "date") -> list[dict[str, Any]]:
    """The rows of a table of one day, by a column of dates, without their dates."""
    dates = [field.name for field in table.schema if pa.types.is_date32(field.type)]
    rows: list[dict[str, Any]] = table.filter(to_array(table[column]) == day).drop_columns(dates).to_pylist()
    return rows


def meant_for(row: Mapping[str, Any]) -> str:
    """What an order or a fill was for, of `order_for`: its reason where there are words for that, else its purpose."""
    return next((row[name] for name in ("reason", "purpose") if words().speaks(f"order_for.{row[name]}")), "trade")


def date_told(day: Day | None) -> str:
    """A day in ISO form; empty where there is none."""
    return "" if day is None else iso(day)
