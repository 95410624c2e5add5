"""What futures on the S&P 500 cost to hold, over bills: calendar spreads of real contracts against the 3-month bill of
the same day, 1990 to 2023.

A calendar spread is the carry of the three months that follow the end of the front contract. Only shortly before that
end are they the months of the day's bill: longer before it, when rates are about to rise, the spread holds the rise and
the bill does not. Used by validation.options, which writes docs/validation.md.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from data.base.days import day_of
from data.contracts.calendars import third_friday
from data.facts import facts
from data.pricing.rates import investment_yield
from validation.public_data import FOLDERS, file

FUTURES = ("sp500_futures_front_next_daily.csv", "es_front_next_2018_2023.csv")
"""Two files; the second is taken from its first day on."""
BILLS, DIVIDENDS = "dtb3_daily.csv", "spx_dividend_yield_monthly.csv"
BILL_DAYS = 91
AT_THE_ROLL = 30
"""Calendar days before the end of the front contract in which a calendar spread and a 3-month bill are about the same
months.
"""


class Year(NamedTuple):
    """Spreads of a year: their median and half the distance between their quartiles, annual decimals, and the number of
    days.
    """

    median: float
    noise: float
    days: int


@cache
def spreads() -> pd.DataFrame:
    """By date: `days` until the front contract ends, and `spread`, the financing over the bill, annual decimal (see
    `FuturesCurve`).
    """
    earlier, later = (pd.read_csv(file(name), parse_dates=["date"], index_col="date") for name in FUTURES)
    prices = pd.concat([earlier[earlier.index < later.index[0]], later], join="inner").dropna()
    ends, follows = (prices[name].map(_expiry).to_numpy() for name in ("contract", "next_contract"))
    carry = np.log(prices["next_price"] / prices["price"]) * 365.0 / (follows - ends)
    bills = (_history(BILLS)["value"] / 100.0).map(lambda rate: investment_yield(rate, BILL_DAYS))
    dividends = _history(DIVIDENDS)["percent"] / 100.0
    dividends.index += pd.offsets.MonthBegin()  # known the month after, as the market has them
    bills, dividends = (known.reindex(prices.index, method="ffill") for known in (bills, dividends))
    days = [end - day_of(stamp.date()) for end, stamp in zip(ends, prices.index, strict=True)]
    return pd.DataFrame({"days": days, "spread": carry + dividends - bills}, index=prices.index)


def years(nearest: int = 0, furthest: int = AT_THE_ROLL) -> dict[int, Year]:
    """By year: the spreads on days on which the front contract had so many calendar days to go."""
    found = spreads()
    chosen = found.loc[found["days"].between(nearest, furthest), "spread"]
    stamped = np.array([stamp.year for stamp in chosen.index])
    return {year: _year(chosen.to_numpy()[stamped == year]) for year in sorted(set(stamped.tolist()))}


def by_year(nearest: int = 0, furthest: int = AT_THE_ROLL) -> dict[int, float]:
    """Median spread of each year on such days."""
    return {year: found.median for year, found in years(nearest, furthest).items()}


def year_table() -> Iterator[str]:
    """By year: median, noise and days, and what the series of facts has."""
    for year, found in years().items():
        fact = facts("financing_spread").value("ES.by_year", day_of(date(year, 7, 1)))
        yield f"| {year} | {found.median * 1e4:+.0f} | {found.noise * 1e4:.0f} | {found.days} | {fact * 1e4:+.0f} |"


def _year(spread: "np.typing.NDArray[np.float64]") -> Year:
    low, middle, high = np.quantile(spread, (0.25, 0.5, 0.75))
    return Year(float(middle), float(high - low) / 2.0, len(spread))


def _history(name: str) -> pd.DataFrame:
    """A file of the longer folder: the other one has some of the same names from 1990 on."""
    return pd.read_csv(FOLDERS[0] / name, parse_dates=["date"], index_col="date")


def _expiry(month: float) -> int:
    return third_friday(*divmod(int(month), 100))
