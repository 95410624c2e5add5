"""How often a series has values, since when each is known, and how old it may become."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from data.base.arrays import Flags, Ints
from data.base.days import Day, date_of, day_of


@dataclass(frozen=True, slots=True)
class Frequency:
    """A frequency: median days between values up to `spacing`; the most days between two; and the
    day from which a value is known.
    """

    name: str
    spacing: float
    longest_gap: int
    known_from: Callable[[Day], Day]


def _same_day(day: Day) -> Day:
    return day


def _next_period(months: int) -> Callable[[Day], Day]:
    def first_day(day: Day) -> Day:
        date = date_of(day)
        following = (date.year * 12 + date.month - 1) // months * months + months
        return day_of(date.replace(year=following // 12, month=following % 12 + 1, day=1))

    return first_day


FREQUENCIES = (
    Frequency("daily", 4.0, 10, _same_day),
    Frequency("weekly", 12.0, 21, _same_day),
    Frequency("monthly", 45.0, 62, _next_period(1)),
    Frequency("quarterly", 135.0, 190, _next_period(3)),
    Frequency("yearly", float("inf"), 740, _next_period(12)),
)
"""Daily and weekly values are known at the close of their date. A month's value, whatever day of the month it is
dated, may be the month's mean: it is known from the first day of the next month; likewise quarters and years."""


def neighbours(days: Ints) -> Flags:
    """Whether each day after the first is no further from the one before it than values of that
    frequency may be; shape (days - 1,).
    """
    return np.asarray(np.diff(days) <= frequency(days).longest_gap)


def frequency(days: Ints) -> Frequency:
    """The frequency of ascending days, shape (days,); daily for fewer than two.

    >>> frequency(np.array([10595, 10596, 10597])).name
    'daily'
    """
    typical = float(np.median(np.diff(days))) if len(days) > 1 else 1.0
    return next(one for one in FREQUENCIES if typical <= one.spacing)
