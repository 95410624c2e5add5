"""Rows of files whose cells have types: workbooks, old and new, and Parquet."""

import ast
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from data.base.finding import Refused
from data.base.saying import UNSAID, said
from data.intake.reading.head import OLE
from data.intake.reading.problems import reading
from data.intake.reading.text import Row

_Values = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of a workbook as rows of text, and the word for where its day numbers begin (`1904`, or empty)."""

    sheets: list[list[Row]]
    epoch: str = ""


def workbook(content: bytes, name: str, most_rows: int) -> Workbook:
    """A workbook, .xlsx or .xls; of each sheet no more than so many rows. Raises `Refused` where it is damaged."""
    try:
        return (_old_book if content.startswith(OLE) else _new_book)(content, most_rows)
    except Exception as error:  # noqa: BLE001  (a damaged workbook raises whatever its parser stumbles on)
        locked = said("sheet.password") if content.startswith(OLE) else UNSAID
        problem = said("sheet.no_workbook", locked=locked, error=error or type(error).__name__)
        raise Refused([reading("damaged", name, problem)]) from None


def _new_book(content: bytes, most_rows: int) -> Workbook:
    from openpyxl import load_workbook  # noqa: PLC0415  (only for this format)
    from openpyxl.utils.datetime import CALENDAR_MAC_1904  # noqa: PLC0415

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    sheets = [_typed(sheet.iter_rows(values_only=True, max_row=most_rows)) for sheet in book.worksheets]
    return Workbook(sheets, "1904" if book.epoch == CALENDAR_MAC_1904 else "")


def _old_book(content: bytes, most_rows: int) -> Workbook:
    from xlrd import open_workbook  # noqa: PLC0415  (only for this format)

    book = open_workbook(file_contents=content, logfile=io.StringIO())
    sheets = [
        _typed(
            [_old_value(*cell, book.datemode) for cell in zip(sheet.row_types(row), sheet.row_values(row), strict=True)]
            for row in range(min(sheet.nrows, most_rows))
        )
        for sheet in book.sheets()
    ]
    return Workbook(sheets, "1904" if book.datemode else "")


def _old_value(kind: int, value: object, datemode: int) -> object:
    """A cell of an .xls, whose dates are day numbers, and whose errors are codes; times without a day stay numbers."""
    import xlrd  # noqa: PLC0415  (only for this format)

    if kind == xlrd.XL_CELL_DATE and isinstance(value, float) and value >= 1.0:
        return xlrd.xldate_as_datetime(value, datemode)
    if kind == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code[value]
    return bool(value) if kind == xlrd.XL_CELL_BOOLEAN else value


def parquet(content: bytes, name: str, most_rows: int) -> list[Row]:
    """Rows of a Parquet file, the header first; lines are counted as if the header were line 1.

    Columns of two levels, as yfinance gives them, have one header line for each, as in its CSV. Raises `Refused`.
    """
    import pyarrow as pa  # noqa: PLC0415  (only for this format)
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        file = pq.ParquetFile(io.BytesIO(content))
        if file.metadata.num_rows > most_rows:
            raise Refused([reading("too-many-cells", name, said("sheet.rows", rows=file.metadata.num_rows))])
        # Nanoseconds would make Arrow import pandas.
        columns = [
            column.cast(pa.timestamp("us", column.type.tz)) if pa.types.is_timestamp(column.type) else column
            for column in file.read().columns
        ]
        rows = list(zip(*(column.to_pylist() for column in columns), strict=True))
        return _typed(_two_levels(file.schema_arrow.names, rows) or [file.schema_arrow.names, *rows])
    except (OSError, ValueError, pa.ArrowException) as error:
        if isinstance(error, Refused):
            raise
        raise Refused([reading("damaged", name, said("sheet.no_parquet", error=error))]) from None


def _two_levels(names: Sequence[str], rows: Sequence[_Values]) -> list[_Values]:
    """Rows under the three header lines of yfinance's CSV, where columns are pairs of a price
    and a ticker; nothing elsewhere.
    """
    pairs = [_pair(name) for name in names]
    priced = [place for place, pair in enumerate(pairs) if pair and pair[1]]
    if not priced:
        return []
    first = next(place for place in range(len(names)) if place not in priced) if len(priced) < len(names) else None
    if first is None:
        return []
    levels = list(zip(*(pair for place in priced if (pair := pairs[place])), strict=True))
    prices, tickers = levels if "close" in {name.lower() for name in levels[0]} else levels[::-1]
    top = [["Price", *prices], ["Ticker", *tickers], ["Date", *[""] * len(priced)]]
    return [*top, *([row[first], *(row[place] for place in priced)] for row in rows)]


def _pair(name: str) -> tuple[str, str] | None:
    """The two levels of a column's name such as `('Close', '^GSPC')` or `["Close", "^GSPC"]`."""
    if name[:1] not in {"(", "["}:
        return None
    try:
        levels = ast.literal_eval(name)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return (str(levels[0]), str(levels[1])) if isinstance(levels, tuple | list) and len(levels) == 2 else None


def _typed(rows: Iterable[_Values]) -> list[Row]:
    return [Row(line, [_text(value) for value in row]) for line, row in enumerate(rows, start=1)]


def _text(value: object) -> str:
    """A typed cell as a CSV file would have it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        midnight = value.tzinfo is None and value.time() == datetime.min.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value)
