"""Tables of a run in the formats other programs read."""

import json
from pathlib import Path
from typing import Literal

import pyarrow as pa

from data.base.durable import not_written, write_file
from data.base.errors import ResultError
from engine.results.folders import refuse_existing

Format = Literal["csv", "parquet", "xlsx"]
FORMATS: tuple[Format, ...] = ("csv", "parquet", "xlsx")
ENCODINGS = ("utf-8-sig", "utf-8", "cp932")
EXCEL_ROWS = 1_048_575


def format_of(asked: str | None, path: Path | str) -> Format:
    """The format asked for, else the one the file's ending names. Raises `ResultError` for neither.

    >>> format_of(None, "equity.CSV")
    'csv'
    """
    name = asked or Path(path).suffix.removeprefix(".").lower()
    for kind in FORMATS:
        if name == kind:
            return kind
    raise ResultError(f"{path}: its ending names no format; give --format {', '.join(FORMATS)}")


def export_table(
    table: pa.Table, kind: Format, path: Path | str, *, force: bool = False, encoding: str = ENCODINGS[0]
) -> None:
    """Write a table to a file, whole or not at all. Raises `ResultError` when the file exists (unless forced) or cannot
    be written, and for more rows than a sheet holds.

    `encoding` is that of csv. The first of them starts with a byte-order mark, so that spreadsheets in Japan read it as
    UTF-8.
    """
    path = Path(path)
    refuse_existing(path, force=force)
    if kind == "xlsx" and table.num_rows > EXCEL_ROWS:
        raise ResultError(
            f"{path}: {table.num_rows} rows are more than a sheet holds ({EXCEL_ROWS}); export csv or parquet"
        )
    table = table if kind == "parquet" else _without_lists(table)
    try:
        write_file(path, lambda made: _WRITERS[kind](table, made, path, encoding), force=force)
    except UnicodeEncodeError as error:
        character = error.object[error.start]
        raise ResultError(f"{path}: {error.encoding} has no {character!r}; choose --encoding utf-8-sig") from None
    except OSError as error:
        if isinstance(error, ResultError):
            raise
        raise ResultError(not_written(path, error, force=force)) from None


def _without_lists(table: pa.Table) -> pa.Table:
    """A table whose lists are text, as `[0.1, 0.2]`."""
    for place, field in enumerate(table.schema):
        if pa.types.is_nested(field.type):
            told = [value if value is None else json.dumps(value) for value in table.column(place).to_pylist()]
            table = table.set_column(place, field.with_type(pa.string()), pa.array(told, pa.string()))
    return table


def _csv(table: pa.Table, file: Path, _path: Path, encoding: str) -> None:
    from pyarrow import csv  # noqa: PLC0415

    from engine.results.defused import defused_table  # noqa: PLC0415

    table = defused_table(table)
    if encoding == "cp932":
        written = pa.BufferOutputStream()
        csv.write_csv(table, written)
        file.write_bytes(written.getvalue().to_pybytes().decode("utf-8").encode(encoding))
        return
    with file.open("wb") as opened:
        opened.write(b"\xef\xbb\xbf" if encoding == "utf-8-sig" else b"")
        csv.write_csv(table, opened)


def _parquet(table: pa.Table, file: Path, _path: Path, _encoding: str) -> None:
    from data.base.parquet_written import write_parquet  # noqa: PLC0415

    write_parquet(table, file)


def _xlsx(table: pa.Table, file: Path, path: Path, _encoding: str) -> None:
    from engine.results.spreadsheet import write_sheet  # noqa: PLC0415

    write_sheet(table, file, path)


_WRITERS = {"csv": _csv, "parquet": _parquet, "xlsx": _xlsx}
