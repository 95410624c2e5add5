"""The tables of a result in its folder: written with what their columns mean, read back whole
with columns that came later filled in.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from data.base.arrow import to_array
from data.base.cache import content_hash
from data.base.columns import Column, column_problems, with_later_columns
from data.base.errors import ConfigError, OverlayError, ResultError
from data.base.parquet_written import write_parquet
from engine.results.sealed import ChangedError, why

COMPARED = "a comparison"


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
        write_parquet(table.cast(flagged), folder / f"{name}.parquet")
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
    except OverlayError:
        raise
    except ChangedError as error:
        if called == COMPARED:
            raise ResultError(f"{folder}: {error} is not what was written; compare again") from None
        raise ResultError(f"{folder}: {error} is not what was written; run it again") from None
    except FileNotFoundError as error:
        raise ResultError(f"{folder}: is not {called}, {Path(error.filename).name} is missing") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, pa.ArrowException) as error:
        raise ResultError(f"{folder}: cannot be read as {told_as or called} ({why(error)})") from None


def as_known(
    tables: Mapping[str, pa.Table], declared: Mapping[str, tuple[Column, ...]], schemas: Mapping[str, pa.Schema]
) -> dict[str, pa.Table]:
    """Tables of any version so far as today's programs read them. Raises `ValueError` for one of a later version, and
    for one that is not as it is declared.
    """
    return {
        name: _as_known(name, table, declared[name], version_of(schemas[name])) if name in declared else table
        for name, table in tables.items()
    }


def _as_known(name: str, table: pa.Table, columns: Sequence[Column], today: int) -> pa.Table:
    version = version_of(table.schema)
    if version > today:
        raise ValueError(f"table {name} is of version {version}: update the program")
    twice = [column for column in table.column_names if table.column_names.count(column) > 1]
    if twice:
        raise ValueError(f"table {name}: column {twice[0]} is there twice")
    found = with_later_columns(table, tuple(columns))
    # one of an earlier version may lack a column for good: who reads it asks
    there = columns if version == today else [column for column in columns if column.name in found.column_names]
    for problem in table_problems(found, there):
        raise ValueError(f"table {name}: {problem}")
    return found


def table_problems(table: pa.Table, columns: Sequence[Column]) -> Iterator[str]:
    """What keeps a table from being as it is declared, each a phrase: columns that are missing or of another type, and
    values that are missing or not finite where they must not be.
    """
    wrong = column_problems(pa.schema([(column.name, column.type) for column in columns]), table)
    yield from wrong
    for column in () if wrong else columns:
        found = table[column.name]
        if not column.nullable and found.null_count:
            yield f"column {column.name} has no value in some row"
        if not column.nullable and pa.types.is_floating(column.type) and not np.isfinite(to_array(found)).all():
            yield f"column {column.name} has a value that is not finite"


def require_filled(name: str, tables: Mapping[str, pa.Table]) -> None:
    """Raise `ValueError` where a table is not there or has no rows."""
    if name not in tables:
        raise ValueError(f"table {name} is missing")
    if not len(tables[name]):
        raise ValueError(f"table {name} is empty")


def version_of(schema: pa.Schema) -> int:
    """Version of a table's schema, 1 where it does not say."""
    return int((schema.metadata or {}).get(b"schema_version", b"1"))


def _described(table: pa.Table, schema: pa.Schema) -> pa.Schema:
    """The schema of a table's own columns: one that was saved by an earlier version may lack those that came later."""
    return pa.schema([schema.field(column) for column in table.column_names], schema.metadata)
