"""Series of public data that are not part of this project, from folders beside it."""

from pathlib import Path

import pandas as pd

from data.base.errors import DataError

FOLDERS = [Path(__file__).parents[2] / "shared" / name for name in ("history", "data")]
BILL_DAYS = 91


def file(name: str) -> Path:
    """A file of the folders, the first that has it. Raises `DataError` where none does."""
    for path in (folder / name for folder in FOLDERS):
        if path.exists():
            return path
    raise DataError(f"{name}: this page needs folders of public data beside this one: {FOLDERS[0]}, {FOLDERS[1]}")


def series(name: str, column: str = "value") -> pd.Series:
    """A column of a CSV file by date."""
    return pd.read_csv(file(name), parse_dates=["date"], index_col="date")[column].dropna()
