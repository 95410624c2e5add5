"""A market in a file of its own: one Parquet file with the table, its calendar, and the record of where it came
from.
"""

import json
from pathlib import Path

import pyarrow as pa

from data.base.days import iso
from data.base.durable import not_written, write_file
from data.base.errors import DataError
from data.base.parquet_written import write_parquet
from data.base.replacing import in_the_way
from data.contracts.underlying import UNKNOWN
from data.intake.unsealed import known, look_at
from data.market.market import Market
from data.market.stored_market import CONTENT, ORIGIN, StoredMarket, stored_market
from data.sessions.market_table import SCHEMA


def write_market(market: Market, path: Path | str, *, force: bool = False) -> Path:
    """Write a market to a file, whole or not at all; its path. Raises `DataError` where it exists
    (unless forced) or cannot be written.
    """
    record = {
        **market.origin,
        "calendar": market.calendar.name,
        "index": market.index,
        "bill_months": market.bill_months,
        "starts": iso(market.starts),
        "hypothetical_until": None if market.hypothetical_until is None else iso(market.hypothetical_until),
    }
    metadata = {**SCHEMA.metadata, ORIGIN: json.dumps(record, ensure_ascii=False), CONTENT: market.digest}
    return write_table(market.table.replace_schema_metadata(metadata), Path(path), force=force)


def write_table(table: pa.Table, target: Path, *, force: bool = False) -> Path:
    """Write any table likewise. Raises `DataError` where it exists (unless forced) or cannot be written."""
    refuse_existing(target, force=force)
    try:
        write_file(target, lambda made: write_parquet(table, made), force=force)
    except OSError as error:
        raise DataError(not_written(target, error, force=force)) from None
    return target


def refuse_existing(target: Path, *, force: bool) -> None:
    """Raises `DataError` where a file could not be written to a path: one that exists only where that is forced, and
    nothing but an ordinary file then.
    """
    if why := in_the_way(target, force=force):
        raise DataError(why)


def load_market(path: Path | str, index: str | None = None) -> Market:
    """The market of a file, with its calendar, its index and its origin; `index` names that
    of a file which does not say it.

    One that `overlay data build` did not write passes the checks of the files it could be built from, unless it is made
    up; its warnings are kept in its origin. Raises `DataError` where it is no market file, was changed after it was
    written, or is of another index than the one named, and `Refused` with all that is wrong in it.
    """
    stored = stored_market(Path(path))
    _name(stored, index)
    if not known(stored):
        stored.record.pop("shipped", None)
        look_at(stored)
    return stored.market()


def _name(stored: StoredMarket, index: str | None) -> None:
    """The name of the index, told beside a file, into its record."""
    told = stored.record["index"]
    if index and told not in {UNKNOWN, index}:
        raise DataError(f"{stored.path}: is of the index {told}, not of {index}; leave its name out, or build it again")
    stored.record["index"] = index or told
