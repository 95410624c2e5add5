"""A market in a file of its own: one Parquet file with the table, its calendar, and the record of where it came from."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from data.cache import content_hash, write_atomically
from data.calendars import exchange
from data.columns import column_problems, with_later_columns
from data.days import Day, day_of, iso
from data.errors import DataError
from data.market import Market
from data.market_table import COLUMNS, SCHEMA
from data.underlying import UNKNOWN

MOST_ROWS = 200_000
_ORIGIN, _CONTENT = b"origin", b"content_sha256"
_MAGIC = b"PAR1"


def write_market(market: Market, path: Path | str, *, force: bool = False) -> Path:
    """Write a market to a file, whole or not at all; its path. Raises `DataError` where it exists (unless forced) or cannot be written."""
    record = {
        **market.origin,
        "calendar": market.calendar.name,
        "index": market.index,
        "bill_months": market.bill_months,
        "starts": iso(market.starts),
        "hypothetical_until": None if market.hypothetical_until is None else iso(market.hypothetical_until),
    }
    metadata = {**SCHEMA.metadata, _ORIGIN: json.dumps(record, ensure_ascii=False), _CONTENT: market.digest}
    return write_table(market.table.replace_schema_metadata(metadata), Path(path), force=force)


def write_table(table: pa.Table, target: Path, *, force: bool = False) -> Path:
    """Write any table likewise."""
    refuse_existing(target, force=force)
    try:
        write_atomically(target, table)
    except OSError as error:
        raise DataError(f"{target}: cannot be written ({error.strerror or error})") from None
    return target


def refuse_existing(target: Path, *, force: bool) -> None:
    """Raises `DataError` where a market file could not be written to a path."""
    if target.is_dir():
        raise DataError(f"{target}: is a folder; give the name of a file")
    if target.exists() and not force:
        raise DataError(f"{target}: exists; choose another name or give --force")
    if not target.parent.is_dir():
        raise DataError(f"{target}: there is no folder {target.parent}; make it first")


def load_market(path: Path | str, index: str | None = None) -> Market:
    """The market of a file, with its calendar, its index and its origin; `index` names that of a file which does not say it.

    Raises `DataError` where it is no market file, was changed after it was written, or breaks a check of `Market`, or is of another
    index than the one named. A file with the right columns but without a record is taken for one of New York sessions.
    """
    table, record = read_table(Path(path))
    return Market(
        table,
        exchange(record["calendar"]),
        origin=record,
        index=_index(path, record["index"], index),
        bill_months=record["bill_months"],
        starts=_day(record["starts"]),
        hypothetical_until=_day(record["hypothetical_until"]),
    )


def _day(text: str | None) -> Day | None:
    return None if text is None else day_of(date.fromisoformat(text))


def _index(path: Path | str, told: str, named: str | None) -> str:
    if named and told not in {UNKNOWN, named}:
        raise DataError(f"{path}: is of the index {told}, not of {named}; leave its name out, or build it again")
    return named or told


def read_table(path: Path) -> tuple[pa.Table, dict[str, Any]]:
    """(table, record) of a market file before any check of its rows. Raises `DataError` as `load_market` does."""
    if not is_parquet(path):
        raise DataError(f"{path}: is not a market file (Parquet); make one with `overlay data build`")
    try:
        file = pq.ParquetFile(path)
        if file.metadata.num_rows > MOST_ROWS:
            raise DataError(f"{path}: has {file.metadata.num_rows:,} rows, more than daily data can have")
        table = file.read()
    except (OSError, pa.ArrowException) as error:
        raise DataError(f"{path}: cannot be read as Parquet ({error})") from None
    metadata = table.schema.metadata or {}
    if metadata.get(_CONTENT, b"").decode() not in {"", content_hash(table)}:
        raise DataError(f"{path}: is not what was written; build it again")
    table = with_later_columns(table, COLUMNS)
    problems = column_problems(SCHEMA, table)
    if problems:
        raise DataError(f"{path}: {'; '.join(problems)}; make a market file with `overlay data build`")
    return table, _record(path, metadata)


def is_parquet(path: Path) -> bool:
    """Whether a file begins as Parquet does. Raises `DataError` where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(4) == _MAGIC
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DataError(f"{path}: cannot be read ({reason})") from None


def _record(path: Path, metadata: Mapping[bytes, bytes]) -> dict[str, Any]:
    plain = {
        "calendar": "XNYS",
        "index": UNKNOWN,
        "made_by": "not by overlay data build",
        "sources": [],
        "warnings": [],
        "bill_months": 3,
        "starts": None,
        "hypothetical_until": None,
    }
    try:
        record = json.loads(metadata.get(_ORIGIN, b"{}"))
    except ValueError:
        record = None
    if not isinstance(record, dict) or not all(_fits(name, value) for name, value in record.items()):
        raise DataError(f"{path}: its record of origin is damaged; build it again")
    return plain | record


def _fits(name: str, value: object) -> bool:
    """Whether a value of the record is one that this program can have written."""
    if name in {"calendar", "index"}:
        return isinstance(value, str)
    if name == "bill_months":
        return value in {1, 3}
    return value is None or _is_day(value) if name in {"starts", "hypothetical_until"} else True


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False
