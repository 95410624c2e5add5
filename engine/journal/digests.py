"""What rows are known by: a SHA-256 of their values, whatever file or program they are kept in."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.base.arrow import to_array, to_codes
from data.base.days import Day
from engine.journal.rows import Tables, days_of

_PLAIN = {pa.float64(): "<f8", pa.int64(): "<i8", pa.int32(): "<i4", pa.date32(): "<i4", pa.bool_(): "u1"}


class _Bytes(NamedTuple):
    """A column as bytes: its values, where each row ends in them (rows + 1), and a byte a row: 1 where it is known."""

    label: bytes
    values: memoryview
    ends: NDArray[np.int64]
    known: NDArray[np.uint8]


def rows_hash(tables: Tables) -> str:
    """SHA-256, hexadecimal, of the rows of tables by name; the order of the tables does not matter."""
    parts = {name: _columns(table) for name, table in tables.items()}
    return _hash(parts, {name: (0, table.num_rows) for name, table in tables.items()})


def session_hashes(tables: Tables, sessions: Sequence[Day]) -> list[str]:
    """The same of the rows of each session, tables that have none on it left out."""
    parts = {name: _columns(table) for name, table in tables.items()}
    days = np.array(sessions)
    begins = {name: np.searchsorted(days_of(name, table), days).tolist() for name, table in tables.items()}
    ends = {name: np.searchsorted(days_of(name, table), days + 1).tolist() for name, table in tables.items()}
    return [
        _hash(parts, {name: (begins[name][at], ends[name][at]) for name in tables if ends[name][at] > begins[name][at]})
        for at in range(len(sessions))
    ]


def chained(hashes: Iterable[str], so_far: str = "") -> str:
    """One hash of many in their order, after that of earlier ones; that of none is empty."""
    for one in hashes:
        so_far = hashlib.sha256(f"{so_far}{one}".encode()).hexdigest()
    return so_far


def _hash(parts: Mapping[str, list[_Bytes]], rows: Mapping[str, tuple[int, int]]) -> str:
    digest = hashlib.sha256()
    for name in sorted(rows):
        begin, end = rows[name]
        digest.update(f"{name} {end - begin}\n".encode())
        for column in parts[name]:
            ends = column.ends[begin : end + 1]
            digest.update(column.label)
            digest.update((ends - ends[0]).tobytes())
            digest.update(column.known[begin:end].tobytes())
            digest.update(column.values[ends[0] : ends[-1]])
    return digest.hexdigest()


def _columns(table: pa.Table) -> list[_Bytes]:
    """The columns in the order of their names."""
    return [_bytes(name, table[name]) for name in sorted(table.column_names)]


def _bytes(name: str, column: pa.ChunkedArray) -> _Bytes:
    known = np.concatenate([_known(chunk) for chunk in column.chunks] or [np.empty(0, np.uint8)])
    label, rows = f"{name} {column.type}\n".encode(), len(column)
    if column.type == pa.string():
        codes, words = to_codes(column.fill_null("") if column.null_count else column)
        texts = [word.encode() for word in words]
        lengths = np.array([len(text) for text in texts], np.int64)[codes]
        ends = np.concatenate([[0], np.cumsum(lengths)])
        return _Bytes(label, memoryview(b"".join([texts[code] for code in codes.tolist()])), ends, known)
    plain = column.fill_null(pa.scalar(0, pa.int32()).cast(column.type)) if column.null_count else column
    values = to_array(plain).astype(_PLAIN[column.type])
    ends = np.arange(rows + 1, dtype=np.int64) * values.dtype.itemsize
    return _Bytes(label, memoryview(values.tobytes()), ends, known)


def _known(chunk: pa.Array) -> NDArray[np.uint8]:
    if not chunk.null_count:
        return np.ones(len(chunk), np.uint8)
    return np.asarray(chunk.is_valid().to_numpy(zero_copy_only=False), np.uint8)
