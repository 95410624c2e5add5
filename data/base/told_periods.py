"""The one way in which values for other programs name a first and a last day: `period`."""

from collections.abc import Mapping
from typing import Any


def with_period(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row whose `first` and `last` stand together as its `period`, in the place of the first; one that has not both
    as it is.

    >>> with_period({"name": "2018-02", "first": "2018-01-26", "last": "2018-02-08"})
    {'name': '2018-02', 'period': {'first': '2018-01-26', 'last': '2018-02-08'}}
    """
    if not {"first", "last"} <= row.keys():
        return dict(row)
    both = {"first": row["first"], "last": row["last"]}
    named = {("period" if key == "first" else key): value for key, value in row.items() if key != "last"}
    return {**named, "period": both}


def with_periods(row: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a row and of all rows within it."""
    return with_period({key: _within(value) for key, value in row.items()})


def _within(value: object) -> object:
    if isinstance(value, Mapping):
        return with_periods(value)
    return [_within(one) for one in value] if isinstance(value, list | tuple) else value
