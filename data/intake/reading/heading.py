"""Where the names of the columns stand, and what to say where nobody can tell."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain

from data.base.finding import Finding
from data.base.saying import Saying, said
from data.intake.reading.column_names import DATES, PERIODS, bare, plain
from data.intake.reading.date_forms import form_of
from data.intake.reading.problems import reading
from data.intake.reading.text import Row

_PREAMBLE, _FURTHER = 30, 8
_NUMBER = re.compile(r"[+-]?[\d.,' \u00a0]*\d[\d.,' \u00a0]*([eE][+-]?\d+)?%?", re.ASCII)
_METATRADER = ("Date", "Time", "Open", "High", "Low", "Close", "Volume")
_DAY, _MINUTE = re.compile(r"\d{4}\.\d\d\.\d\d", re.ASCII), re.compile(r"\d\d:\d\d(:\d\d)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Heading:
    """Names of the columns, the rows below them, tickers in a line of their own, and what
    was done that a user should know.
    """

    names: list[str]
    below: Sequence[Row]
    tickers: tuple[str, ...] = ()
    notes: tuple[Saying, ...] = ()


def heading(rows: Sequence[Row], named: frozenset[str] = frozenset()) -> Heading | None:
    """The first line that names a column of dates, or one that the user named (in plain
    form); None where there is none.
    """
    for place, row in enumerate(rows[:_PREAMBLE]):
        second = rows[place + 1].cells if place + 1 < len(rows) else []
        if second and plain(second[0]) == "ticker":
            tickers = tuple(dict.fromkeys(cell.strip() for cell in second[1:] if cell.strip()))
            return Heading(["Date", *row.cells[1:]], rows[place + 3 :], tickers)
    top = _line(rows, named)
    if top is None:
        top = _over_unnamed(rows)
    if top is None:
        return _metatrader(rows)
    return _joined(_further(_with_date(rows[top].cells), rows[top + 1 :]))


def _over_unnamed(rows: Sequence[Row]) -> int | None:
    """Place of the first line, or of the one above the first date, that has names but for its first column."""
    first = next((place for place, row in enumerate(rows[: _PREAMBLE + 1]) if place and is_day(row.cells[0])), 1)
    return next((place for place in (0, first - 1) if place < len(rows) and _unnamed(rows[place].cells)), None)


def _unnamed(names: Sequence[str]) -> bool:
    return (
        len(names) > 1
        and plain(names[0]) in {"", "unnamed0"}
        and any(cell.strip() and not is_number(cell) for cell in names[1:])
    )


def _with_date(names: list[str]) -> list[str]:
    """The names, the first of them `Date` where it is empty and no other names a column of dates."""
    return ["Date", *names[1:]] if _unnamed(names) and not (DATES | PERIODS).intersection(map(plain, names)) else names


def _line(rows: Sequence[Row], named: frozenset[str]) -> int | None:
    """Place of the line of names: with dates and a name that the user gave, else with either, else with what may
    name dates and stands above some.

    One cell is a line of names where all lines have one.
    """
    fewest = 1 if all(len(row.cells) == 1 for row in rows) else 2
    tops = [
        (place, row, set(map(plain, row.cells)))
        for place, row in enumerate(rows[:_PREAMBLE])
        if len(row.cells) >= fewest
    ]
    surest = (place for place, _, cells in tops if cells & named and cells & DATES)
    sure = (place for names in (named, DATES) for place, _, cells in tops if cells & names)
    loose = (place for place, row, _ in tops if any(_over_days(rows[place + 1 :], one) for one in _loosely_named(row)))
    return next(chain(surest, sure, loose), None)


def is_number(text: str) -> bool:
    """Whether a cell is nothing but a number, with or without a percent sign."""
    return bool(_NUMBER.fullmatch(text.strip()))


def is_day(text: str) -> bool:
    """Whether a cell is a date."""
    form = form_of(text.strip())
    found = form.pattern.fullmatch(text.strip()) if form else None
    with suppress(ValueError, OverflowError):
        return form is not None and found is not None and bool(form.read(found))
    return False


def no_header(name: str, rows: Sequence[Row], kind: str = "") -> Finding:
    """That no line names a column of dates, with the option that names it where a line looks as if it did."""
    if not rows:
        return reading("no-rows", name, said("heading.nothing"))
    first = ", ".join(cell.strip() for cell in rows[0].cells)[:80]
    problem = said("heading.no_dates", first=first)
    place = next((place for place, row in enumerate(rows[: _PREAMBLE + 1]) if _values(row)), None)
    if place is None:
        return reading("no-header", name, problem, line=rows[0].line)
    if place == 0 or not _names(rows[place - 1]):
        return reading("no-header", name, said("heading.write_one", problem=problem), line=rows[place].line)
    above = rows[place - 1]
    dates = _first_day(rows[place])
    called = above.cells[dates].strip() if dates < len(above.cells) else ""
    listed = ", ".join(cell.strip() for cell in above.cells if cell.strip())[:80]
    hint = f"--columns {kind or 'KIND'}.date={called or 'NAME'}"
    problem = said("heading.seems", listed=listed, hint=hint)
    return reading("no-header", name, problem, line=above.line)


def _loosely_named(row: Row) -> list[int]:
    """Places of cells that may name a column of dates, and may be something else."""
    return [place for place, cell in enumerate(row.cells) if plain(cell) in PERIODS or bare(cell) in DATES | PERIODS]


def _over_days(below: Sequence[Row], place: int) -> bool:
    """Whether something with a digit stands in a column soon below its name."""
    cells = [row.cells[place] for row in below[: _FURTHER + 1] if place < len(row.cells)]
    return any(cell.strip()[:1].isdigit() or is_day(cell) for cell in cells)


def _further(names: list[str], below: Sequence[Row]) -> Heading:
    """Without the lines under the names that hold units or tickers: text alone, none of it under the
    names of dates, and dates after them.
    """
    dates = [place for place, cell in enumerate(names) if {plain(cell), bare(cell)} & (DATES | PERIODS)] or [0]
    count = 0
    for row in below[: _FURTHER + 1]:
        cells = [cell.strip() for cell in row.cells]
        if any(is_number(cell) or is_day(cell) for cell in cells) or any(
            any(map(str.isdigit, cells[one])) for one in dates if one < len(cells)
        ):
            break
        count += 1
    if not count or count > _FURTHER or count == len(below) or not any(_over_days(below[count:], one) for one in dates):
        return Heading(names, below)
    text = " / ".join(", ".join(filter(None, (cell.strip() for cell in row.cells))) for row in below[:count])
    return Heading(names, below[count:], notes=(said("noted.under_names", line=below[0].line, text=text[:80]),))


def _joined(found: Heading) -> Heading:
    """MetaTrader's <DATE> and <TIME> as one, so that a bar of an hour is not taken for a day."""
    heads = [name.strip().upper() for name in found.names[:2]]
    if heads != ["<DATE>", "<TIME>"]:
        return found
    return Heading(found.names, _stamped(found.below), found.tickers, found.notes)


