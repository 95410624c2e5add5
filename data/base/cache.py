"""Tables that are built once and kept as Parquet under the user's cache directory."""

import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import platformdirs
import pyarrow as pa

from data.base.arrow import to_array, to_column
from data.base.bounded import read_bytes
from data.base.bounded_parquet import read_parquet
from data.base.parquet_written import write_parquet
from data.base.temporaries import temporary

_MOST_HASHED = 1 << 31
_CONTENT = b"content_sha256"
_SEAL = hashlib.sha256().digest_size


def directory() -> Path:
    """Where cached tables live; the environment variable `OVERLAY_CACHE` overrides it."""
    return Path(os.environ.get("OVERLAY_CACHE") or platformdirs.user_cache_dir("mmf-overlay"))


def content_hash(table: pa.Table) -> str:
    """SHA-256 of the values, names and types of a table, whatever its metadata or the file it came from."""
    plain = table.replace_schema_metadata(None).combine_chunks()
    # metadata of the fields is not that of the schema, and has to go by itself
    plain = plain.cast(pa.schema([pa.field(f.name, f.type, f.nullable) for f in plain.schema]))
    # columns of a part of a table have bits of the rest beside theirs until they are copied
    columns = [_without_residue(column.combine_chunks()) for column in plain.columns]
    fields = zip(plain.schema, columns, strict=True)
    plain = pa.Table.from_arrays(columns, schema=pa.schema([field.with_type(one.type) for field, one in fields]))
    digest = hashlib.sha256()
    with pa.ipc.new_stream(pa.PythonFile(_HashSink(digest), mode="w"), plain.schema) as stream:
        stream.write_table(plain)
    return digest.hexdigest()


def _without_residue(column: pa.Array) -> pa.Array:
    """The column with zeros under its nulls: a file read back may have anything there, and another name for what is in
    a list.
    """
    if pa.types.is_list(column.type):
        counts = np.diff(to_array(pa.chunked_array([column.offsets])))
        if column.null_count:
            counts[to_array(pa.chunked_array([column.is_null().cast(pa.int32())])) == 1] = 0
        starts = to_column(np.concatenate([[0], np.cumsum(counts)]), pa.int32())
        missing = column.is_null() if column.null_count else None
        return pa.ListArray.from_arrays(starts, _without_residue(column.flatten()), mask=missing)
    if column.null_count and pa.types.is_integer(column.type):
        # a copy, for what is filled may be the column itself
        return pa.array(np.array(column.fill_null(0)), column.type, mask=np.array(column.is_null()))
    if not column.null_count or column.type != pa.float64():
        return column
    known = np.unpackbits(np.frombuffer(column.buffers()[0], np.uint8), bitorder="little")[column.offset :][
        : len(column)
    ]
    return to_column(np.where(known, to_array(pa.chunked_array([column])), np.nan), column.type, nullable=True)


def files_hash(paths: Sequence[Path], *more: str) -> str:
    """SHA-256 of the contents of files and of further words (versions, say), in the order given. Raises
    `OSError` for a file that cannot be read.
    """
    digest = hashlib.sha256("\0".join(more).encode())
    for path in paths:
        digest.update(read_bytes(path, _MOST_HASHED))
    return digest.hexdigest()


def cached_table(name: str, key: str, schema: pa.Schema, build: Callable[[], pa.Table]) -> pa.Table:
    """Table `name` as it was built under `key`; built now when there is none, or when its file is damaged, has no rows,
    is of another schema, or lacks a value.
    """
    path = directory() / f"{name}-{key[:16]}.parquet"
    table = read_intact(path)
    if (
        table is None
        or not (len(table) and table.schema.equals(schema))
        or any(one.null_count for one in table.columns)
    ):
        table = build()
        with suppress(OSError):  # a cache that cannot be written is done without
            write_atomically(path, table.replace_schema_metadata(stamped(table)))
    return table


def write_atomically(path: Path, table: pa.Table) -> None:
    """Write a Parquet file that is either whole or not there, also when the process is killed. After a power cut it may
    be torn, which `read_intact` sees: it is for what can be made again. Raises `OSError` where the folder cannot be
    written.
    """
    _write_atomically(path, lambda made: write_parquet(table, made))


def keep_bytes(path: Path, content: bytes) -> None:
    """Write a file, likewise whole or not there, that `kept_bytes` knows again. Raises `OSError` where it cannot be
    written.
    """
    _write_atomically(path, lambda made: made.write_bytes(hashlib.sha256(content).digest() + content))


def kept_bytes(path: Path) -> bytes | None:
    """What was kept in a file; None where there is none, or any bit of it is not as it was written."""
    try:
        content = read_bytes(path, _MOST_HASHED)
    except OSError:
        return None
    digest, content = content[:_SEAL], content[_SEAL:]
    return content if hashlib.sha256(content).digest() == digest else None


def _write_atomically(path: Path, write: Callable[[Path], object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # in the same folder: a file is replaced at once within one file system only
    with temporary(path.parent, Path.touch) as made:
        write(made)
        made.replace(path)


def stamped(table: pa.Table) -> dict[bytes, bytes]:
    """The table's metadata with the hash of its content, by which `read_intact` knows it again."""
    return {**(table.schema.metadata or {}), _CONTENT: content_hash(table).encode()}


def is_stamped(table: pa.Table) -> bool:
    """Whether a table is the one that was `stamped`."""
    return bool((table.schema.metadata or {}).get(_CONTENT, b"") == content_hash(table).encode())


def read_intact(path: Path) -> pa.Table | None:
    """A table that was written with its `stamped` metadata; None where there is none, or it is damaged."""
    try:
        table = read_parquet(path)
        return table if is_stamped(table) else None
    except (OSError, ValueError, pa.ArrowException):
        return None


class _HashSink:
    """The least of a writable file that Arrow needs to stream into a hash."""

    closed = False

    def __init__(self, digest: "hashlib._Hash") -> None:
        self._digest = digest

    def write(self, block: bytes) -> int:
        self._digest.update(block)
        return len(block)

    def flush(self) -> None: ...

    def close(self) -> None: ...
