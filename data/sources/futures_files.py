"""Files of futures prices: a tidy table (date, root, expiry, settlement), or a front and a next contract in each row."""

from pathlib import Path

import pandas as pd

from data.calendars import SessionCalendar, roll_schedule, xnys
from data.contracts import future_spec
from data.days import date_of, day_of
from data.errors import DataError
from data.futures_quotes import SCHEMA, FuturesQuotes
from data.sources.frames import read_frame, to_table

FRONT_AND_NEXT = ("date", "price", "contract", "next_price", "next_contract")
_AHEAD = 800


def read_futures(path: Path | str, root: str = "ES", calendar: SessionCalendar | None = None) -> FuturesQuotes:
    """Futures prices from a CSV or Parquet file. Raises `DataError` where it is neither of the two shapes, or wrong within.

    In the second shape (`FRONT_AND_NEXT`) contracts are months, `199903`, and an empty next price is no price.
    """
    calendar = calendar or xnys()
    frame = read_frame(path, "futures prices")
    if set(FRONT_AND_NEXT) <= set(frame.columns):
        frame = _tidy(frame, root, calendar)
    return FuturesQuotes(to_table(path, frame, SCHEMA, also=f" or {', '.join(FRONT_AND_NEXT)}"), calendar)


def _tidy(frame: pd.DataFrame, root: str, calendar: SessionCalendar) -> pd.DataFrame:
    pairs = (("price", "contract"), ("next_price", "next_contract"))
    parts = [
        pd.DataFrame({"date": frame["date"], "month": frame[month], "settlement": frame[price]})
        for price, month in pairs
    ]
    long = pd.concat(parts).dropna(subset=["settlement"]).sort_values(["date", "month"], kind="stable")
    first, last = day_of(long["date"].min()), day_of(long["date"].max())
    rolls = roll_schedule(first - _AHEAD, last + _AHEAD, calendar, future_spec(root).rolls)
    expiries = {int(f"{date_of(roll.expiry):%Y%m}"): date_of(roll.expiry) for roll in rolls}
    unknown = sorted(set(long["month"].astype(int)) - set(expiries))
    if unknown:
        raise DataError(f"contract {unknown[0]} is not a month in which {root} settles")
    long["expiry"] = long["month"].astype(int).map(expiries)
    return long.assign(root=root)
