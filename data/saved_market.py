"""A market as a Parquet file: its table, and in the schema's metadata the code of its `calendar`."""

from pathlib import Path

import pyarrow as pa

from data.cache import write_atomically
from data.errors import DataError
from data.market import Market
from data.regimes import ExPostLabels, spelled

LABELS = pa.schema([pa.field("date", pa.date32()), pa.field("regime", pa.string())], metadata={"table": "true_regimes"})


def save_market(market: Market, path: Path, *, force: bool = False) -> None:
    """Write a market. Raises `DataError` where the file exists (unless forced) or cannot be written."""
    metadata = {**(market.table.schema.metadata or {}), b"calendar": market.calendar.name.encode()}
    write_table(market.table.replace_schema_metadata(metadata), path, force=force)


def save_labels(market: Market, labels: ExPostLabels, path: Path, *, force: bool = False) -> None:
    """Write the label of each session of a market, by date. Raises `DataError` as `save_market` does."""
    columns = [market.table["date"], pa.array(spelled(labels), pa.string())]
    write_table(pa.table(columns, schema=LABELS), path, force=force)


def refuse_to_overwrite(path: Path, *, force: bool) -> None:
    """Raises `DataError` where a file stands in the way."""
    if path.is_dir():
        raise DataError(f"{path}: is a folder; give the name of a file")
    if path.exists() and not force:
        raise DataError(f"{path}: exists; choose another name or give --force")


def write_table(table: pa.Table, path: Path, *, force: bool = False) -> None:
    """Write a table as Parquet, whole or not at all. Raises `DataError` as `save_market` does."""
    refuse_to_overwrite(path, force=force)
    try:
        write_atomically(path, table)
    except OSError as error:
        raise DataError(f"{path}: cannot be written ({error.strerror or error})") from None
