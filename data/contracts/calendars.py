"""Exchange sessions, and the days in them on which contracts settle."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa

from data.base.bounded_parquet import read_parquet
from data.base.cache import cached_table, files_hash
from data.base.days import Day, date_of, day_of, iso, weekday
from data.base.errors import ConfigError, DataError
from data.signals.volatility import EVERY_DAY_PER_YEAR, SESSIONS_PER_YEAR

QUARTERS = (3, 6, 9, 12)
MONTH_CODES = dict(zip(range(1, 13), "FGHJKMNQUVXZ", strict=True))
_NEW_YORK, _OTHERS_FIRST = "XNYS", "1980-01-01"
"""The exchange of which the package has every session since `_FIRST`: in each year from 1970 they are the days
of S&P 500 closes, in none before."""
_FIRST, _LAST = "1970-01-01", "2079-12-31"


EVERY_DAY = "24/7"
"""Code of the calendar on which every day is a session."""
LONG = "XNYS-1928"
"""Code of the calendar of New York since 1928: the sessions of `data/history/long.parquet`, then those of XNYS."""
LONG_FILE = Path(__file__).parents[1] / "history" / "long.parquet"
_SESSIONS = pa.schema({"date": pa.date32()})
_AHEAD_OF_LONG = 500  # schedules look back, at most by so many calendar days


class SessionCalendar:
    """The trading days of an exchange, ascending. What is asked for beyond the days that it covers raises
    `DataError`.
    """

    def __init__(self, name: str, sessions: Sequence[Day]) -> None:
        self.name = name
        self.sessions = sessions
        self._set = frozenset(sessions)

    @property
    def exchange(self) -> str:
        """Code of the exchange whose sessions they are: `XNYS` of `XNYS-1928`."""
        return "XNYS" if self.name == LONG else self.name

    @property
    def sessions_per_year(self) -> float:
        """Sessions by which volatility is annualised: 365 where every day is one, else 252."""
        return EVERY_DAY_PER_YEAR if self.name == EVERY_DAY else SESSIONS_PER_YEAR

    def __contains__(self, day: Day) -> bool:
        return day in self._set

    def after(self, day: Day) -> Day:
        """First session later than a day. Raises `DataError` where the calendar has none."""
        return self._at(bisect_right(self.sessions, day), day)

    def on_or_before(self, day: Day) -> Day:
        """The day itself if it is a session, else the session before it. Raises
        `DataError` where the calendar has none.
        """
        return self._at(bisect_right(self.sessions, day) - 1, day)

    def on_or_after(self, day: Day) -> Day:
        """The day itself if it is a session, else the session after it. Raises
        `DataError` where the calendar has none.
        """
        return self._at(bisect_left(self.sessions, day), day)

    def before(self, day: Day, sessions: int) -> Day:
        """The session so many sessions before a day (before the first one after it, where it is none). Raises
        `DataError` where the calendar does not go back so far.
        """
        return self._at(bisect_left(self.sessions, day) - sessions, day)

    def between(self, first: Day, last: Day) -> Sequence[Day]:
        """Sessions from `first` to `last`, both included; none beyond the calendar."""
        return self.sessions[bisect_left(self.sessions, first) : bisect_right(self.sessions, last)]

    def _at(self, place: int, day: Day) -> Day:
        if not 0 <= place < len(self.sessions):
            first, last = iso(self.sessions[0]), iso(self.sessions[-1])
            raise DataError(f"calendar {self.name}: no session beside {iso(day)}; it covers {first} to {last}")
        return self.sessions[place]


@cache
def exchange(code: str) -> SessionCalendar:
    """Sessions of an exchange by its code (`XNYS`, `XTKS`), special closures included, 1980-2079 (New York from
    1970) or as far as they are known.

    From the package `exchange_calendars`; `XNYS-1928` goes back to 1928. Raises
    `ConfigError` for a code that is not known.
    """
    if code == LONG:
        return since_1928(read_parquet(LONG_FILE, ["date"])["date"].cast(pa.int32()).to_pylist())
    # another version of the package may know other closures
    key = files_hash([], code.lower(), _FIRST, _LAST, version("exchange_calendars"))
    table = cached_table(f"sessions-{code.lower().replace('/', '-')}", key, _SESSIONS, lambda: _build(code))
    return SessionCalendar(code, table["date"].cast(pa.int32()).to_pylist())


def xnys() -> SessionCalendar:
    """Sessions of the New York Stock Exchange."""
    return exchange("XNYS")


def since_1928(known: Sequence[Day]) -> SessionCalendar:
    """The calendar whose first sessions are `known`: after them those of XNYS, and the weekdays of some time before
    them, for schedules that look back.
    """
    later = xnys().sessions
    weekdays = (day for day in range(known[0] - _AHEAD_OF_LONG, known[0]) if weekday(day) < 5)
    return SessionCalendar(LONG, [*weekdays, *known, *later[bisect_right(later, known[-1]) :]])


def _build(code: str) -> pa.Table:
    import exchange_calendars  # noqa: PLC0415  (half a second, needed once)

    try:
        known = type(exchange_calendars.get_calendar(code))
    except exchange_calendars.errors.InvalidCalendarName:
        raise ConfigError(f"unknown calendar {code!r}; give the code of an exchange, such as XNYS or XTKS") from None
    first, last = known.bound_min(), known.bound_max()
    known_from = _FIRST if code.upper() == _NEW_YORK else _OTHERS_FIRST
    start = max(known_from, first.date().isoformat()) if first else known_from
    end = min(_LAST, last.date().isoformat()) if last else _LAST
    calendar = exchange_calendars.get_calendar(code, start=start, end=end)
    return pa.table({"date": pa.array(calendar.sessions.to_numpy()).cast(pa.date32())}, _SESSIONS)


@cache
def friday_of(year: int, month: int, place: int) -> Day:
    """The first, second, third or fourth Friday of a month (`place` 1 to 4), holiday or not.

    >>> iso(friday_of(2020, 3, 3))
    '2020-03-20'
    """
    first = day_of(date(year, month, 1))
    return first + (4 - weekday(first)) % 7 + 7 * (place - 1)


def third_friday(year: int, month: int) -> Day:
    """The third Friday of a month, holiday or not."""
    return friday_of(year, month, 3)


def expiry(year: int, month: int, calendar: SessionCalendar, place: int = 3) -> Day:
    """Settlement day of the contract of a month: its Friday of that place, or the session before it if that is a
    holiday. Raises `DataError` beyond the calendar.

    >>> iso(expiry(2014, 4, xnys()))
    '2014-04-17'
    """
    return calendar.on_or_before(friday_of(year, month, place))


def month_code(expiry_day: Day) -> str:
    """Exchange code of a contract month.

    >>> month_code(day_of(date(2014, 12, 19)))
    'Z14'
    """
    day = date_of(expiry_day)
    return f"{MONTH_CODES[day.month]}{day.year % 100:02d}"
