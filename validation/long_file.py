"""The years before the first file of the program's market: S&P 500 from 1927-12-30 to May 1981, of which nothing could
be traded on margin as it is modelled.

python -m validation.long_file        writes data/history/long.parquet
"""

import csv
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.days import Day, date_of, day_of, iso
from data.contracts.calendars import LONG_FILE, since_1928
from data.intake.carried_forward import carry
from data.intake.history import History
from data.intake.market_file import write_market
from data.intake.series_file import read_history
from data.intake.source import Kind, Source
from data.market.embedded import EMBEDDED, embedded_market
from data.market.market import Market
from data.sessions.market_table import market_table
from data.signals.volatility import implied_proxy

HISTORY = Path(__file__).parents[2] / "shared" / "history"
STARTS = day_of(date(1928, 1, 3))
PRICES = ("open", "high", "low", "close")
DECIMALS = 6
"""Of rates and of the proxy of the VIX: nothing is known of them beyond that, and the file is a third smaller."""


class Piece(NamedTuple):
    """One file of a column: its name in the folder, who published it, and what is to be known of it."""

    file: str
    publisher: str
    note: str = ""


PIECES: dict[str, tuple[Piece, ...]] = {
    "close": (
        Piece("long/spx_daily_1927_1980.csv", "S&P, as shown by Yahoo ^GSPC",
            "until 1961 closes only: they are high and low too; no Saturdays"),
        Piece("spx_daily.csv", "S&P, as shown by Yahoo ^GSPC", "from 1981"),
    ),
    "dividend_yield": (
        Piece("long/spx_dividend_yield_monthly_1927_1980.csv", "Robert Shiller",
            "a month's value is known from the next month on"),
        Piece("spx_dividend_yield_monthly.csv", "Robert Shiller", "from 1981"),
    ),
    "bill_yield": (
        Piece("long/bill_return_monthly_1926_1954.csv", "Fama and French",
            "return of a month, known from the next month on; until 1953"),
        Piece("long/dtb3_daily_1954_1980.csv", "Federal Reserve H.15", "13-week bills, bank discount, from 1954"),
        Piece("dtb3_daily.csv", "Federal Reserve H.15", "13-week bills, bank discount, from 1981"),
    ),
    "vix": (Piece("long/spx_daily_1927_1980.csv", "proxy from closes, data/facts/vix_proxy.csv",
            "a regression on 1990 to 2026"),),
}  # fmt: skip


def yield_from_period_return(simple_return: float, days: int) -> float:
    """Annual rate which, accrued day by day on act/365, compounds to `simple_return` over `days`."""
    return 365.0 * float((1.0 + simple_return) ** (1.0 / days) - 1.0)


def early_market(folder: Path = HISTORY) -> Market:
    """The market before the embedded one begins. Raises `DataError` or `OSError` where a file is not there or not as it
    was.
    """
    late = embedded_market()
    end = late.days[0]
    rows = [row for piece in PIECES["close"] for row in prices(folder / piece.file) if row[0] < end]
    days, values = np.array([row[0] for row in rows], dtype=np.int64), np.array([row[1:] for row in rows])
    columns = dict(zip(PRICES, values.T, strict=True))
    bills, carried = bill_yields(folder, days)
    table = market_table({
        "date": days,
        **columns,
        "open_is_real": np.zeros(len(days), dtype=bool),
        "dividend_yield": np.round(monthly([folder / piece.file for piece in PIECES["dividend_yield"]], days),
            DECIMALS),
        "bill_yield": np.round(bills, DECIMALS),
        "bill_carried": carried,
        "vix": np.round(implied_proxy(columns["close"].tolist()), DECIMALS),
        "vix_modelled": np.ones(len(days), dtype=bool),
    })  # fmt: skip
    return Market(
        table, since_1928(days.tolist()), origin=record(days.tolist()), index=EMBEDDED, starts=STARTS,
        hypothetical_until=late.starts
    )  # fmt: skip


def prices(file: Path) -> list[tuple[float, ...]]:
    """Rows of a file of prices: day, open, high, low, close. An open is what the file has, and never a real one."""
    return [(day_of(date.fromisoformat(row["date"])), *(float(row[name]) for name in PRICES)) for row in rows_of(file)]


def bill_yields(folder: Path, days: np.ndarray) -> tuple[Floats, np.ndarray]:
    """(yield of bills at each session, whether it is an earlier session's): one-month bills to 1953, of three months
    from 1954.
    """
    first, *daily = (folder / piece.file for piece in PIECES["bill_yield"])
    by_month = monthly_bills(first, days)
    parts = [carry(one, one.decimals(),
            days) for one in (history("bills", file, tenor="13w", basis="discount") for file in daily)]  # fmt: skip
    values, fresh = by_month, days < day_of(date(1954, 1, 1))
    for part in parts:
        late = ~np.isnan(part.values) & (days >= day_of(date(1954, 1, 1)))
        values, fresh = np.where(late, part.values, values), np.where(late, part.fresh, fresh)
    return values, ~fresh


def monthly_bills(file: Path, days: np.ndarray) -> Floats:
    """The return of the calendar month before each session's, as an annual rate: that month has ended, so
    it is known.
    """
    known: dict[tuple[int, int], float] = {}
    for row in rows_of(file):
        year, month = map(int, row["month"].split("-"))
        following = (year + month // 12, month % 12 + 1)
        length = day_of(date(*following, 1)) - day_of(date(year, month, 1))
        known[following] = yield_from_period_return(float(row["percent_per_month"]) / 100.0, length)
    return np.array([known.get((at.year, at.month), np.nan) for at in map(date_of, days.tolist())])


def monthly(files: list[Path], days: np.ndarray) -> Floats:
    """Dividend yields of months, the last one known at each session."""
    values = np.full(len(days), np.nan)
    for file in files:
        known = history("dividends", file)
        values = np.where(np.isnan(values), carry(known, known.decimals(), days).values, values)
    return values


def history(kind: Kind, file: Path, **words: str) -> History:
    """A file of rates in percent, as `overlay data build` reads it."""
    rate = next(name for name in ("percent", "value") if name in rows_of(file)[0])
    return read_history(Source(kind, file, {"unit": "percent", **words}, {"rate": rate}))


def rows_of(file: Path) -> list[dict[str, str]]:
    """The rows of a file by the names of its columns."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def record(days: list[Day]) -> dict[str, object]:
    """Who published which column, from when to when."""
    told = {column: {"pieces": [piece._asdict() for piece in pieces]} for column, pieces in PIECES.items()}
    return {"format": 1, "made_by": "make market", "first": iso(days[0]), "last": iso(days[-1]), "columns": told,
        "warnings": []}  # fmt: skip


if __name__ == "__main__":
    write_market(early_market(), LONG_FILE, force=True)
