"""Tidy tables of one's own as DataFrames."""

from pathlib import Path

import pandas as pd
import pyarrow as pa

from data.errors import DataError


def read_frame(path: Path | str, what: str) -> pd.DataFrame:
    """A CSV or Parquet file, its columns `date` and `expiry` as dates. Raises `DataError`, in which `what` names the table."""
    try:
        frame = pd.read_parquet(path) if Path(path).suffix == ".parquet" else pd.read_csv(path, encoding="utf-8-sig")
        for name in {"date", "expiry"} & set(frame.columns):
            frame[name] = pd.to_datetime(frame[name]).dt.date
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror or error})") from None
    except (ValueError, TypeError, pa.ArrowException) as error:
        raise DataError(f"{path}: is not a table of {what} ({error})") from None
    return frame


def to_table(path: Path | str, frame: pd.DataFrame, schema: pa.Schema, *, also: str = "") -> pa.Table:
    """The columns of a schema. Raises `DataError` for one that is missing, or holds something else; `also` names another shape."""
    missing = [name for name in schema.names if name not in frame.columns]
    if missing:
        raise DataError(f"{path}: column {missing[0]} is missing; expected {', '.join(schema.names)}{also}")
    try:
        return pa.table([pa.array(frame[field.name]).cast(field.type) for field in schema], schema=schema)
    except (pa.ArrowException, ValueError) as error:
        raise DataError(f"{path}: holds something that is not a value of its column ({error})") from None