def _metatrader(rows: Sequence[Row]) -> Heading | None:
    """The history that MetaTrader 4 writes without names: date, time, open, high, low, close, volume."""
    width = len(_METATRADER)
    if not rows or not all(
        len(row.cells) == width and _DAY.fullmatch(row.cells[0]) and _MINUTE.fullmatch(row.cells[1])
        for row in rows[:_PREAMBLE]
    ):
        return None
    note = said("noted.metatrader")
    return Heading(list(_METATRADER), _stamped(rows), notes=(note,))


def _stamped(rows: Sequence[Row]) -> list[Row]:
    """Rows whose first cell has the time of the second too."""
    return [
        Row(row.line, [f"{row.cells[0]} {row.cells[1]}", *row.cells[1:]] if len(row.cells) > 1 else row.cells)
        for row in rows
    ]


def _values(row: Row) -> bool:
    """Whether a row has a date and a number beside it."""
    day = _first_day(row)
    return day < len(row.cells) and any(is_number(cell) for place, cell in enumerate(row.cells) if place != day)


def _first_day(row: Row) -> int:
    """The place of the first date of a row, one that is no plain number where there is such;
    beyond the row where there is none.
    """
    days = [place for place, cell in enumerate(row.cells) if is_day(cell)]
    return next((place for place in days if not is_number(row.cells[place])), (days or [len(row.cells)])[0])


def _names(row: Row) -> bool:
    """Whether a row could be a line of names."""
    cells = [cell.strip() for cell in row.cells if cell.strip()]
    return len(cells) > 1 and not any(is_number(cell) or is_day(cell) for cell in cells)
