"""A market file as it lies there: its table, its record, and whether what made it has looked at every value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from data.base.bounded import json_of, read_start
from data.base.bounded_parquet import read_parquet
from data.base.cache import content_hash
from data.base.columns import column_problems, with_later_columns
from data.base.days import Day, day_of
from data.base.errors import DataError
from data.base.meant import file_hint
from data.contracts.calendars import exchange
from data.contracts.underlying import SYNTHETIC, UNKNOWN
from data.market.market import Market
from data.sessions.market_table import COLUMNS, SCHEMA

MOST_ROWS = 200_000
ORIGIN, CONTENT = b"origin", b"content_sha256"
BUILT_BY, MADE_UP_BY = ("mmf-overlay ", "make market"), "overlay data synth"
"""How `made_by` begins in the record of a market that was built from files, and what it is in that of a made-up one."""
BUILT = "table_sha256"
"""Under which a build keeps the SHA-256 of its table in the record."""
_MAGIC = b"PAR1"


@dataclass(frozen=True, slots=True)
class StoredMarket:
    """Table and record of a market file; `seal` is the SHA-256 of the table that was written
    beside it, empty where none was.
    """

    path: Path
    table: pa.Table
    record: dict[str, Any]
    seal: str

    @property
    def built(self) -> bool:
        """Whether it is what a build made, which looked at every file, refused what is wrong and
        kept what is doubtful in the record.

        A table that was changed in Python, and written with the record of the one that it comes from, is not.
        """
        record = self.record
        whole = bool(self.seal) and record.get(BUILT, self.seal) == self.seal
        return whole and str(record["made_by"]).startswith(BUILT_BY)

    @property
    def made_up(self) -> bool:
        """Whether it is of nothing that was ever traded: what cannot be in a market may be there on purpose."""
        return self.record["index"] == SYNTHETIC or (bool(self.seal) and self.record["made_by"] == MADE_UP_BY)

    def market(self) -> Market:
        """The market. Raises `DataError` where a check of `Market` finds something,
        `ConfigError` for an unknown calendar.
        """
        record = self.record
        return Market(
            self.table,
            exchange(record["calendar"]),
            origin=record,
            index=record["index"],
            bill_months=record["bill_months"],
            starts=_day(record["starts"]),
            hypothetical_until=_day(record["hypothetical_until"]),
        )


def _day(text: str | None) -> Day | None:
    return None if text is None else day_of(date.fromisoformat(text))


def stored_market(path: Path) -> StoredMarket:
    """A market file before any check of its rows; a file with the right columns but without a record is
    taken for one of New York sessions.

    Raises `DataError` where it is no market file, or was changed after it was written.
    """
    if not is_parquet(path):
        raise DataError(f"{path}: is not a market file (Parquet); make one with `overlay data build`")
    try:
        table = read_parquet(path, most_rows=MOST_ROWS)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise DataError(f"{path}: cannot be read as Parquet ({error})") from None
    metadata = table.schema.metadata or {}
    content = metadata.get(CONTENT, b"").decode()
    if content not in {"", content_hash(table)}:
        raise DataError(f"{path}: is not what was written; build it again")
    table = with_later_columns(table, COLUMNS)
    problems = column_problems(SCHEMA, table) or ([] if len(table) else ["it has no rows"])
    if problems:
        raise DataError(f"{path}: {'; '.join(problems)}; make a market file with `overlay data build`")
    return StoredMarket(path, table, _record(path, metadata), content)


def is_parquet(path: Path) -> bool:
    """Whether a file begins as Parquet does. Raises `DataError` where it cannot be read."""
    try:
        return read_start(path, len(_MAGIC)) == _MAGIC
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DataError(f"{path}: cannot be read ({reason}); {file_hint(path)}") from None


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
        record = json_of(metadata.get(ORIGIN, b"{}"))
    except ValueError:
        record = {"calendar": None}
    if not all(_fits(name, value) for name, value in record.items()):
        raise DataError(f"{path}: its record of origin is damaged; build it again")
    return plain | record


def _fits(name: str, value: object) -> bool:
    """Whether a value of the record is one that this program can have written."""
    if name in {"calendar", "index"}:
        return isinstance(value, str)
    if name in {"warnings", "columns"}:
        return isinstance(value, list if name == "warnings" else dict)
    if name == "bill_months":
        return value in {1, 3}
    return value is None or _is_day(value) if name in {"starts", "hypothetical_until"} else True


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False
