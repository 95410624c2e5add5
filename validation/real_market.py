"""The S&P 500, bills, VIX and yen of 1990 to 2020 as a `Market`, from a folder of public data that is not part of this project."""

from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow as pa

from data.calendars import xnys
from data.days import day_of
from data.errors import DataError
from data.facts import facts
from data.market import SCHEMA, Market
from data.rates import investment_yield

FOLDER = Path(__file__).parents[2] / "shared" / "data"
BILL_DAYS = 91


def file(name: str) -> Path:
    """A file of the folder. Raises `DataError` where it is absent."""
    path = FOLDER / name
    if not path.exists():
        raise DataError(f"{name}: the validation needs a folder of public data beside this one: {FOLDER}")
    return path


def series(name: str, column: str = "value") -> pd.Series:
    """A column of a CSV file by date."""
    return pd.read_csv(file(name), parse_dates=["date"], index_col="date")[column].dropna()


@cache
def real_market() -> Market:
    """All sessions from 1990-01-02 to 2020-12-31.

    Bills are the 3-month bill's bank discount as an act/365 yield; a missing VIX or bill is carried forward and marked. The yen
    rate, which nothing validated here uses, begins in October 1992 and is taken to have been the same before.
    """
    prices = pd.read_csv(file("spx_daily.csv"), parse_dates=["date"], index_col="date").loc["1990":"2020"]
    days = [day_of(session.date()) for session in prices.index]
    dividends = facts("dividend_yield")
    yen = series("jp_short_rates_monthly.csv", "call_rate")
    discount = series("dtb3_daily.csv").reindex(prices.index) / 100.0
    vix = series("vix_daily.csv", "close").reindex(prices.index)
    columns = {
        "date": prices.index.to_numpy(),
        **{name: prices[name].to_numpy() for name in ("open", "high", "low", "close")},
        "open_is_real": prices["ohlc_ok"].to_numpy() == 1,
        "dividend_yield": [dividends.value("SPX.dividend_yield", day) for day in days],
        "bill_yield": discount.ffill().map(lambda rate: investment_yield(rate, BILL_DAYS)).to_numpy(),
        "bill_carried": discount.isna().to_numpy(),
        "vix": vix.ffill().to_numpy(),
        "vix_modelled": vix.isna().to_numpy(),
        "usdjpy": series("usdjpy_dexjpus_daily.csv").reindex(prices.index, method="ffill").to_numpy(),
        "jpy_rate": yen.reindex(prices.index, method="ffill").bfill().to_numpy() / 100.0,
    }
    table = pa.table([pa.array(columns[field.name]).cast(field.type) for field in SCHEMA], schema=SCHEMA)
    return Market(table, xnys())
