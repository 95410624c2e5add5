"""A table as a spreadsheet: dates that are dates, numbers in the form their unit asks for, a
header that stays in sight.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import IllegalCharacterError

from data.base.errors import ResultError
from engine.results.units import Measure, measure_of

FORMATS: dict[Measure, str] = {
    "money": "#,##0.00",
    "percent": "0.00%",
    "points": "0.00",
    "count": "0",
    "date": "yyyy-mm-dd",
}
"""Number formats; what has none is shown as it comes."""

WIDTHS: dict[Measure, int] = {"money": 16, "percent": 10, "points": 10, "count": 8, "date": 12, "flag": 8, "number": 14}
WIDEST_TEXT = 50
LOOKED_AT = 1000
"""Rows that decide how wide a column of text is."""

Write = Callable[[Any], Any]


def write_sheet(table: pa.Table, path: Path, told: Path) -> None:
    """Write a table to an xlsx file of one sheet; a null is an empty cell. Raises `ResultError`, which tells of it as
    the file `told`, for text a sheet cannot hold.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet((table.schema.metadata or {}).get(b"table", b"table").decode())
    for place, field in enumerate(table.schema):
        sheet.column_dimensions[get_column_letter(place + 1)].width = _width(field, table.column(place))
    sheet.freeze_panes = "A2"
    sheet.append(_header(sheet, table.column_names))
    writers = [_writer(sheet, field) for field in table.schema]
    try:
        for row in _rows(table):
            sheet.append([write(value) for write, value in zip(writers, row, strict=True)])
    except IllegalCharacterError:
        raise ResultError(f"{told}: a text has a control character, which a sheet cannot hold; export csv") from None
    book.save(path)


def _rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    return zip(*(column.to_pylist() for column in table.columns), strict=True)


def _header(sheet: Any, names: Sequence[str]) -> list[Any]:
    cells = [WriteOnlyCell(sheet, name) for name in names]
    for cell in cells:
        cell.font = Font(bold=True)
    return cells


def _writer(sheet: Any, field: pa.Field) -> Write:
    """What makes a cell of a value of this column."""
    measure = measure_of(field)
    if measure == "text":
        return lambda value: _text(sheet, value)
    form = FORMATS.get(measure)
    return (lambda value: _formatted(sheet, value, form)) if form else (lambda value: value)


def _formatted(sheet: Any, value: Any, form: str) -> Any:
    if value is None:
        return None
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = form
    return cell


def _text(sheet: Any, value: str | None) -> Any:
    """A text; one that begins like a formula is kept from being one."""
    if not value or not value.startswith("="):
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    return cell


def _width(field: pa.Field, column: pa.ChunkedArray) -> int:
    """Width in characters, of the header at least."""
    measure = measure_of(field)
    if measure != "text":
        return max(WIDTHS[measure], len(field.name) + 2)
    values = islice((value for value in column.slice(0, LOOKED_AT).to_pylist() if value), LOOKED_AT)
    return max(min(max(map(len, values), default=0), WIDEST_TEXT), len(field.name)) + 2
