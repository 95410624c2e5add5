"""Tables of a run in the formats other programs read."""

from pathlib import Path
from typing import Literal

import pyarrow as pa

from data.errors import ResultError

Format = Literal["csv", "parquet", "xlsx"]
FORMATS: tuple[Format, ...] = ("csv", "parquet", "xlsx")
EXCEL_ROWS = 1_048_575


def format_of(asked: str | None, path: Path) -> Format:
    """The format asked for, else the one the file's ending names. Raises `ResultError` for neither."""
    name = asked or path.suffix.removeprefix(".").lower()
    for kind in FORMATS:
        if name == kind:
            return kind
    raise ResultError(f"{path}: its ending names no format; give --format {', '.join(FORMATS)}")


def export_table(table: pa.Table, kind: Format, path: Path, *, force: bool = False) -> None:
    """Write a table to a file. Raises `ResultError` when the file exists (unless forced) or cannot be written.

    CSV starts with a byte-order mark, so that spreadsheets in Japan read it as UTF-8.
    """
    if path.is_dir():
        raise ResultError(f"{path}: is a folder; give the name of a file")
    if path.exists() and not force:
        raise ResultError(f"{path}: exists; choose another name or give --force")
    if kind == "xlsx" and table.num_rows > EXCEL_ROWS:
        raise ResultError(
            f"{path}: {table.num_rows} rows are more than a sheet holds ({EXCEL_ROWS}); export csv or parquet"
        )
    temporary = path.with_name(f".tmp-{path.name}")
    try:
        _WRITERS[kind](table, temporary)
        temporary.replace(path)
    except OSError as error:
        raise ResultError(f"{path}: cannot be written ({error.strerror or error})") from None
    finally:
        temporary.unlink(missing_ok=True)


def _csv(table: pa.Table, path: Path) -> None:
    from pyarrow import csv  # noqa: PLC0415

    with path.open("wb") as file:
        file.write(b"\xef\xbb\xbf")
        csv.write_csv(table, file)


def _parquet(table: pa.Table, path: Path) -> None:
    from pyarrow import parquet  # noqa: PLC0415

    parquet.write_table(table, path, compression="zstd")


def _xlsx(table: pa.Table, path: Path) -> None:
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook(write_only=True)
    sheet = book.create_sheet((table.schema.metadata or {}).get(b"table", b"table").decode())
    sheet.append(table.column_names)
    for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
        sheet.append(row)
    book.save(path)


_WRITERS = {"csv": _csv, "parquet": _parquet, "xlsx": _xlsx}
