"""Columns of the market that comes with the program as plain files: sampled by week, month or year, in percent, with
commas.
"""

from datetime import date

import numpy as np

from data.base.days import Day, date_of, day_of, month_number
from data.market.embedded import embedded_market
from validation.lies_table import Floats

Lines = list[str]


def span(column: str, first: str, last: str) -> tuple[list[Day], Floats]:
    """(sessions, values) of a column of the embedded market, both dates included."""
    market = embedded_market()
    begin, end = (
        int(np.searchsorted(market.days, day_of(date.fromisoformat(text)) + more))
        for text, more in ((first, 0), (last, 1))
    )
    return market.days[begin:end], np.asarray(market.floats(column)[begin:end], dtype=np.float64)


def csv_of(
    days: list[Day], values: Floats, decimals: int = 2, form: str = "%Y-%m-%d", head: str = "date,value"
) -> Lines:
    """A plain file of one value a row."""
    return [
        head,
        *(f"{date_of(day):{form}},{value:.{decimals}f}" for day, value in zip(days, values.tolist(), strict=True)),
    ]


def with_comma(lines: Lines) -> Lines:
    """Semicolons between the columns, commas in the numbers, points in the dates."""
    return [
        line.replace(".", ";").replace(",", ".").replace(";", ",").replace(".", ";", 1).replace("/", ".")
        for line in lines
    ]


def every(days: list[Day], values: Floats, step: int) -> tuple[list[Day], Floats]:
    """Each so many-th row."""
    return days[::step], values[::step]


def weeks(days: list[Day], values: Floats) -> tuple[list[Day], Floats]:
    """The last session of each week."""
    last = [place for place in range(len(days) - 1) if (days[place] + 3) // 7 != (days[place + 1] + 3) // 7]
    return [days[place] for place in last], values[last]


def months(days: list[Day], values: Floats, *, mean: bool = False) -> tuple[list[Day], Floats]:
    """Month ends, or means under the first day of the month."""
    numbers = np.array([month_number(day) for day in days])
    ends = np.flatnonzero(np.diff(numbers))
    if not mean:
        return [days[place] for place in ends], values[ends]
    means = np.array([values[numbers == numbers[place]].mean() for place in ends])
    return [days[place] - date_of(days[place]).day + 1 for place in ends], means


def calendar_days(days: list[Day], values: Floats) -> tuple[list[Day], Floats]:
    """Every day of the week, the last value known beside it."""
    each = list(range(days[0], days[-1] + 1))
    return each, values[np.searchsorted(days, each, side="right") - 1]


def percent(column: str, first: str, last: str) -> tuple[list[Day], Floats]:
    """A rate of the market in percent."""
    days, values = span(column, first, last)
    return days, 100.0 * values


def years(days: list[Day], values: Floats) -> tuple[list[Day], Floats]:
    """Means of years under the first of January, of values of whole years by month."""
    return days[::12], values.reshape(-1, 12).mean(axis=1)


def of_months(column: str, first: str, last: str, *, ends: bool = False) -> tuple[list[Day], Floats]:
    """A rate of months in percent, under their first or last day: the market knows it from the first session of the
    next month on.
    """
    days, values = percent(column, first, last)
    places = np.flatnonzero(np.diff([month_number(day) for day in days]))
    dated = [days[place] if ends else days[place] - date_of(days[place]).day + 1 for place in places.tolist()]
    return dated, values[places + 1]
