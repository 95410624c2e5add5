"""Parquet read within bounds: a few hundred bytes of it can ask for gigabytes."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from data.base.bounded import in_words, require_regular

MOST_BYTES, MOST_ROWS = 1 << 29, 50_000_000
"""Of a table in memory."""
_MOST_COLUMNS, _WIDEST, _MOST_BATCH, _FEW = 2_000, 1_000, 65_536, 1_000


def read_parquet(
    source: Path | pa.Buffer,
    columns: Sequence[str] | None = None,
    most_rows: int = MOST_ROWS,
    most: int = MOST_BYTES,
) -> pa.Table:
    """A table of at most `most_rows` rows and `most` bytes in memory; of a path, an ordinary file only.

    Raises `OSError` or `pa.ArrowException` for what cannot be read, `ValueError` for what is larger.
    """
    if isinstance(source, Path):
        require_regular(source)
    # Arrow finds no file whose name is not UTF-8
    opened = source.open("rb") if isinstance(source, Path) else pa.BufferReader(source)
    with opened, pq.ParquetFile(opened) as file:
        check_size(file, most_rows, most)
        text = _largest_text(file.metadata)
        rows = file.metadata.num_rows
        if rows * text <= most:
            return file.read(columns, use_threads=rows > _FEW)
        return _in_batches(file, columns, max(1, min(_MOST_BATCH, most // (4 * text))), most)


def check_size(file: pq.ParquetFile, most_rows: int = MOST_ROWS, most: int = MOST_BYTES) -> None:
    """Raises `ValueError` for a file whose own list of contents says that it is larger, or of kinds that can be."""
    about = file.metadata
    if about.num_rows > most_rows:
        raise ValueError(f"has {about.num_rows:,} rows, and at most {most_rows:,} are read")
    if about.num_columns > _MOST_COLUMNS:
        raise ValueError(f"has {about.num_columns:,} columns, and at most {_MOST_COLUMNS:,} are read")
    values = sum(chunk.num_values for chunk in _chunks(about))
    if 8 * values > most:
        raise ValueError(f"has {values:,} values, and at most {most // 8:,} are read")
    for place in range(about.num_columns):
        if about.schema.column(place).length > _WIDEST:
            raise ValueError(f"column {about.schema.column(place).name} has values of more than {_WIDEST:,} bytes")
    for field in file.schema_arrow:
        _check_kind(field.name, field.type)


def _check_kind(name: str, kind: pa.DataType) -> None:
    if pa.types.is_fixed_size_list(kind) and kind.list_size > _WIDEST:
        raise ValueError(f"column {name} has lists of more than {_WIDEST:,} values")


def _chunks(about: pq.FileMetaData) -> list[pq.ColumnChunkMetaData]:
    groups = (about.row_group(group) for group in range(about.num_row_groups))
    return [group.column(place) for group in groups for place in range(about.num_columns)]


def _largest_text(about: pq.FileMetaData) -> int:
    """Bytes that one row can have in its texts at most: one that is stored once may stand in every row."""
    groups = (about.row_group(group) for group in range(about.num_row_groups))
    return max((_texts_of(group) for group in groups), default=0)


def _texts_of(group: pq.RowGroupMetaData) -> int:
    chunks = (group.column(place) for place in range(group.num_columns))
    return sum(max(chunk.total_uncompressed_size, 1) for chunk in chunks if chunk.physical_type == "BYTE_ARRAY")


def _in_batches(file: pq.ParquetFile, columns: Sequence[str] | None, count: int, most: int) -> pa.Table:
    batches, held = [], 0
    for batch in file.iter_batches(batch_size=count, columns=columns, use_threads=False):
        held += batch.nbytes
        if held > most:
            raise ValueError(f"has more than {in_words(most)} of values")
        batches.append(batch)
    schema = batches[0].schema if batches else file.schema_arrow
    return pa.Table.from_batches(batches, schema.with_metadata(file.schema_arrow.metadata)).combine_chunks()
