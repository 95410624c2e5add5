"""A file of a fund of one's own: its yields after costs, or what a share was worth with its distributions."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.days import iso
from data.base.errors import ConfigError
from data.base.finding import Finding
from data.base.saying import said
from data.fund.own_fund import OwnFund
from data.intake.dated_tables import dated, path_and_words, read_dated, refuse
from data.intake.reading.column_names import DATES, plain, unit_of, without_unit
from data.intake.reading.fields import Fields, WantedColumn
from data.intake.reading.sheet import read_sheet

YIELDS = (
    "yield", "netyield", "7dayyield", "sevendayyield", "1dayyield", "30dayyield", "rate", "apy", "利回り",
    "年換算利回り",
)  # fmt: skip
PRICES = (
    "nav", "price", "close", "adjclose", "adjustedclose", "totalreturn", "tr", "value", "index", "基準価額", "終値",
)  # fmt: skip
"""What the columns of yields and of values are called, in plain form without their unit."""
CERTAINLY_PERCENT = 0.5
LOWEST, HIGHEST = -0.02, 0.25
"""Yields beyond which none of such a fund ever was, annual decimals."""
LONGEST, JUMP, FAR_JUMP = 10, 0.01, 0.10
"""Calendar days between two values, and moves of a share between them, from which there is a doubt, or an error."""


class ReadFund(NamedTuple):
    """A fund of one's own, and what is doubtful in its file."""

    fund: OwnFund
    warnings: Sequence[Finding]


def own_fund(file: str, lag_days: int) -> ReadFund:
    """The fund of `FILE[:mdy|dmy][:point|comma]`, each value known `lag_days` calendar days after its date.

    Raises `Refused` with all that is wrong, `ConfigError` where its columns do not say what they hold.
    """
    name, priced = _column(file)
    fields = read_dated(file, [WantedColumn(name, "number")])
    values = fields.numbers.get(name, np.empty(0))
    known = np.isfinite(values)
    none = [] if known.any() else [dated("no-number", fields, None, said("dated.no_number"), column=name)]
    if not priced and not none:
        values = values * _unit(file, name, float(np.abs(values[known]).max()))
    found = (
        []
        if none
        else [*_impossible(fields, name, values, priced=priced), *_apart(fields, name, values, priced=priced)]
    )
    warnings = refuse(fields, [*none, *found])
    days = (fields.dates["date"][known] + lag_days).tolist()
    return ReadFund(OwnFund(tuple(days), tuple(values[known].tolist()), priced), warnings)


def _column(file: str) -> tuple[str, bool]:
    """The column that is read, and whether it holds values of a share."""
    path = path_and_words(file)[0]
    header = [name.strip() for name in read_sheet(Path(path)).header if name.strip() and plain(name) not in DATES]
    found = [(name, False) for name in header if without_unit(name) in YIELDS]
    found += [(name, True) for name in header if plain(name) in PRICES]
    if len(found) != 1:
        raise ConfigError(
            f"{file}: has the columns {', '.join(header) or 'of no name'} beside its dates; should have exactly one "
            "of yield_percent, yield_decimal (after costs, a year) or nav (a share with its distributions)"
        )
    return found[0]


def _unit(file: str, name: str, largest: float) -> float:
    """What a yield is multiplied by to be a decimal."""
    unit = unit_of(name) or ("percent" if largest >= CERTAINLY_PERCENT else "")
    if not unit:
        raise ConfigError(
            f"{file}: {name} of up to {largest:g} may be decimals or percentages; call the column yield_decimal or "
            "yield_percent"
        )
    return 0.01 if unit == "percent" else 1.0


def _impossible(fields: Fields, name: str, values: Floats, *, priced: bool) -> Iterator[Finding]:
    low, high = (0.0, np.inf) if priced else (LOWEST, HIGHEST)
    wrong = (values <= low) if priced else (values < low) | (values > high)
    for row in np.flatnonzero(wrong).tolist():
        yield dated("fund-impossible", fields, row, said("dated.fund_range"), column=name, value=f"{values[row]:g}")


def _apart(fields: Fields, name: str, values: Floats, *, priced: bool) -> Iterator[Finding]:
    """Gaps between values, and jumps of a share."""
    rows = np.flatnonzero(np.isfinite(values))
    days = fields.dates["date"]
    for before, row in zip(rows[:-1].tolist(), rows[1:].tolist(), strict=True):
        apart = int(days[row] - days[before])
        if apart > LONGEST:
            problem = said("dated.fund_gap", days=apart, date=iso(int(days[before])))
            yield dated("fund-gap", fields, row, problem, column=name)
        move = values[row] / values[before] - 1.0 if priced and values[before] > 0.0 else 0.0
        if abs(move) > JUMP:
            check = "fund-far-jump" if abs(move) > FAR_JUMP else "fund-jump"
            problem = said("dated.fund_jump", size=move, date=iso(int(days[before])))
            yield dated(check, fields, row, problem, column=name, value=f"{values[row]:g}")
