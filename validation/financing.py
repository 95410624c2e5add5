"""What futures on the S&P 500 cost to hold, over bills: calendar spreads of ES against the 3-month bill of the same day, 2018 to 2023.

A calendar spread is the carry of the three months that follow the end of the front contract. Only shortly before that end are they the
months of the day's bill: longer before it, when rates are about to rise, the spread holds the rise and the bill does not.
"""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from data.calendars import third_friday
from data.days import day_of
from data.rates import investment_yield

FOLDER = Path(__file__).parents[2] / "shared" / "history"
FUTURES, BILLS, DIVIDENDS = "es_front_next_2018_2023.csv", "dtb3_daily.csv", "spx_dividend_yield_monthly.csv"
BILL_DAYS = 91
AT_THE_ROLL = 30
"""Calendar days before the end of the front contract in which a calendar spread and a 3-month bill are about the same months."""


@cache
def spreads() -> pd.DataFrame:
    """By date: `days` until the front contract ends, and `spread`, the financing over the bill, annual decimal (see `FuturesCurve`)."""
    prices = _read(FUTURES).dropna()
    ends, follows = (prices[name].map(_expiry).to_numpy() for name in ("contract", "next_contract"))
    carry = np.log(prices["next_price"] / prices["price"]) * 365.0 / (follows - ends)
    bills = (_read(BILLS)["value"] / 100.0).map(lambda rate: investment_yield(rate, BILL_DAYS))
    dividends = _read(DIVIDENDS)["percent"] / 100.0
    bills, dividends = (known.reindex(prices.index, method="ffill") for known in (bills, dividends))
    days = [end - day_of(stamp.date()) for end, stamp in zip(ends, prices.index, strict=True)]
    return pd.DataFrame({"days": days, "spread": carry + dividends - bills}, index=prices.index)


def by_year(nearest: int = 0, furthest: int = AT_THE_ROLL) -> dict[int, float]:
    """Median spread of each year on days on which the front contract had so many calendar days to go."""
    found = spreads()
    chosen = found.loc[found["days"].between(nearest, furthest), "spread"]
    years = np.array([stamp.year for stamp in chosen.index])
    return {year: float(np.median(chosen[years == year])) for year in sorted(set(years.tolist()))}


def _read(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / name, parse_dates=["date"], index_col="date")


def _expiry(month: int) -> int:
    return third_friday(*divmod(month, 100))
