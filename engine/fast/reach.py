"""Which functions and values of ours a function reaches by name: what is compiled with it, and what it depends on."""

from collections.abc import Callable, Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

PACKAGES = ("data", "strategies", "engine")


class Reach(NamedTuple):
    """What a function comes to, itself among `functions`, in the order in which they are met.

    `values` are the other globals that are read, by module and name: constants, and classes of tuples.
    """

    functions: list[Callable[..., Any]]
    values: dict[str, Any]


def reach(function: Callable[..., Any]) -> Reach:
    """All that a function of ours comes to through the globals that it and those below it read."""
    found = Reach([], {})
    waiting: list[Any] = [function]
    while waiting:
        here = waiting.pop()
        if here in found.functions:
            continue
        found.functions.append(here)
        for name, value in _read(here):
            if isinstance(value, FunctionType) and _ours(value):
                waiting.append(value)
            elif not isinstance(value, ModuleType | FunctionType):
                found.values[f"{here.__module__}.{name}"] = value
    return found


def reachable(function: Callable[..., Any]) -> list[Callable[..., Any]]:
    """Every plain Python function of our three packages that a function comes to, itself first."""
    return reach(function).functions


def _read(function: Any) -> Iterator[tuple[str, Any]]:
    """Globals that a function reads, by name, and what it may read of modules among them."""
    names = set(_names(function.__code__))
    here = {name: function.__globals__[name] for name in sorted(names) if name in function.__globals__}
    for name, value in here.items():
        yield name, value
        if isinstance(value, ModuleType):
            below = vars(value)
            yield from ((f"{name}.{one}", below[one]) for one in sorted(names - here.keys()) if one in below)


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _ours(function: FunctionType) -> bool:
    return function.__module__.partition(".")[0] in PACKAGES
