"""Lies about values: one cell, a run of rows, or every value of a column."""

import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from validation.lies_table import Floats, Table

Rng = np.random.Generator


class Lied(NamedTuple):
    """A file with a lie in it: how strong (% for cells, rows elsewhere), and the rows it stands in (none:
    all of them).
    """

    table: Table
    strength: float
    places: tuple[int, ...] = ()


Teller = Callable[[Table, str, Rng], Lied | None]
"""Tells a lie about a column of a file; None where this file leaves no room for it."""
ENDS = 0.1
"""How often the first or the last row is chosen."""
PRICES, BESIDE = ("close", "bid"), ("open", "high", "low", "ask")
"""Columns of prices, and those that have the same lie where a whole column has."""


def cell(change: Callable[[str, Rng], str | None]) -> Teller:
    """A lie in one cell of a column."""

    def tell(table: Table, column: str, rng: Rng) -> Lied | None:
        place = int(rng.choice([0, len(table) - 1])) if rng.random() < ENDS else int(rng.integers(len(table)))
        right = table.cells[column][place]
        wrong = change(right, rng)
        if wrong is None or float(wrong) == float(right):
            return None
        return Lied(table.with_cells(column, {place: wrong}), table.error(column, place, wrong), (place,))

    return tell


def wrong_digit(text: str, rng: Rng) -> str:
    """Another digit at any place of the number."""
    place = int(rng.choice([found.start() for found in re.finditer(r"\d", text)]))
    return text[:place] + str(rng.choice([one for one in "0123456789" if one != text[place]])) + text[place + 1 :]


def exchanged_digits(text: str, rng: Rng) -> str | None:
    """Two neighbouring digits exchanged."""
    pairs = [found.start() for found in re.finditer(r"(?=(\d)(?!\1)\d)", text)]
    if not pairs:
        return None
    place = int(rng.choice(pairs))
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def times(factor: float) -> Callable[[str, Rng], str]:
    """A value so many times as large."""
    return lambda text, _: f"{float(text) * factor:.10g}"


def without_point(text: str, _: Rng) -> str | None:
    """The decimal point lost."""
    return text.replace(".", "") if "." in text else None


def negative(text: str, _: Rng) -> str:
    """The other sign."""
    return text[1:] if text.startswith("-") else f"-{text}"


def becomes(wrong: str) -> Callable[[str, Rng], str]:
    """One text whatever stood there."""
    return lambda _, __: wrong


def stale(table: Table, column: str, rng: Rng) -> Lied | None:
    """All values of a row (in a market: one of them) repeated over 3 to 60 rows of the same contract;
    strength in rows.
    """
    rows = int(np.exp(rng.uniform(np.log(3.0), np.log(60.0))))
    every = table.series()
    series = every[int(rng.integers(len(every)))]
    if len(series) <= rows:
        return None
    first = int(rng.integers(len(series) - rows))
    run = series[first : first + rows]
    names = [column] if table.kind == "market" else [name for name in table.cells if name in {*table.mains, *BESIDE}]
    changed = table
    for name in names:
        changed = changed.with_cells(name, dict.fromkeys(run.tolist(), table.cells[name][int(run[0])]))
    return None if changed.cells == table.cells else Lied(changed, float(rows), tuple(run.tolist()))


def stale_rate(table: Table, column: str, rng: Rng) -> Lied | None:
    """The same; strength is the largest error, for rates that hardly move may well stand still."""
    lied = stale(table, column, rng)
    if lied is None:
        return None
    return lied._replace(
        strength=max(table.error(column, place, lied.table.cells[column][place]) for place in lied.places)
    )


def column_wide(change: Callable[[Floats, Rng], Floats]) -> Teller:
    """A lie in every value of a column and of those that stand beside it (open, high, low, bid, ask); its strength is
    the median error.
    """

    def tell(table: Table, column: str, rng: Rng) -> Lied | None:
        state, changed = int(rng.integers(2**31)), table
        for name in dict.fromkeys((column, *(one for one in table.cells if one in BESIDE and column in PRICES))):
            values = table.floats(name)
            for rows in table.series():
                values[rows] = change(values[rows], np.random.default_rng(state))
            changed = changed.with_cells(name, dict(enumerate(f"{value:.10g}" for value in values.tolist())))
        return _judged(table, changed, column, 0)

    return tell


