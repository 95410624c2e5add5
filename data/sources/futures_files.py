"""Files of futures prices: a tidy table (date, root, expiry, settlement), or a front and a next contract in each row."""

from pathlib import Path

import pandas as pd
import pyarrow as pa

from data.calendars import SessionCalendar, roll_schedule, xnys
from data.contracts import future_spec
from data.days import date_of, day_of
from data.errors import DataError
from data.futures_quotes import SCHEMA, FuturesQuotes

FRONT_AND_NEXT = ("date", "price", "contract", "next_price", "next_contract")
_AHEAD = 800


def read_futures(path: Path, root: str = "ES", calendar: SessionCalendar | None = None) -> FuturesQuotes:
    """Futures prices from a CSV or Parquet file. Raises `DataError` where it is neither of the two shapes, or wrong within.

    In the second shape (`FRONT_AND_NEXT`) contracts are months, `199903`, and an empty next price is no price.
    """
    calendar = calendar or xnys()
    frame = _frame(path)
    if set(FRONT_AND_NEXT) <= set(frame.columns):
        frame = _tidy(frame, root, calendar)
    missing = [name for name in SCHEMA.names if name not in frame.columns]
    if missing:
        raise DataError(
            f"{path}: column {missing[0]} is missing; expected {', '.join(SCHEMA.names)} or {', '.join(FRONT_AND_NEXT)}"
        )
    columns = [pa.array(frame[field.name]).cast(field.type) for field in SCHEMA]
    return FuturesQuotes(pa.table(columns, schema=SCHEMA), calendar)


def _frame(path: Path) -> pd.DataFrame:
    try:
        frame = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path, encoding="utf-8-sig")
        for name in {"date", "expiry"} & set(frame.columns):
            frame[name] = pd.to_datetime(frame[name]).dt.date
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror or error})") from None
    except (ValueError, TypeError, pa.ArrowException) as error:
        raise DataError(f"{path}: is not a table of futures prices ({error})") from None
    return frame


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
