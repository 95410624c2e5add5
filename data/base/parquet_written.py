"""Parquet written to a file of this computer, whatever its name looks like."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write a table. Raises `OSError` where it cannot be written.

    Arrow takes a path that begins like `a:` for an address on the net, and has none for a name that is not UTF-8.
    """
    with path.open("wb") as file:
        pq.write_table(table, file, compression="zstd")
