"""Where something begins when the index moves: a search over levels."""

from collections.abc import Callable
from itertools import pairwise
from math import ceil, log
from typing import TypeVar

Value = TypeVar("Value")
LOWEST, HIGHEST = 0.02, 3.0
"""Levels within which is looked, multiples of tonight's index."""
_STEP = 0.005
"""How far from each other levels are that are tried, a share."""
_HALVINGS = 60


def steps(end: float) -> list[float]:
    """Levels from 1 to `end`, each the same share from the one before, half a per cent at most."""
    count = ceil(abs(log(end)) / _STEP)
    return [end ** (place / count) for place in range(count + 1)]


def first_level(happens: Callable[[float], bool], end: float) -> float | None:
    """The level, a multiple of tonight's index, at which something begins to happen on the way from 1 to `end`; None
    where it does not, 1 where it happens already. What begins and ends between two steps of half a per cent is not
    seen.

    >>> round(first_level(lambda level: level < 0.8, 0.5), 9), first_level(lambda level: level > 2.0, 0.5)
    (0.8, None)
    """
    tried = steps(end)
    if happens(tried[0]):
        return 1.0
    for before, after in pairwise(tried):
        if happens(after):
            return _between(happens, before, after)
    return None


def _between(after: Callable[[float], bool], low: float, high: float) -> float:
    """The level between two at which a condition turns true, as near as floats are; the condition holds there."""
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if after(middle) else (middle, high)
    return high


def changes(answer: Callable[[float], Value], end: float, most: int) -> list[tuple[float, Value]]:
    """(level, answer from there on) of the first changes of an answer on the way from a level of 1 to `end`, at most so
    many; an answer that comes and goes between two steps is not seen.

    >>> [(round(level, 6), number) for level, number in changes(lambda level: int(10.0 * level), 0.75, 2)]
    [(1.0, 9), (0.9, 8)]
    """
    found: list[tuple[float, Value]] = []
    tried = steps(end)
    known = answer(tried[0])
    for before, after in pairwise(tried):
        start, there = before, answer(after)
        while there != known and len(found) < most:
            start = _first_other(answer, known, start, after)
            known = answer(start)
            found.append((start, known))
    return found


def _first_other(answer: Callable[[float], Value], known: Value, low: float, high: float) -> float:
    return _between(lambda level: answer(level) != known, low, high)
