"""Tables that are not one series: columns of dates, numbers and words, read as the series are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np

from data.finding import Finding, Refused
from data.intake.dates import read_dates
from data.intake.figures import read_figures
from data.intake.history import Ints, Texts
from data.intake.names import plain
from data.intake.reading import reading
from data.intake.sheet import Sheet, read_sheet
from data.volatility import Floats


@dataclass(frozen=True, slots=True)
class Wanted:
    """A column that a table has to have: its name, what it holds, and other usual names in plain form (see `names.plain`)."""

    name: str
    holds: Literal["date", "number", "word"]
    usual: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """Columns of a table by name, each of shape (rows,): days since 1970-01-01, floats (NaN where missing), or texts; and the line of each row.

    Rows with a date that cannot be read are left out, and are among the findings; `notes` are what was done in reading the table.
    """

    file: str
    sha256: str
    lines: Ints
    dates: Mapping[str, Ints]
    numbers: Mapping[str, Floats]
    words: Mapping[str, Texts]
    findings: Sequence[Finding] = field(default_factory=tuple)
    notes: tuple[str, ...] = ()


def read_fields(
    path: Path, wanted: Sequence[Wanted], named: Mapping[str, str] | None = None, words: Mapping[str, str] | None = None
) -> Fields:
    """The wanted columns of a file; `named` are names the user gave by wanted name, `words` settle `order`, `epoch` and `mark` (see `source.WORDS`).

    Raises `Refused` where there is no table, or a column is not there or there twice.
    """
    named, words = named or {}, words or {}
    sheet = read_sheet(path, *(named[one.name] for one in wanted if one.name in named))
    places = {one: _place(sheet, one, named.get(one.name, "")) for one in wanted}
    missing = [place for place in places.values() if isinstance(place, Finding)]
    if missing:
        raise Refused([*sheet.findings, *missing])
    found = {one: place for one, place in places.items() if isinstance(place, int)}
    dates = {
        one.name: read_dates(sheet.cells(place), words.get("order", ""), words.get("epoch", ""))
        for one, place in found.items()
        if one.holds == "date"
    }
    figures = read_figures(
        {one.name: sheet.cells(place) for one, place in found.items() if one.holds == "number"},
        delimiter=sheet.delimiter,
        mark=words.get("mark", ""),
    )
    rows = np.flatnonzero(
        [all(days.days[row] is not None for days in dates.values()) for row in range(len(sheet.rows))]
    )
    return Fields(
        sheet.name,
        sheet.sha256,
        np.array(sheet.lines, dtype=np.int64)[rows],
        {name: np.array(column.days, dtype=object)[rows].astype(np.int64) for name, column in dates.items()},
        {name: column[rows] for name, column in figures.values.items()},
        {
            one.name: np.array(sheet.cells(place).texts, dtype=object)[rows]
            for one, place in found.items()
            if one.holds == "word"
        },
        (*sheet.findings, *(one for column in dates.values() for one in column.findings), *figures.findings),
        sheet.notes,
    )


def _place(sheet: Sheet, wanted: Wanted, named: str) -> int | Finding | None:
    """Where a column stands; None for an optional one that is not there, a finding for another."""
    usual = {plain(named)} if named else {plain(wanted.name), *wanted.usual}
    found = [place for place, name in enumerate(sheet.header) if plain(name) in usual]
    if len(found) == 1:
        return found[0]
    if not found and wanted.optional and not named:
        return None
    listed = ", ".join(name.strip() for name in sheet.header if name.strip())
    check, problem = (
        ("column-repeats", f"could be {len(found)} columns") if found else ("column-missing", "is not there")
    )
    return reading(check, sheet.name, f"{problem}; the file has {listed}", column=f"column {named or wanted.name}")
