"""Tables of a run in the formats other programs read."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Literal

import pyarrow as pa

from data.base.errors import ResultError
from data.base.replacing import behind_links
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
    target = behind_links(path)
    temporary = target.with_name(f".tmp-{os.getpid()}-{target.name}")
    try:
        if kind == "csv":
            _csv(table, temporary, encoding)
        else:
            _WRITERS[kind](table, temporary)
        temporary.replace(target)
    except UnicodeEncodeError as error:
        character = error.object[error.start]
        raise ResultError(f"{path}: {error.encoding} has no {character!r}; choose --encoding utf-8-sig") from None
    except OSError as error:
        raise ResultError(f"{path}: cannot be written ({error.strerror or error})") from None
    finally:
        with suppress(NotADirectoryError):
            temporary.unlink(missing_ok=True)


def _csv(table: pa.Table, path: Path, encoding: str) -> None:
    from pyarrow import csv  # noqa: PLC0415

    if encoding == "cp932":
        written = pa.BufferOutputStream()
        csv.write_csv(table, written)
        path.write_bytes(written.getvalue().to_pybytes().decode("utf-8").encode(encoding))
        return
    with path.open("wb") as file:
        file.write(b"\xef\xbb\xbf" if encoding == "utf-8-sig" else b"")
        csv.write_csv(table, file)


def _parquet(table: pa.Table, path: Path) -> None:
    from pyarrow import parquet  # noqa: PLC0415

    parquet.write_table(table, path, compression="zstd")


def _xlsx(table: pa.Table, path: Path) -> None:
    from engine.results.spreadsheet import write_sheet  # noqa: PLC0415

    write_sheet(table, path)


_WRITERS = {"parquet": _parquet, "xlsx": _xlsx}
