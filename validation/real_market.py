"""The S&P 500, bills, VIX and yen of 1990 to 2020 as a `Market`, from a folder of public data that is not part of this project."""

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

FOLDERS = [Path(__file__).parents[2] / "shared" / name for name in ("history", "data")]
BILL_DAYS = 91
FIRST, LAST = day_of(date(1990, 1, 2)), day_of(date(2020, 12, 31))
FILES: dict[Kind, str] = {
    "index": "spx_daily.csv",
    "vix": "vix_daily.csv",
    "bills": "dtb3_daily.csv:discount:13w",
    "fx": "usdjpy_dexjpus_daily.csv",
    "jpy-rate": "jp_short_rates_monthly.csv",
}
"""What `overlay data build` would be given."""


def file(name: str) -> Path:
    """A file of the folders, the first that has it. Raises `DataError` where none does."""
    for path in (folder / name for folder in FOLDERS):
        if path.exists():
            return path
    raise DataError(f"{name}: the validation needs folders of public data beside this one: {FOLDERS[0]}, {FOLDERS[1]}")


def series(name: str, column: str = "value") -> pd.Series:
    """A column of a CSV file by date."""
    return pd.read_csv(file(name), parse_dates=["date"], index_col="date")[column].dropna()


@cache
def real_market() -> Market:
    """All sessions from 1990-01-02 to 2020-12-31.

    Bills are the 3-month bill's bank discount as an act/365 yield. Dividend yields are the project's facts by year, as in the
    embedded market. What is carried forward, and where the VIX is a proxy, is in the market's origin (see docs/data.md).
    """
    sources = {kind: source(kind, text) for kind, text in FILES.items()}
    return build_market(Plan(sources, FIRST, LAST, index=EMBEDDED))


def source(kind: Kind, text: str) -> Source:
    """A file of the folder with words after its name, as the command line would have it."""
    name, colon, words = text.partition(":")
    return parse_source(kind, f"{file(name)}{colon}{words}")
