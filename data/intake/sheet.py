"""A file's rows as text, whatever its format: CSV, a zip with one CSV, Parquet, or a workbook."""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from data.finding import Finding, Refused
from data.intake.dates import form_of
from data.intake.head import LIMIT, PARQUET, ZIP, read_head
from data.intake.names import DATES, plain
from data.intake.reading import Cells, reading
from data.intake.text import Row, decoded, split

MOST_ROWS, MOST_FIELDS, MOST_CELLS = 200_000, 1_000, 4_000_000
_PREAMBLE = 30


@dataclass(frozen=True, slots=True)
class Sheet:
    """Header, rows as text, and the line of each row in the user's file; `delimiter` is empty where cells had types."""

    name: str
    sha256: str
    header: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]
    delimiter: str = ""
    tickers: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)

    def cells(self, place: int) -> Cells:
        """A column, its cells without the white space around them."""
        return Cells(self.name, self.header[place].strip(), [row[place].strip() for row in self.rows], self.lines)


def read_sheet(path: Path, date_column: str = "") -> Sheet:
    """The one table of a file; `date_column` is the name of its dates where it is an unusual one.

    Raises `Refused` where there is none, with the reason.
    """
    head = read_head(path)
    content = path.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    names = DATES | {plain(date_column)} - {""}
    if head.block.startswith(PARQUET):
        return _sheet(path.name, sha256, _parquet(content, path.name), "", names)
    if not head.block.startswith(ZIP):
        return _from_text(path.name, sha256, content, names)
    members = _members(content, path.name)
    if "xl/workbook.xml" in members:
        return _from_workbook(path.name, sha256, content, names)
    tables = [name for name in members if name.lower().endswith((".csv", ".txt"))]
    if len(tables) != 1:
        raise Refused([reading("several-files", path.name, f"holds {', '.join(members[:5]) or 'nothing'}")])
    return _from_text(path.name, sha256, _unzipped(content, tables[0], path.name), names)


def _from_text(name: str, sha256: str, content: bytes, names: frozenset[str] | set[str]) -> Sheet:
    delimiter, rows = split(decoded(content, name), name, _bounded)
    return _sheet(name, sha256, rows, delimiter, names)


def _sheet(name: str, sha256: str, rows: list[Row], delimiter: str, names: Iterable[str]) -> Sheet:
    """The table among the rows: what is above its header is left out, and rows of another width are findings."""
    names = set(names)
    rows = [row for row in rows if any(cell.strip() for cell in row.cells)]
    top = _header(rows, names)
    if top is None:
        raise Refused([_no_header(name, rows)])
    header, below, tickers = top
    while header and not header[-1].strip():
        header = header[:-1]
    fitted = [(row.line, _fitted(row.cells, len(header))) for row in below]
    kept = [(line, cells) for line, cells in fitted if len(cells) == len(header)]
    findings = [
        reading(
            "field-count",
            name,
            f"begins a line of {len(cells)} fields, the header has {len(header)}",
            line=line,
            value=cells[0],
        )
        for line, cells in fitted
        if len(cells) != len(header)
    ]
    if not kept:
        raise Refused([*findings, reading("no-rows", name, "has a header and no row under it")])
    above = next((row for row in rows[: len(rows) - len(below)] if _dated(row)), None)
    if above:
        findings.append(
            reading("row-above-header", name, "stands above the header", line=above.line, value=above.cells[0])
        )
    if len(tickers) > 1:
        findings.append(reading("several-tickers", name, f"holds {', '.join(tickers)}"))
    lines, cells = zip(*kept, strict=True)
    return Sheet(name, sha256, tuple(header), list(cells), list(lines), delimiter, tickers, findings)


def _header(rows: Sequence[Row], names: set[str]) -> tuple[list[str], Sequence[Row], tuple[str, ...]] | None:
    """(header, rows below it, tickers), of the first line that names a column of dates."""
    for place, row in enumerate(rows[:_PREAMBLE]):
        second = rows[place + 1].cells if place + 1 < len(rows) else []
        if second and plain(second[0]) == "ticker":
            tickers = tuple(dict.fromkeys(cell.strip() for cell in second[1:] if cell.strip()))
            return ["Date", *row.cells[1:]], rows[place + 3 :], tickers
        if any(plain(cell) in names for cell in row.cells) and (
            len(row.cells) > 1 or all(len(one.cells) == 1 for one in rows)
        ):
            return row.cells, rows[place + 1 :], ()
    if rows and len(rows[0].cells) > 1 and plain(rows[0].cells[0]) in {"", "unnamed0"}:
        return ["Date", *rows[0].cells[1:]], rows[1:], ()
    return None


