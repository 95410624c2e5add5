"""Tables that are not one series: columns of dates, numbers and words, read as the series are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np

from data.base.arrays import Floats, Ints, Texts
from data.base.finding import Finding, Refused
from data.base.saying import Saying, said
from data.intake.reading.column_names import plain
from data.intake.reading.problems import Cells, reading
from data.intake.reading.provider_shapes import shape_of
from data.intake.reading.sheet import Sheet, read_sheet
from data.intake.reading.written_dates import read_dates
from data.intake.reading.written_figures import MISSING, read_figures

NO_DAY = np.iinfo(np.int64).min
"""What stands for a date that cannot be read."""


@dataclass(frozen=True, slots=True)
class WantedColumn:
    """A column that a table has to have: its name, what it holds, and other usual names
    in plain form (see `column_names.plain`).

    Names of `second` are looked for only where none of the usual ones is there, as a close where no settlement is.
    """

    name: str
    holds: Literal["date", "number", "word"]
    usual: tuple[str, ...] = ()
    optional: bool = False
    second: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fields:
    """Columns of a table by name, each of shape (rows,): days since 1970-01-01, floats (NaN where missing), or
    texts; and the line of each row.

    Rows with a date that cannot be read are left out, and are among the findings; `notes` are
    what was done in reading the table.
    """

    file: str
    sha256: str
    lines: Ints
    dates: Mapping[str, Ints]
    numbers: Mapping[str, Floats]
    words: Mapping[str, Texts]
    findings: Sequence[Finding] = field(default_factory=tuple)
    notes: tuple[Saying, ...] = ()


def read_fields(
    path: Path,
    wanted: Sequence[WantedColumn],
    named: Mapping[str, str] | None = None,
    words: Mapping[str, str] | None = None,
) -> Fields:
    """The wanted columns of a file; `named` are names the user gave by wanted name, `words` settle `order`, `epoch`
    and `mark` (see `source.WORDS`).

    Raises `Refused` where there is no table, or a column is not there or there twice.
    """
    named = named or {}
    return fields_of(read_sheet(path, dates_named(wanted, named)), wanted, named, words or {})


def dates_named(wanted: Sequence[WantedColumn], named: Mapping[str, str]) -> str:
    """The name that the user gave a column of dates; empty where none was given."""
    return next((named[one.name] for one in wanted if one.holds == "date" and one.name in named), "")


def fields_of(
    sheet: Sheet,
    wanted: Sequence[WantedColumn],
    named: Mapping[str, str],
    words: Mapping[str, str],
    kind: str = "",
    *,
    percent: bool = False,
) -> Fields:
    """The wanted columns of a sheet; `kind` is the one whose columns --columns can name, `percent` whether numbers may
    have percent signs. Raises `Refused` where a column is not there or there twice.
    """
    columns = _columns(sheet, wanted, named, kind)
    dates = {name: _distinct(cells) for name, cells in columns["date"].items()}
    order, epoch = words.get("order", ""), words.get("epoch", sheet.epoch)
    read = {name: read_dates(cells, order, epoch) for name, (cells, _) in dates.items()}
    numbers = {name: _distinct(cells) for name, cells in columns["number"].items()}
    cells_of = {name: cells for name, (cells, _) in numbers.items()}
    missing, mark = MISSING | shape_of(sheet).missing, words.get("mark", "")
    figures = read_figures(cells_of, missing=missing, delimiter=sheet.delimiter, mark=mark, percent=percent)
    if not figures.mark:
        raise Refused([*sheet.findings, *figures.findings])
    days = {
        name: np.array([NO_DAY if day is None else day for day in read[name].days])[where]
        for name, (_, where) in dates.items()
    }
    rows = np.flatnonzero(np.all([column != NO_DAY for column in days.values()], axis=0))
    return Fields(
        sheet.name, sheet.sha256, np.array(sheet.lines, dtype=np.int64)[rows],
        {name: column[rows] for name, column in days.items()},
        {name: figures.values[name][where[rows]] for name, (_, where) in numbers.items()},
        {name: np.array(cells.texts, dtype=object)[rows] for name, cells in columns["word"].items()},
        (*sheet.findings, *(one for column in read.values() for one in column.findings), *figures.findings),
        sheet.notes,
    )  # fmt: skip


def _columns(
    sheet: Sheet, wanted: Sequence[WantedColumn], named: Mapping[str, str], kind: str
) -> dict[str, dict[str, Cells]]:
    """The columns that are there, by what they hold and by name. Raises `Refused` where
    one is not there or there twice.
    """
    places = {one: _place(sheet, one, named.get(one.name, ""), kind) for one in wanted}
    missing = [place for place in places.values() if isinstance(place, Finding)]
    if missing:
        raise Refused([*sheet.findings, *missing])
    found: dict[str, dict[str, Cells]] = {"date": {}, "number": {}, "word": {}}
    for one, place in places.items():
        if isinstance(place, int):
            found[one.holds][one.name] = sheet.cells(place)
    return found


def _distinct(cells: Cells) -> tuple[Cells, Ints]:
    """The different texts of a column, each at the line where it stands first, and for each row which it is: a
    file of quotes repeats most of them.
    """
    places: dict[str, int] = {}
    where = np.array([places.setdefault(text, len(places)) for text in cells.texts], dtype=np.int64)
    first = np.unique(where, return_index=True)[1]
    return Cells(cells.file, cells.name, list(places), [cells.lines[row] for row in first]), where


def _place(sheet: Sheet, wanted: WantedColumn, named: str, kind: str) -> int | Finding | None:
    """Where a column stands; None for an optional one that is not there, a finding for another."""
    ranks = ({plain(named)},) if named else ({plain(wanted.name)}, set(wanted.usual), set(wanted.second))
    ranked = ([place for place, name in enumerate(sheet.header) if plain(name) in names] for names in ranks)
    found = next(filter(None, ranked), [])
    if len(found) == 1:
        return found[0]
    if not found and wanted.optional and not named:
        return None
    listed = ", ".join(name.strip() for name in sheet.header if name.strip())
    check, problem = (
        ("column-repeats", said("names.could_be", count=len(found)))
        if found
        else ("column-missing", said("names.not_there"))
    )
    hint = said("names.option", kind=kind, name=wanted.name) if kind else ""
    return reading(
        check,
        sheet.name,
        said("names.file_has", problem=problem, hint=hint, listed=listed),
        column=said("names.column", name=named or wanted.name),
    )
