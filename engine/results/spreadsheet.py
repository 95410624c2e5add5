"""A table as a spreadsheet: dates that are dates, numbers in the form their unit asks for, a
header that stays in sight.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from io import BytesIO
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

_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f']")
LONGEST_TITLE = 31

Write = Callable[[Any], Any]


def write_sheet(table: pa.Table, file: Path, path: Path) -> None:
    """Write a table to an xlsx `file` of one sheet, which is going to be `path`; a null is an empty cell. Raises
    `ResultError` for text a sheet cannot hold.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_title(table))
    for place, field in enumerate(table.schema):
        sheet.column_dimensions[get_column_letter(place + 1)].width = _width(field, table.column(place))
    sheet.freeze_panes = "A2"
    try:
        _fill(sheet, table)
        # on a full disk the file of a book would tell its end as a traceback, later
        whole = BytesIO()
        book.save(whole)
        file.write_bytes(whole.getbuffer())
    except IllegalCharacterError:
        raise ResultError(f"{path}: a text has a control character, which a sheet cannot hold; export csv") from None
    finally:
        with suppress(Exception):  # a sheet that is left open would tell its end as a traceback, later
            sheet.close()


def _fill(sheet: Any, table: pa.Table) -> None:
    writers = [_writer(sheet, field) for field in table.schema]
    sheet.append(_header(sheet, table.column_names))
    for row in _rows(table):
        sheet.append([write(value) for write, value in zip(writers, row, strict=True)])


def _rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    return zip(*(column.to_pylist() for column in table.columns), strict=True)


def _header(sheet: Any, names: Sequence[str]) -> list[Any]:
    cells = [_as_text(sheet, name) for name in names]
    for cell in cells:
        cell.font = Font(bold=True)
    return cells


def _title(table: pa.Table) -> str:
    """What the sheet is called, without what such a name cannot have."""
    named = (table.schema.metadata or {}).get(b"table", b"").decode(errors="replace")
    return _NOT_IN_TITLES.sub("_", named)[:LONGEST_TITLE] or "table"


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
    """A text; one that begins like a formula, or reads as an error of a sheet, is kept from being one."""
    return _as_text(sheet, value) if value and value.startswith(("=", "#")) else value


def _as_text(sheet: Any, value: str) -> Any:
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
