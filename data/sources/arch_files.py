"""The data files inside the installed package `arch`, read without importing it (that alone takes a second).

S&P 500 daily prices 1999-01-04..2018-12-31, Fama-French monthly factors to 2018-11, VIX 2014-01-03..2019-01-03.
"""

from importlib.util import find_spec
from pathlib import Path

import pandas as pd

from data.errors import DataError


def path(name: str) -> Path:
    """The file of a data set, such as `sp500`. Raises `DataError` when the package is not installed."""
    package = find_spec("arch")
    if package is None or package.origin is None:
        raise DataError("the embedded market needs the package arch; run `make setup`")
    return Path(package.origin).parent / "data" / name / f"{name}.csv.gz"


def sp500() -> pd.DataFrame:
    """Daily open, high, low, close of the S&P 500 index, by date."""
    frame = pd.read_csv(path("sp500"), parse_dates=["Date"], date_format="%m/%d/%Y", index_col="Date")
    return frame[["Open", "High", "Low", "Close"]].rename(columns=str.lower)


def monthly_bill_return() -> pd.Series:
    """Simple return of one-month Treasury bills (Fama-French RF), decimals by month.

    The file's dates are whole numbers YYYYMM; `arch`'s own loader takes them for nanoseconds.
    """
    frame = pd.read_csv(path("frenchdata"))
    month = pd.PeriodIndex(pd.to_datetime(frame.iloc[:, 0].astype(str), format="%Y%m"), freq="M")
    return pd.Series(frame["RF"].to_numpy() / 100.0, index=month)


def vix() -> pd.Series:
    """Daily close of the VIX in index points, by date; days without a value are left out."""
    frame = pd.read_csv(path("vix"), parse_dates=["Date"], date_format="%m/%d/%Y", index_col="Date", na_values=["."])
    return frame["vix"].dropna()
