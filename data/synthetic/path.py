"""A path: a market that is made of moves, over the sessions to come."""

from datetime import MAXYEAR
from typing import Any, NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.days import Day, date_of, day_of
from data.base.errors import DataError
from data.contracts.calendars import SessionCalendar
from data.contracts.underlying import SYNTHETIC
from data.market.market import Market
from data.sessions.market_table import market_table
from data.synthetic.moves import (
    BILL,
    DIVIDEND,
    GROWTH,
    HIGH,
    LOW,
    OPENED,
    REAL,
    SHORTER,
    SPOT,
    VIX,
    YEN_RATE,
    Opening,
)

WARM_UP = 252
"""Sessions before the first of an account, in which rules that look back find their past."""


class PathDays(NamedTuple):
    """Sessions of a path, those of the warm-up first, as day numbers, and the row on which an account begins."""

    days: list[Day]
    calendar: SessionCalendar
    first: int


class PathColumns(NamedTuple):
    """Columns of a path by session, each of shape (sessions,), in the units of the market table."""

    open: Floats
    high: Floats
    low: Floats
    close: Floats
    open_is_real: Floats
    bill_yield: Floats
    bill_yield_1m: Floats
    dividend_yield: Floats
    vix: Floats
    usdjpy: Floats
    jpy_rate: Floats


def path_days(calendar: SessionCalendar, last: Day, years: int) -> PathDays:
    """The sessions of the years that follow a day, so that what is asked and charged on them is what was last known,
    and before them the warm-up, which ends on that day. Raises `DataError` where the calendar does not reach so far.
    """
    today = date_of(last)
    end = day_of(today.replace(year=min(today.year + years, MAXYEAR), day=min(today.day, 28)))
    if end > calendar.sessions[-1]:
        known = date_of(calendar.sessions[-1])
        raise DataError(
            f"{years} years after {today}: the calendar {calendar.name} ends on {known}; choose fewer years"
        )
    first = calendar.after(last)
    return PathDays(list(calendar.between(calendar.before(first, WARM_UP), end)), calendar, WARM_UP)


def path_columns(moves: Floats, opening: Opening, first: int) -> PathColumns:
    """Columns of a path from its moves, shape (sessions, 11): the index and JPY per USD stand at the opening's levels
    when row `first` closes.
    """
    close, before = _levels(moves[:, GROWTH], opening.close, first)
    spot, _ = _levels(moves[:, SPOT], opening.spot, first)
    return PathColumns(
        open=before * moves[:, OPENED],
        high=close * moves[:, HIGH],
        low=close * moves[:, LOW],
        close=close,
        open_is_real=moves[:, REAL],
        bill_yield=moves[:, BILL],
        bill_yield_1m=moves[:, BILL] + moves[:, SHORTER],
        dividend_yield=moves[:, DIVIDEND],
        vix=moves[:, VIX],
        usdjpy=spot,
        jpy_rate=moves[:, YEN_RATE],
    )


def _levels(growth: Floats, level: float, first: int) -> tuple[Floats, Floats]:
    """Levels at the end of each session and of the one before, `level` at the end of row `first`."""
    ends = np.empty(len(growth) + 1)
    ends[first + 1] = level
    ends[first + 2 :] = level * np.cumprod(growth[first + 1 :])
    ends[: first + 1] = level / np.cumprod(growth[first::-1])[::-1]
    return ends[1:], ends[:-1]


def path_market(columns: PathColumns, over: PathDays, origin: dict[str, Any], bill_months: int = 3) -> Market:
    """A path as a market whose index is made up. Raises `DataError` where the path leaves the prices of any market."""
    count = len(over.days)
    values: dict[str, Any] = {
        **columns._asdict(),
        "date": over.days,
        "open_is_real": columns.open_is_real > 0.0,
        "dividend_derived": np.ones(count, dtype=bool),
        "bill_carried": np.zeros(count, dtype=bool),
        "vix_modelled": np.ones(count, dtype=bool),
    }
    return Market(
        market_table(values), over.calendar, origin=origin, index=SYNTHETIC, bill_months=bill_months,
        starts=over.days[over.first],
    )  # fmt: skip
