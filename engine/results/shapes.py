"""What a manifest must look like, so that whoever reads it finds what it looks for: shapes of plain values, and what
does not fit them.
"""

import reprlib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

Shape = Any
"""One of the kinds below, a type, None, a tuple of shapes (any of them), a list of one (each value), a dict of names
(the ones that end in `?` may be missing), or a dict of `str` (each value, whatever its name).
"""


def is_number(value: Any) -> bool:
    """A finite number that a float can be."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 1e300


def is_share(value: Any) -> bool:
    """A number from 0 to 1."""
    return is_number(value) and 0.0 <= value <= 1.0


def is_count(value: Any) -> bool:
    """A whole number from 0, of no more digits than anything has."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 62


def is_day(value: Any) -> bool:
    """A day, ISO."""
    return _reads(date.fromisoformat, value)


def is_moment(value: Any) -> bool:
    """A moment, ISO."""
    return _reads(datetime.fromisoformat, value)


def is_note(value: Any) -> bool:
    """A code with its values, or a sentence of an earlier version."""
    return isinstance(value, str) or not misfit(value, {"code": str, "values": {str: object}})


CALLED: Mapping[Any, str] = {
    is_number: "a finite number", is_share: "a number from 0 to 1", is_count: "a whole number from 0",
    is_day: "a day", is_moment: "a moment", is_note: "a note", int: "a whole number", str: "text",
    bool: "true or false", None: "null",
}  # fmt: skip
_told = reprlib.Repr()
_told.maxlevel = 1


def misfit(value: Any, shape: Shape, place: str = "") -> str:
    """Where a value does not fit a shape, and what should be there; empty where it fits."""
    if isinstance(shape, tuple):
        each = [misfit(value, one, place) for one in shape]
        return "" if "" in each else each[0]
    if isinstance(shape, dict):
        return _misfit_of_object(value, shape, place)
    if isinstance(shape, list):
        if not isinstance(value, list):
            return f"{place or 'it'} is {_told.repr(value)}, and should be a list"
        wrong = (misfit(one, shape[0], f"{place}[{number}]") for number, one in enumerate(value))
        return next(filter(None, wrong), "")
    if shape is object or _fits(value, shape):
        return ""
    return f"{place or 'it'} is {_told.repr(value)}, and should be {CALLED.get(shape, 'something else')}"


def _misfit_of_object(value: Any, shape: Mapping[Any, Shape], place: str) -> str:
    if not isinstance(value, dict):
        return f"{place or 'it'} is {_told.repr(value)}, and should be an object"
    below = f"{place}." if place else ""
    named = next((key for key in shape if not isinstance(key, str)), None)
    if named is not None:
        found = (
            misfit(name, named, below + name) or misfit(one, shape[named], below + name) for name, one in value.items()
        )
        return next(filter(None, found), "")
    for key, of in shape.items():
        name = key.removesuffix("?")
        if name in value:
            wrong = misfit(value[name], of, f"{below}{name}")
            if wrong:
                return wrong
        elif name == key:
            return f"{below}{name} is missing"
    return ""


def _fits(value: Any, shape: Any) -> bool:
    if shape is None:
        return value is None
    return isinstance(value, shape) if isinstance(shape, type) else bool(shape(value))


def _reads(read: Callable[[str], object], value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(read(value))
    except ValueError:
        return False
