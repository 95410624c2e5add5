"""A file of a benchmark of one's own: levels of an index or a fund, or the returns from which they follow."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats, Ints
from data.base.days import iso
from data.base.errors import ConfigError
from data.base.finding import Finding
from data.base.saying import said
from data.base.visible import in_one_line
from data.intake.dated_tables import dated, path_and_words, read_dated, refuse
from data.intake.reading.column_names import DATES, plain, unit_of, without_unit
from data.intake.reading.fields import Fields, WantedColumn
from data.intake.reading.sheet import read_sheet
from data.intake.source import EVERY

WITH_DIVIDENDS = (
    "totalreturnindex", "totalreturn", "tri", "tr", "adjclose", "adjustedclose", "adjcloseprice", "nav", "基準価額",
    "配当込み", "調整後終値",
)  # fmt: skip
PRICES = ("level", "index", "close", "closeprice", "price", "value", "last", "終値", "指数", "指数値")
RETURNS = ("return", "returns", "dailyreturn", "monthlyreturn", "pctchange", "リターン", "収益率", "騰落率")
"""Names of columns in plain form, those with dividends before prices, and returns where there is no level."""
CERTAINLY_PERCENT = 0.5
LONGEST = 35
"""Days for which a level may stand."""
FARTHEST = 3.0
"""Factor between two values beyond which one of them is taken for a mistake."""


class Benchmark(NamedTuple):
    """What results are held against: its name, and its levels (> 0) by day, both of shape (n,), days ascending."""

    name: str
    days: Ints
    levels: Floats

    def on(self, sessions: Ints) -> Floats:
        """The level known on each session, shape (sessions,): that of the last day up to it, NaN where there is none or
        where it is more than five weeks old, and older than twice the usual time between two levels.

        >>> Benchmark("", np.array([2, 4]), np.array([1.0, 2.0])).on(np.array([1, 3, 4, 50])).tolist()
        [nan, 1.0, 2.0, nan]
        """
        oldest = max(LONGEST, 2.0 * float(np.median(np.diff(self.days))))
        rows = np.searchsorted(self.days, sessions, side="right") - 1
        known = (rows >= 0) & (sessions - self.days[rows] <= oldest)
        return np.where(known, self.levels[rows], np.nan)


def read_benchmark(told: str) -> Benchmark:
    """The benchmark of `FILE[:mdy|dmy][:point|comma][:NAME]`, CSV, Parquet or a workbook: a column of dates and one of
    levels or of returns. NAME is the column to take, where the file has one of that name, and what it is called;
    without one it is called as the file is.

    Raises `Refused` with all that is wrong in the file, `ConfigError` where its columns do not say what they hold.
    """
    file, name = _named(told)
    path = path_and_words(file)[0]
    column = _column(file, path, name)
    fields = read_dated(file, [WantedColumn(column, "number")])
    values = fields.numbers.get(column, np.empty(0))
    known = np.isfinite(values)
    levels = values[known]
    if known.any() and _is_return(column, levels):
        levels = _compounded(levels, column)
    refuse(fields, [*_wrong(fields, column, np.flatnonzero(known), levels)])
    return Benchmark(in_one_line(name or path.stem), fields.dates["date"][known], levels)


def _named(told: str) -> tuple[str, str]:
    """(the file with its words, the name behind it or nothing)."""
    file, _, name = told.rpartition(":")
    if (
        not file
        or Path(told).exists()
        or "/" in name
        or "\\" in name
        or name.lower() in {*EVERY["order"], *EVERY["mark"]}
    ):
        return told, ""
    return file, name.strip()


def _column(file: str, path: Path, name: str) -> str:
    """The column that is read."""
    header = [one.strip() for one in read_sheet(path).header if one.strip() and plain(one) not in DATES]
    named = [one for one in header if plain(one) == plain(name)]
    ranks = [[one for one in header if without_unit(one) in names] for names in (WITH_DIVIDENDS, PRICES, RETURNS)]
    found = next(filter(None, [named, *ranks]), header)
    if len(found) != 1:
        raise ConfigError(
            f"{file}: has the columns {', '.join(header) or 'of no name'} beside its dates; say which holds the levels "
            f"or returns, such as {path.name}:{header[0] if header else 'level'}"
        )
    return found[0]


def _is_return(column: str, values: Floats) -> bool:
    """Whether values are returns: their column says so, or nothing but returns can be below zero."""
    return without_unit(column) in RETURNS or (without_unit(column) in WITH_DIVIDENDS and bool((values < 0.0).any()))


def _compounded(values: Floats, column: str) -> Floats:
    """Levels from returns, 1 on the first day: its own return lies before it."""
    unit = unit_of(column) or ("percent" if float(np.abs(values).max()) >= CERTAINLY_PERCENT else "decimal")
    growth = 1.0 + values * (0.01 if unit == "percent" else 1.0)
    growth[0] = 1.0
    return np.asarray(np.cumprod(growth), dtype=np.float64)


def _wrong(fields: Fields, column: str, rows: Ints, levels: Floats) -> Iterator[Finding]:
    if len(levels) < 2:
        yield dated("no-number", fields, None, said("dated.no_number"), column=column)
        return
    for row, level in zip(rows[levels <= 0.0].tolist(), levels[levels <= 0.0].tolist(), strict=True):
        yield dated(
            "benchmark-impossible", fields, row, said("dated.benchmark_range"), column=column, value=f"{level:g}"
        )
    if (levels > 0.0).all():
        yield from _jumps(fields, column, rows, levels[1:] / levels[:-1])


def _jumps(fields: Fields, column: str, rows: Ints, factors: Sequence[float] | Floats) -> Iterator[Finding]:
    for place in np.flatnonzero((np.asarray(factors) > FARTHEST) | (np.asarray(factors) < 1.0 / FARTHEST)).tolist():
        before = iso(int(fields.dates["date"][rows[place]]))
        problem = said("dated.benchmark_jump", factor=float(factors[place]), date=before)
        yield dated("benchmark-jump", fields, int(rows[place + 1]), problem, column=column)
