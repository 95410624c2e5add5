"""The tables of a result in its folder: written with what their columns mean, read back whole
with columns that came later filled in.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from data.base.bounded_parquet import read_parquet
from data.base.cache import content_hash
from data.base.columns import Column, with_later_columns
from data.base.errors import ConfigError, ResultError
from engine.results import checksums, first_version
from engine.results.folders import COMPARISON, CONFIG, MANIFEST, PORTFOLIO, PORTFOLIO_PLAN, SURVIVAL, SWEEP, WORTH

TELLING = CONFIG, MANIFEST, COMPARISON, PORTFOLIO, PORTFOLIO_PLAN, SURVIVAL, SWEEP, WORTH
"""Files that are no tables."""
FORMAT = 2
"""Of the folder: since 2 it has a list of checksums."""


def write_tables(
    folder: Path,
    tables: Mapping[str, pa.Table],
    schemas: Mapping[str, pa.Schema],
    hypothetical_until: str | None = None,
) -> dict[str, Any]:
    """Write tables as Parquet; what a manifest tells of each. The metadata of each file say until which day (ISO) its
    rows are hypothetical, if they are.
    """
    more = {"hypothetical_until": hypothetical_until} if hypothetical_until else {}
    for name, table in tables.items():
        described = _described(table, schemas[name])
        flagged = described.with_metadata({**(described.metadata or {}), **more})
        pq.write_table(table.cast(flagged), folder / f"{name}.parquet", compression="zstd")
    return told(tables, schemas)


def told(tables: Mapping[str, pa.Table], schemas: Mapping[str, pa.Schema]) -> dict[str, Any]:
    """What a manifest tells of tables: rows, hash of the content whatever the file, version of the schema."""
    return {
        name: {"rows": table.num_rows, "content_sha256": content_hash(table), "version": version_of(schemas[name])}
        for name, table in tables.items()
    }


@contextmanager
def reading(folder: Path, called: str, told_as: str = "") -> Iterator[None]:
    """While a folder is read: raises `ResultError`, for whatever goes wrong, that says it is not what it is `called`,
    with its article; `told_as` where that is named otherwise of one that is there and cannot be read.
    """
    try:
        yield
    except ConfigError as error:
        raise ResultError(f"{folder}: was made with a plug that is not there ({error})") from None
    except FileNotFoundError as error:
        raise ResultError(f"{folder}: is not {called}, {Path(error.filename).name} is missing") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, pa.ArrowException) as error:
        raise ResultError(f"{folder}: cannot be read as {told_as or called} ({error})") from None


def read_tables(folder: Path, names: Iterable[str]) -> dict[str, pa.Table]:
    """Tables as they stand in a folder. Raises `FileNotFoundError` with the name of one that is missing."""
    return {name: _table(folder / f"{name}.parquet") for name in names}


def as_known(
    tables: Mapping[str, pa.Table], declared: Mapping[str, tuple[Column, ...]], schemas: Mapping[str, pa.Schema]
) -> dict[str, pa.Table]:
    """Tables of any version so far as today's programs read them. Raises `ValueError` for one of a later version."""
    for name, table in tables.items():
        if name in schemas and version_of(table.schema) > version_of(schemas[name]):
            raise ValueError(f"table {name} is of version {version_of(table.schema)}: update the program")
    return {
        name: with_later_columns(table, declared[name]) if name in declared else table for name, table in tables.items()
    }


def require(manifest: Mapping[str, Any], *keys: str, **filled: Any) -> None:
    """Raise `ValueError` where a manifest lacks a key, or something that must not be empty is."""
    missing = [key for key in keys if key not in manifest] + [name for name, value in filled.items() if not value]
    if missing:
        raise ValueError(f"its manifest has no {missing[0]}")


def changed(folder: Path, manifest: Mapping[str, Any], tables: Mapping[str, pa.Table]) -> list[str]:
    """What of a folder is not what was written: tables by name, other files by theirs. Raises
    `ValueError` for a folder of a later format.
    """
    told = manifest.get("format", 1)
    if told > FORMAT:
        raise ValueError(f"its folder is of format {told}, this program knows 1 to {FORMAT}: update the program")
    if told < FORMAT:
        return [f"table {name}" for name in first_version.changed_tables(tables, manifest["tables"])]
    others = (name for name in TELLING if (folder / name).is_file())
    found = checksums.changed(folder, [*others, *(f"{name}.parquet" for name in tables)])
    return [f"table {name.removesuffix('.parquet')}" if name.endswith(".parquet") else name for name in found]


def version_of(schema: pa.Schema) -> int:
    """Version of a table's schema, 1 where it does not say."""
    return int((schema.metadata or {}).get(b"schema_version", b"1"))


def _table(path: Path) -> pa.Table:
    path.stat()  # the error of Arrow for a missing file does not say which
    return read_parquet(path)


def _described(table: pa.Table, schema: pa.Schema) -> pa.Schema:
    """The schema of a table's own columns: one that was saved by an earlier version may lack those that came later."""
    return pa.schema([schema.field(column) for column in table.column_names], schema.metadata)
