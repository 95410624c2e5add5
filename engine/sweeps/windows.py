"""Windows of a walk forward: years on which settings are chosen, and the years after them in which they are held."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from data.base.days import Day, date_of, day_of
from data.base.errors import ConfigError

LEAST = 60
"""Sessions that the last window has to have at least."""
_SPAN = re.compile(r"(\d+)y?/(\d+)y?")


class WalkTerms(NamedTuple):
    """Years on which is chosen, and years in which the choice is held."""

    train: int
    test: int


class Window(NamedTuple):
    """Sessions by their days: the first and the last on which is chosen; the choice is held from the close of the
    latter to that of `end`.
    """

    start: Day
    chosen: Day
    end: Day


def walk_terms(text: str) -> WalkTerms:
    """Terms from `10y/2y`. Raises `ConfigError` for what reads otherwise, or says no year.

    >>> walk_terms("10y/2y")
    WalkTerms(train=10, test=2)
    """
    found = _SPAN.fullmatch(text.strip())
    terms = WalkTerms(*map(int, found.groups())) if found else WalkTerms(0, 0)
    if min(terms) < 1:
        raise ConfigError(
            f"--walk-forward {text}: should read YEARS/YEARS, such as 10y/2y: chosen on ten, held for two"
        )
    return terms


def windows(days: Sequence[Day], terms: WalkTerms) -> list[Window]:
    """All windows over some sessions, one after the other; the last may be cut short. Raises `ConfigError` where there
    is none.
    """
    found = list(_windows(days, terms))
    if not found:
        raise ConfigError(
            f"--walk-forward {terms.train}y/{terms.test}y: the sessions of the plan span less than {terms.train} years "
            "and a quarter; choose fewer years or a longer period"
        )
    return found


def _windows(days: Sequence[Day], terms: WalkTerms) -> Iterator[Window]:
    first, moved = date_of(days[0]), 0
    while True:
        marks = (_later(first, moved + years) for years in (0, terms.train, terms.train + terms.test))
        start, after, beyond = (bisect_left(days, mark) for mark in marks)
        if len(days) - after < LEAST:
            return
        yield Window(days[start], days[after - 1], days[beyond - 1])
        moved += terms.test


def _later(first: date, years: int) -> Day:
    """The same date some years later, of a 29 February the 28th."""
    day = 28 if (first.month, first.day) == (2, 29) else first.day
    return day_of(first.replace(year=first.year + years, day=day))
