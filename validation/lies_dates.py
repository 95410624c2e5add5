"""Lies about dates: rows that should not be, rows that are missing, and rows under the day of another."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np

from data.base.days import Day, date_of, day_of, month_number
from validation.lies_good import holidays
from validation.lies_table import Ints, Table, as_day, day_in
from validation.lies_values import Lied, Rng, Teller

YEARS_OF_1904 = 1462
"""Days between the number systems of spreadsheets that begin in 1900 and in 1904."""


def inserted(days_between: Callable[[Day, Day], Ints]) -> Teller:
    """Some rows between the others, each a copy of the one above it."""

    def tell(table: Table, _: str, rng: Rng) -> Lied | None:
        free = days_between(int(table.days[0]) + 1, int(table.days[-1]))
        if not len(free):
            return None
        many = min(len(free), int(rng.choice([1, 1, 2, 5, 20, 400])))
        extra = np.sort(rng.choice(free, many, replace=False))
        above = np.array([_last_of(table, day) for day in extra])
        places = np.concatenate((np.arange(len(table)), above))
        days = np.concatenate((table.days, extra))
        order = np.argsort(days, kind="stable")
        at = np.flatnonzero(order >= len(table))
        return Lied(table.taken(places[order], days[order]), float(many), tuple(at.tolist()))

    return tell


def _last_of(table: Table, day: Day) -> int:
    return int(np.searchsorted(table.days, day)) - 1


def weekends(first: Day, last: Day) -> Ints:
    """Saturdays and Sundays between two days."""
    days = np.arange(first, last, dtype=np.int64)
    return days[(days + 3) % 7 >= 5]


HOLIDAYS, WEEKENDS = inserted(holidays), inserted(weekends)


def shifted(by: int) -> Teller:
    """Every row so many days later."""
    return lambda table, _, __: Lied(table.moved(table.days + by), float(len(table)))


def of_another_system(by: int) -> Teller:
    """Every date of the file in the other number system of spreadsheets, expiries too."""

    def tell(table: Table, _: str, __: Rng) -> Lied | None:
        cells = {
            name: [as_day(day_in(text) + by) if text.startswith("day ") else text for text in texts]
            for name, texts in table.cells.items()
        }
        return Lied(replace(table, days=table.days + by, cells=cells), float(len(table)))

    return tell


def shifted_from(by: int) -> Teller:
    """Rows from some place on so many days later, with a dozen on either side."""

    def tell(table: Table, _: str, rng: Rng) -> Lied | None:
        if len(table) < 30:
            return None
        first = int(rng.integers(12, len(table) - 12))
        first = int(np.searchsorted(table.days, table.days[first]))
        days = table.days.copy()
        days[first:] += by
        return Lied(table.moved(days), float(len(table) - first), (first,))

    return tell


def half_exchanged(*, in_order: bool) -> Teller:
    """Day and month exchanged where the day is 12 or less; left as that made them, or put into order."""

    def tell(table: Table, _: str, __: Rng) -> Lied | None:
        days = np.array([_exchanged(day) for day in table.days.tolist()])
        moved = int(np.count_nonzero(days != table.days))
        if not moved:
            return None
        order = np.argsort(days, kind="stable") if in_order else np.arange(len(days))
        return Lied(table.taken(order, days[order]), float(moved))

    return tell


def _exchanged(day: Day) -> Day:
    was = date_of(day)
    return day_of(date(was.year, was.day, was.month)) if was.day <= 12 else day


def one_wrong_date(table: Table, _: str, rng: Rng) -> Lied | None:
    """One row under another year, month or day: a wrong digit in its date."""
    place = int(rng.integers(len(table)))
    was = date_of(int(table.days[place]))
    part = int(rng.integers(3))
    year = was.year + (int(rng.choice([-10, -1, 1, 10])) if part == 0 else 0)
    month = 1 + (was.month - 1 + (int(rng.integers(1, 12)) if part == 1 else 0)) % 12
    wrong = day_of(date(year, month, min(was.day, 28))) + (int(rng.choice([-1, 1, 10])) if part == 2 else 0)
    days = table.days.copy()
    days[place] = wrong
    if month_number(wrong) == month_number(int(table.days[place])) and table.monthly:
        return None
    return (
        None if wrong == table.days[place] else Lied(table.moved(days), float(abs(wrong - table.days[place])), (place,))
    )


def left_out(table: Table, _: str, rng: Rng) -> Lied | None:
    """A stretch of 1 to 60 rows missing."""
    many = int(np.exp(rng.uniform(0.0, np.log(60.0))))
    if len(table) < many + 10:
        return None
    first = int(rng.integers(5, len(table) - many - 4))
    return Lied(table.taken(np.delete(np.arange(len(table)), np.s_[first : first + many])), float(many), (first,))


def repeated(table: Table, column: str, rng: Rng) -> Lied | None:
    """A row twice, the second time with another value."""
    place = int(rng.integers(len(table)))
    twice = table.taken(np.sort(np.append(np.arange(len(table)), place)))
    other = f"{float(table.cells[column][place]) * 1.002 + 0.01:.2f}"
    return Lied(twice.with_cells(column, {place + 1: other}), 1.0, (place, place + 1))