def _dated(row: Row) -> bool:
    """Whether a row begins with a date, as one of prices does."""
    return len(row.cells) > 1 and form_of(row.cells[0].strip()) is not None


def _no_header(name: str, rows: Sequence[Row]) -> Finding:
    if not rows:
        return reading("no-rows", name, "has no line with anything in it")
    first = ", ".join(cell.strip() for cell in rows[0].cells)[:80]
    return reading(
        "no-header", name, f"has no line that names a column of dates; the first says {first!r}", line=rows[0].line
    )


def _fitted(cells: list[str], width: int) -> list[str]:
    """A row without the empty fields that trailing commas leave beyond the header."""
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _bounded(rows: Iterable[Row], name: str) -> list[Row]:
    """The rows as a list, given up where there are more than a daily history can have."""
    kept, cells = list[Row](), 0
    for row in rows:
        cells += len(row.cells)
        if len(kept) >= MOST_ROWS or len(row.cells) > MOST_FIELDS or cells > MOST_CELLS:
            limit = f"{MOST_ROWS:,} rows, {MOST_FIELDS:,} columns or {MOST_CELLS:,} cells"
            raise Refused([reading("too-many-cells", name, f"has more than {limit}", line=row.line)])
        kept.append(row)
    return kept


def _members(content: bytes, name: str) -> list[str]:
    """Names in a zip that is neither damaged nor far larger inside than outside."""
    try:
        infos = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Refused([reading("damaged", name, f"is no readable zip or workbook ({error})")]) from None
    if sum(info.file_size for info in infos) > 4 * LIMIT:
        raise Refused([reading("too-many-cells", name, f"unpacks to more than {4 * LIMIT // 2**20} MB")])
    return [info.filename for info in infos if not info.is_dir()]


def _unzipped(content: bytes, member: str, name: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)).open(member) as file:
            return file.read(LIMIT)
    except Exception as error:  # noqa: BLE001  (a damaged zip raises whatever its decompressor stumbles on)
        raise Refused([reading("damaged", name, f"holds {member}, which cannot be unpacked ({error})")]) from None


def _parquet(content: bytes, name: str) -> list[Row]:
    """Rows of a Parquet file, the header first; lines are counted as if the header were line 1."""
    import pyarrow as pa  # noqa: PLC0415  (only for this format)
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        file = pq.ParquetFile(io.BytesIO(content))
        if file.metadata.num_rows > MOST_ROWS:
            raise Refused([reading("too-many-cells", name, f"has {file.metadata.num_rows:,} rows")])
        # Nanoseconds would make Arrow import pandas.
        columns = [
            column.cast(pa.timestamp("us", column.type.tz)) if pa.types.is_timestamp(column.type) else column
            for column in file.read().columns
        ]
        names = file.schema_arrow.names
        rows = zip(*(column.to_pylist() for column in columns), strict=True)
        return _bounded(_typed([names, *rows]), name)
    except (OSError, ValueError, pa.ArrowException) as error:
        if isinstance(error, Refused):
            raise
        raise Refused([reading("damaged", name, f"is no readable Parquet file ({error})")]) from None


def _from_workbook(name: str, sha256: str, content: bytes, names: Iterable[str]) -> Sheet:
    """The one sheet of a workbook that has a column of dates."""
    found = [_typed(values) for values in _sheets(content, name)]
    rows = [_bounded(values, name) for values in found]
    dated = [values for values in rows if _header([row for row in values if any(row.cells)], set(names))]
    if len(dated) > 1:
        raise Refused([reading("several-sheets", name, f"has {len(dated)} sheets with dates")])
    return _sheet(name, sha256, (dated or rows or [[]])[0], "", names)


def _sheets(content: bytes, name: str) -> list[list[tuple[Any, ...]]]:
    from openpyxl import load_workbook  # noqa: PLC0415  (only for this format)

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return [list(sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2)) for sheet in book.worksheets]
    except Exception as error:  # noqa: BLE001  (a damaged workbook raises whatever its parser stumbles on)
        raise Refused([reading("damaged", name, f"is no readable workbook ({error})")]) from None


def _typed(rows: Iterable[Sequence[Any]]) -> Iterable[Row]:
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
