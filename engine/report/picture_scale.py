"""Scales of a chart that is drawn: where a value stands, and which values are written at its edge."""

import math
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.days import date_of, day_of
from engine.words import Words
from engine.words.money import PLAIN

Tick = tuple[float, str]
"""A value, and what is written beside it."""
Form = Callable[[float], str]
ROOM = 0.04
"""Share of a scale that stays free above and below what is drawn."""
MONTHS_OF_A_YEAR = 12
DASHES = {"solid": "", "dash": "14 10", "dot": "4 6"}
PARTS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"))
MYRIADS = (1e12, 1e8, 1e4)


class Scale(NamedTuple):
    """Values from `low` to `high` from one place to another; equal ratios take equal room where it is logarithmic."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def at(self, values: Any) -> Floats:
        """Where values stand; NaN where a logarithmic scale has no place for one."""
        given = np.asarray(values, dtype=float)
        if self.log:
            with np.errstate(invalid="ignore", divide="ignore"):
                shares = np.log(np.where(given > 0.0, given, np.nan) / self.low) / math.log(self.high / self.low)
        else:
            shares = (given - self.low) / (self.high - self.low)
        return np.asarray(self.start + (self.end - self.start) * shares, dtype=float)


def limits(values: Floats, *, log: bool) -> tuple[float, float]:
    """(low, high) that hold all values with some room; of a logarithmic scale those above zero."""
    found = values[np.isfinite(values) & ((values > 0.0) | (not log))]
    if not len(found):
        return (0.9, 1.1) if log else (0.0, 1.0)
    low, high = float(found.min()), float(found.max())
    if log:
        room = max((high / low) ** ROOM, 1.02)
        return low / room, high * room
    room = (high - low) * ROOM or abs(high) * ROOM or 1.0
    return low - room, high + room


def ticks(scale: Scale, form: Form, most: int = 6) -> list[Tick]:
    """Round values within a scale; at most about so many."""
    if scale.log:
        found = _decades(scale, (1, 2, 5))
        found = found if len(found) <= most else _decades(scale, (1,))
        if len(found) > 2:
            return [(value, form(value)) for value in found]
    step = _step((scale.high - scale.low) / most)
    first = math.ceil(scale.low / step - 1e-9)
    values = [round(place * step, 12) for place in range(first, math.floor(scale.high / step + 1e-9) + 1)]
    return [(value, form(value)) for value in values if value > 0.0 or not scale.log]


def _decades(scale: Scale, of: tuple[int, ...]) -> list[float]:
    powers = range(math.floor(math.log10(scale.low)), math.ceil(math.log10(scale.high)) + 1)
    return [digit * 10.0**power for power in powers for digit in of if scale.low <= digit * 10.0**power <= scale.high]


def _step(least: float) -> float:
    """The least of 1, 2, 2.5 and 5 times a power of ten that is not less."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(digit * power for digit in (1.0, 2.0, 2.5, 5.0, 10.0) if digit * power >= least * 0.999)


def date_ticks(first: int, last: int, most: int = 10) -> list[Tick]:
    """Beginnings of years, of months or, within a few weeks, days (since 1970), as ISO writes them."""
    days = last - first
    if days > 3 * 365:
        years = _at_least(days / 365 / most, (1, 2, 5, 10, 20, 50))
        return [(day, f"{one.year}") for one, day in _months(first, last, years * MONTHS_OF_A_YEAR)]
    if days > 45:
        months = _at_least(days / 30 / most, (1, 2, 3, 6))
        return [(day, f"{one:%Y-%m}") for one, day in _months(first, last, months)]
    step = max(round(days / 5), 1)
    return [(day, date_of(day).isoformat()) for day in range(first, last + 1, step)]


def _at_least(wanted: float, known: tuple[int, ...]) -> int:
    return next((one for one in known if one >= wanted), known[-1])


def _months(first: int, last: int, step: int) -> list[tuple[date, int]]:
    begin = date_of(first)
    place = -(-(begin.year * MONTHS_OF_A_YEAR + begin.month - 1) // step) * step
    found = []
    for month in range(place, place + (last - first) // 28 + 2 * step, step):
        one = date(month // MONTHS_OF_A_YEAR, month % MONTHS_OF_A_YEAR + 1, 1)
        if first <= day_of(one) <= last:
            found.append((one, day_of(one)))
    return found


def dashes(dash: str) -> str:
    """Dashes of a stroke in units of a drawing; none of a line that is whole.

    >>> dashes("7px,2px"), dashes("solid")
    ('14 4', '')
    """
    if dash in DASHES:
        return DASHES[dash]
    return " ".join(f"{2.0 * float(part.removesuffix('px')):g}" for part in dash.split(","))


def short(say: Words) -> Form:
    """How an amount of money is written at an axis, in the parts that the language counts in.

    >>> from engine.words import words
    >>> [short(words(one))(value) for one in ("en", "ja") for value in (1_200_000, 350_000, 0)]
    ['1.2M', '350k', '0', '120万', '35万', '0']
    """
    letters = reversed(say("money.scale"))
    parts = PARTS if say("money.scale") == PLAIN else tuple(zip(MYRIADS, letters, strict=True))

    def form(value: float) -> str:
        unit, letter = next(((unit, letter) for unit, letter in parts if abs(value) >= unit), (1.0, ""))
        return f"{value / unit:g}{letter}"

    return form


def percent(value: float) -> str:
    """A decimal at an axis, in hundredths."""
    return f"{100.0 * value:.4g}%"
