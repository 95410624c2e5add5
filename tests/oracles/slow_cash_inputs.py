"""Inputs of the cash ratio told a second time with pandas, from the market and the files alone: what each series said
on an evening, its band, the conditions, the pause, and which ratio was ordered last.

Nothing here is of the project's rules. A band is told edge by edge: each edge is passed at it and left below it by more
than so much, and the band is one more than the edges that are passed.
"""

from typing import Any

import numpy as np
import pandas as pd

CLOSE = 1e-9


def known(file: pd.DataFrame, column: str, lag: int, days: pd.Series, minus: str = "") -> pd.DataFrame:
    """The last `value` of a column that was known on each of some days, and its `age` in days; NaN before the first."""
    values = file[column] - file[minus] if minus else file[column]
    told = pd.DataFrame({"day": file["date"] + pd.Timedelta(days=lag), "value": values}).dropna()
    found = pd.merge_asof(days.rename("today").to_frame(), told, left_on="today", right_on="day")
    return found.assign(age=(found["today"] - found["day"]).dt.days)


def measured(file: pd.DataFrame, days: pd.Series, one: dict[str, Any]) -> pd.Series:
    """What is measured of a series on each session."""
    found = known(file, one["column"], one["lag_days"], days, one.get("minus", ""))
    now, before = found["value"], found["value"].shift(one["window"])
    value = {"level": now, "change": now - before, "growth": (now / before - 1.0).where(before > 0)}[one["by"]]
    return value.where(found["age"] <= one["oldest_days"])


def passed(values: pd.Series, enter: float, leave: float) -> pd.Series:
    """Whether a level was reached, and not left since for one further below; before the first value it was not."""
    slack = CLOSE * (abs(enter) + abs(leave))
    said = pd.Series(
        np.where(values >= enter - slack, 1.0, np.where(values < leave - slack, 0.0, np.nan)), values.index
    )
    return said.where(values.notna()).ffill().fillna(0.0) > 0.0


def bands(values: pd.Series, one: dict[str, Any]) -> pd.Series:
    """The band on each session, from 1; 0 before the first value."""
    above = sum(passed(values, edge, edge - one["leave"]).astype(int) for edge in one["edges"])
    return (1 + above).where(values.notna().cummax(), 0)


def risen(file: pd.DataFrame, days: pd.Series, rule: dict[str, Any]) -> pd.Series:
    """How far what conditions look at has risen over their window, on each session."""
    found = known(file, rule["column"], rule["lag_days"], days)["value"]
    return found - found.shift(rule["window"])


def dearer(rises: pd.Series, rule: dict[str, Any]) -> pd.Series:
    """Whether conditions add on each session of a run: until the rise is not above `leave`, or is not known."""
    on, path = False, []
    for one in rises:
        on = one > (rule["leave"] if on else rule["rise"])
        path.append(on)
    return pd.Series(path, rises.index)


def paused(closes: pd.Series, move: float, sessions: int) -> pd.Series:
    """Whether an evening is one of those from a sudden move on, so many with it."""
    return (closes.pct_change().abs() >= move).rolling(sessions, min_periods=1).max() > 0.0


def ordered(evenings: pd.DataFrame, *, buying: bool, most: int) -> list[float]:
    """The ratio ordered last after each evening of (wanted, held, pause, fill), where each order fills at once.

    The first goes at once, none in a pause (where it holds back purchases only, none that buys); what is more cash than
    ordered and held goes always, all others only as often a month as they may.
    """
    last, months, path = np.nan, [], []
    for one in evenings.itertuples():
        month = one.fill.to_period("M")
        more = one.wanted > max(last, one.held) + CLOSE
        free = not most or months.count(month) < most or more
        open_ = not one.pause or (buying and one.wanted > one.held)
        if not path or (abs(one.wanted - last) > CLOSE and free and open_):
            last = one.wanted
            months.append(month)
        path.append(last)
    return path
