"""The S&P 500, bills, VIX and yen of 1990 to 2020, or to 2023, as a `Market`, from folders of public data that are not part of this project."""

from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd

from data.days import day_of
from data.embedded import EMBEDDED
from data.errors import DataError
from data.intake.build import Plan, build_market
from data.intake.source import Kind, Source, parse_source
from data.market import Market

FOLDERS = [Path(__file__).parents[2] / "shared" / name for name in ("data", "history")]
BILL_DAYS = 91
FIRST, LAST = day_of(date(1990, 1, 2)), day_of(date(2020, 12, 31))
FILES: dict[Kind, str] = {
    "index": "spx_daily.csv",
    "vix": "vix_daily.csv",
    "bills": "dtb3_daily.csv:discount:13w",
    "fx": "usdjpy_dexjpus_daily.csv",
    "jpy-rate": "jpy_call_rate_monthly.csv",
}
"""What `overlay data build` would be given."""
LAST_LONGER = day_of(date(2023, 12, 29))
LONGER: dict[Kind, str] = FILES | {"jpy-rate": "jpy_call_rate_monthly.csv"}


def file(name: str, *, newest: bool = False) -> Path:
    """A file of the folders, the first that has it, or the last (the `newest`). Raises `DataError` where none does."""
    for path in (folder / name for folder in (reversed(FOLDERS) if newest else FOLDERS)):
        if path.exists():
            return path
    raise DataError(f"{name}: the validation needs folders of public data beside this one: {FOLDERS[0]}, {FOLDERS[1]}")


def series(name: str, column: str = "value", *, newest: bool = False) -> pd.Series:
    """A column of a CSV file by date."""
    return pd.read_csv(file(name, newest=newest), parse_dates=["date"], index_col="date")[column].dropna()


@cache
def real_market() -> Market:
    """All sessions from 1990-01-02 to 2020-12-31.

    Bills are the 3-month bill's bank discount as an act/365 yield. Dividend yields are the project's facts by year, as in the
    embedded market. What is carried forward, and where the VIX is a proxy, is in the market's origin (see docs/data.md).
    """
    sources = {kind: source(kind, text) for kind, text in FILES.items()}
    return build_market(Plan(sources, FIRST, LAST, index=EMBEDDED))


@cache
def longer_market() -> Market:
    """The same to 2023-12-29, from the newest files."""
    sources = {kind: source(kind, text, newest=True) for kind, text in LONGER.items()}
    return build_market(Plan(sources, FIRST, LAST_LONGER, index=EMBEDDED))


def source(kind: Kind, text: str, *, newest: bool = False) -> Source:
    """A file of the folders with words after its name, as the command line would have it."""
    name, colon, words = text.partition(":")
    return parse_source(kind, f"{file(name, newest=newest)}{colon}{words}")
