"""What is kept of what was made of facts, until facts change."""

from collections.abc import Callable
from functools import cache
from typing import ParamSpec, TypeVar, cast

Given = ParamSpec("Given")
Made = TypeVar("Made")
_EMPTY: list[Callable[[], None]] = []


def kept(function: Callable[Given, Made]) -> Callable[Given, Made]:
    """As `functools.cache`, but forgotten when a family of underlyings comes or goes."""
    made = cache(function)
    _EMPTY.append(made.cache_clear)
    return cast("Callable[Given, Made]", made)


def forget() -> None:
    """Empty everything that is kept."""
    for empty in _EMPTY:
        empty()
