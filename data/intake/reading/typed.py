"""Rows of files whose cells have types: workbooks, old and new, and Parquet."""

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from data.base.finding import Refused
from data.base.saying import UNSAID, as_text, said
from data.intake.reading.head import OLE
from data.intake.reading.problems import reading
from data.intake.reading.text import Row

if TYPE_CHECKING:
    import pyarrow as pa
    from xlrd.sheet import Sheet

_Values = Sequence[Any]
Bounded = Callable[[Iterable[Row]], list[Row]]
_LEVEL = r"""\s*(?:'([^'\\]*)'|"([^"\\]*)")\s*"""
_PAIR = re.compile(rf"[(\[]{_LEVEL},{_LEVEL}[)\]]")
MOST_OLD = 20 * 2**20
"""Bytes of a workbook of the old sort, whose sheets have 65,536 rows at most."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of a workbook as rows of text, and the word for where its day numbers begin (`1904`, or empty)."""

    sheets: list[list[Row]]
    epoch: str = ""


def workbook(content: bytes, name: str, most_rows: int, bounded: Bounded) -> Workbook:
    """A workbook, .xlsx or .xls; of each sheet no more than so many rows, kept by `bounded`. Raises `Refused` where it
    is damaged, or where `bounded` does.
    """
    old = content.startswith(OLE)
    if old and len(content) > MOST_OLD:
        problem = said("head.too_large", size=len(content) / 2**20, limit=MOST_OLD // 2**20)
        raise Refused([reading("too-many-cells", name, problem)])
    try:
        return (_old_book if old else _new_book)(content, most_rows, bounded)
    except Refused:
        raise
    except Exception as error:  # noqa: BLE001  (a damaged workbook raises whatever its parser stumbles on)
        locked = said("sheet.password") if old else UNSAID
        problem = said("sheet.no_workbook", locked=locked, error=error or type(error).__name__)
        raise Refused([reading("damaged", name, problem)]) from None


def _new_book(content: bytes, most_rows: int, bounded: Bounded) -> Workbook:
    from openpyxl import load_workbook  # noqa: PLC0415  (only for this format)
    from openpyxl.utils.datetime import CALENDAR_MAC_1904  # noqa: PLC0415

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    rows = (sheet.iter_rows(values_only=True, max_row=most_rows) for sheet in book.worksheets)
    return Workbook([bounded(_typed(each)) for each in rows], "1904" if book.epoch == CALENDAR_MAC_1904 else "")


def _old_book(content: bytes, most_rows: int, bounded: Bounded) -> Workbook:
    from xlrd import open_workbook  # noqa: PLC0415  (only for this format)

    # one sheet in memory at a time, its rows as long as they are
    book = open_workbook(file_contents=content, logfile=io.StringIO(), on_demand=True, ragged_rows=True)
    sheets = []
    for place in range(book.nsheets):
        sheets.append(bounded(_typed(_old_rows(book.sheet_by_index(place), most_rows, book.datemode))))
        book.unload_sheet(place)
    return Workbook(sheets, "1904" if book.datemode else "")


def _old_rows(sheet: "Sheet", most_rows: int, datemode: int) -> Iterator[_Values]:
    for row in range(min(sheet.nrows, most_rows)):
        cells = zip(sheet.row_types(row), sheet.row_values(row), strict=True)
        values = [_old_value(*cell, datemode) for cell in cells]
        yield [*values, *[""] * (sheet.ncols - len(values))]


def _old_value(kind: int, value: object, datemode: int) -> object:
    """A cell of an .xls, whose dates are day numbers, and whose errors are codes; times without a day stay numbers."""
    import xlrd  # noqa: PLC0415  (only for this format)

    if kind == xlrd.XL_CELL_DATE and isinstance(value, float) and value >= 1.0:
        return xlrd.xldate_as_datetime(value, datemode)
    if kind == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code[value]
    return bool(value) if kind == xlrd.XL_CELL_BOOLEAN else value


def parquet(content: bytes, name: str, most_rows: int, most: int) -> Iterator[Row]:
    """Rows of a Parquet file that takes at most so many bytes, the header first; lines are counted as if the header
    were line 1.

    Columns of two levels, as yfinance gives them, have one header line for each, as in its CSV. Raises `Refused`.
    """
    import pyarrow as pa  # noqa: PLC0415  (only for this format)

    from data.base.bounded_parquet import read_parquet  # noqa: PLC0415

    try:
        table = read_parquet(pa.py_buffer(content), None, most_rows, most)
    except (OSError, LookupError, pa.ArrowException) as error:
        raise Refused([reading("damaged", name, said("sheet.no_parquet", error=error))]) from None
    except ValueError as error:
        raise Refused([reading("too-many-cells", name, as_text(str(error)))]) from None
    columns = (_listed(column, own, name) for own, column in zip(table.column_names, table.columns, strict=True))
    rows = list(zip(*columns, strict=True))
    return _typed(_two_levels(table.column_names, rows) or [table.column_names, *rows])


def _listed(column: "pa.ChunkedArray", own: str, name: str) -> list[Any]:
    """Values of a column of Parquet. Raises `Refused` where Python has none for them."""
    import pyarrow as pa  # noqa: PLC0415  (as above)

    if pa.types.is_nested(column.type):
        told = said("sheet.no_parquet", error=f"column {own[:40]} has lists or structures")
        raise Refused([reading("damaged", name, told)])
    if pa.types.is_dictionary(column.type):
        # a text that many rows have stays one
        chunks = ((_listed(pa.chunked_array([one.dictionary]), own, name), one.indices) for one in column.chunks)
        return [None if place is None else words[place] for words, where in chunks for place in where.to_pylist()]
    try:
        # nanoseconds would make Arrow import pandas
        if pa.types.is_timestamp(column.type):
            column = column.cast(pa.timestamp("us", column.type.tz))
        elif pa.types.is_time64(column.type):
            column = column.cast(pa.time64("us"))
        elif pa.types.is_duration(column.type):
            column = column.cast(pa.duration("us"))
        values: list[Any] = column.to_pylist()
    except (ValueError, OverflowError, LookupError, pa.ArrowException) as error:
        told = said("sheet.no_parquet", error=f"column {own[:40]} {error}")
        raise Refused([reading("damaged", name, told)]) from None
    return values


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
    found = _PAIR.fullmatch(name)
    return (found[1] or found[2] or "", found[3] or found[4] or "") if found else None


def _typed(rows: Iterable[_Values]) -> Iterator[Row]:
    return (Row(line, [_text(value) for value in row]) for line, row in enumerate(rows, start=1))


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