def _judged(table: Table, changed: Table, column: str, first: int) -> Lied | None:
    errors = [table.error(column, place, changed.cells[column][place]) for place in range(first, len(table))]
    places = (first,) if first else ()
    return Lied(changed, float(np.median(errors)), places) if max(errors) > 0.0 else None


def from_a_row_on(change: Callable[[Floats, Rng], Floats]) -> Teller:
    """The same from some row on, with a dozen rows on either side."""
    whole = column_wide(change)

    def tell(table: Table, column: str, rng: Rng) -> Lied | None:
        lied = whole(table, column, rng) if len(table) >= 30 else None
        if lied is None:
            return None
        first = int(rng.integers(12, len(table) - 12))
        changed = table
        for name, texts in lied.table.cells.items():
            changed = changed.with_cells(name, dict(enumerate(texts[first:], start=first)))
        return _judged(table, changed, column, first)

    return tell


def scaled(factor: float) -> Callable[[Floats, Rng], Floats]:
    """Every value so many times as large."""
    return lambda values, _: values * factor


def inverted(values: Floats, _: Rng) -> Floats:
    """One over each value."""
    return 1.0 / values


def other_currency(values: Floats, rng: Rng) -> Floats:
    """Yen per another currency: a rate that moves, beside the dollar's."""
    level = rng.choice([1.12, 1.35, 0.72, 1.02, 0.14, 9.0])
    walk = np.exp(np.cumsum(0.006 * rng.standard_normal(len(values))))
    return np.array([round(value, 3) for value in (values * level * walk).tolist()])


def other_volatility(values: Floats, rng: Rng) -> Floats:
    """Another index of the family: of the volatility of the VIX (about 90), or of skew (about 125)."""
    away = rng.choice([90.0, 125.0]) + 0.2 * (values - values.mean()) + rng.standard_normal(len(values))
    return np.array([round(value, 2) for value in away.tolist()])


def discounted(values: Floats, _: Rng) -> Floats:
    """Bank discounts on 91 days where yields are said to stand (percent)."""
    exact = values * (360.0 / 365.0) / (1.0 + values / 100.0 * 91.0 / 365.0)
    return np.array([round(value, 2) for value in exact.tolist()])


def total_return(values: Floats, rng: Rng) -> Floats:
    """The index with 1.2 to 4 % a year of dividends in it."""
    return np.asarray(values * np.exp(rng.uniform(0.012, 0.04) / 252.0 * np.arange(len(values))), dtype=np.float64)


def reversed_values(values: Floats, _: Rng) -> Floats:
    """The newest value beside the oldest date."""
    return values[::-1]


def a_row_early(values: Floats, _: Rng) -> Floats:
    """Beside each date the value of the next row: known before it was."""
    return np.append(values[1:], values[-1])


def a_row_late(values: Floats, _: Rng) -> Floats:
    """Beside each date the value of the row before."""
    return np.append(values[0], values[:-1])


def high_and_low_exchanged(table: Table, _: str, rng: Rng) -> Lied | None:
    """In one row."""
    if "high" not in table.cells:
        return None
    place = int(rng.integers(len(table)))
    high, low = table.cells["high"][place], table.cells["low"][place]
    if high == low:
        return None
    return Lied(table.with_cells("high", {place: low}).with_cells("low", {place: high}), 1.0, (place,))


def bar_cell(change: Callable[[str, Rng], str | None]) -> Teller:
    """A lie in one high or low."""
    tell = cell(change)

    def of_bar(table: Table, _: str, rng: Rng) -> Lied | None:
        column = str(rng.choice(["high", "low"]))
        if column not in table.cells:
            return None
        wide = Table(table.label, table.kind, table.days, table.cells, {**table.mains, column: "relative"}, table.words)
        return tell(wide, column, rng)

    return of_bar
