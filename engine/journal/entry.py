"""An entry of a journal as a file: written once and whole, with the hash of the one before it."""

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from data.base.arrow import to_column
from data.base.bounded_parquet import read_parquet
from data.base.days import Day, iso
from engine.journal.digests import rows_hash
from engine.journal.rows import Tables

FORMAT = 1
Kind = Literal["step", "revision", "fill", "fill_instead", "fill_withdrawn", "remark"]
KINDS: tuple[str, ...] = get_args(Kind)
_META = ("previous", "previous_file", "recorded", "made", "sha256")


@dataclass(frozen=True, slots=True)
class Entry:
    """What was written down at one time. `tables` have the new rows of the sessions `since` to `session` (of a step one
    and the same), or the `fills` that were typed for a session; `why` is what a person said to it. `recorded` is when,
    ISO, `made` what program and files it was made with, JSON. `previous` and `previous_file` are SHA-256 of the entry
    before and of its file, `rows` of its tables where that is known already.
    """

    kind: Kind
    session: Day
    since: Day
    tables: Tables
    why: str = ""
    recorded: str = ""
    made: str = "{}"
    number: int = 0
    previous: str = ""
    previous_file: str = ""
    rows: str = ""

    @property
    def rows_sha256(self) -> str:
        """SHA-256, hexadecimal, of its rows."""
        return self.rows or rows_hash(self.tables)

    @property
    def sha256(self) -> str:
        """SHA-256, hexadecimal, of all that it says."""
        told = [
            FORMAT, self.number, self.kind, iso(self.session), iso(self.since), self.why, self.recorded, self.made,
            self.previous, self.previous_file, self.rows_sha256,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry with the bytes of its file and their SHA-256."""

    entry: Entry
    content: bytes

    @property
    def file_sha256(self) -> str:
        """SHA-256, hexadecimal, of its file."""
        return hashlib.sha256(self.content).hexdigest()


def name_of(number: int) -> str:
    """The name of the file of an entry."""
    return f"{number:06d}.parquet"


def sealed(entry: Entry, number: int, previous: str, previous_file: str) -> Sealed:
    """An entry in its place in the chain."""
    placed = replace(entry, number=number, previous=previous, previous_file=previous_file)
    sink = pa.BufferOutputStream()
    # so few rows are neither searched in nor worth a compression
    pq.write_table(_as_row(placed), sink, compression="none", use_dictionary=False, write_statistics=False)
    return Sealed(placed, sink.getvalue().to_pybytes())


def _as_row(entry: Entry) -> pa.Table:
    """One row: its words, its days, and a column for each table, with the list of its rows."""
    columns: dict[str, pa.Array] = {
        "kind": to_column([entry.kind], pa.string()),
        "session": to_column([entry.session], pa.date32()),
        "since": to_column([entry.since], pa.date32()),
        "why": to_column([entry.why], pa.string()),
        **{f"rows.{name}": _nested(table) for name, table in sorted(entry.tables.items())},
    }
    meta = {name: str(getattr(entry, name)) for name in ("number", *_META)}
    return pa.table(columns).replace_schema_metadata({"format": str(FORMAT), **meta})


def _nested(table: pa.Table) -> pa.Array:
    plain = [column.combine_chunks() for column in table.columns]
    arrays = [one.chunk(0) if isinstance(one, pa.ChunkedArray) else one for one in plain]
    fields = [pa.field(field.name, field.type, field.nullable) for field in table.schema]
    rows = pa.StructArray.from_arrays(arrays, fields=fields)
    return pa.ListArray.from_arrays(to_column(np.array([0, len(rows)]), pa.int32()), rows)


def read_entry(content: bytes) -> tuple[Entry, str]:
    """The entry of a file, and the hash that the file says it has. Raises `ValueError`, `KeyError` or `ArrowException`
    for what is no such file.
    """
    table = read_parquet(pa.py_buffer(content))
    told = {key.decode(): value.decode() for key, value in (table.schema.metadata or {}).items()}
    if int(told["format"]) > FORMAT:
        raise ValueError(f"it is of format {told['format']}, this program knows 1 to {FORMAT}: update the program")
    if table.num_rows != 1 or table["kind"][0].as_py() not in KINDS:
        raise ValueError("it is no entry of a journal")
    tables = {name.removeprefix("rows."): _rows(table[name]) for name in table.column_names if name.startswith("rows.")}
    session, since = (table[name].chunk(0).cast(pa.int32())[0].as_py() for name in ("session", "since"))
    words = {name: told[name] for name in _META if name != "sha256"}
    entry = Entry(
        table["kind"][0].as_py(), session, since, tables, table["why"][0].as_py(),
        number=int(told["number"]), rows=rows_hash(tables), **words,
    )  # fmt: skip
    return entry, told["sha256"]


def _rows(column: pa.ChunkedArray) -> pa.Table:
    rows = column.combine_chunks()
    rows = (rows.chunk(0) if isinstance(rows, pa.ChunkedArray) else rows).flatten()
    return pa.Table.from_arrays(rows.flatten(), schema=pa.schema(list(rows.type)))
