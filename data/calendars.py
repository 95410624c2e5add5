"""Exchange sessions, expiries and the fixed roll schedule, as rows one can print."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from itertools import pairwise

import pyarrow as pa

from data.cache import cached_table, files_hash
from data.days import Day, date_of, day_of, iso, weekday
from data.errors import DataError
from data.facts import facts

QUARTERS = (3, 6, 9, 12)
MONTH_CODES = dict(zip(range(1, 13), "FGHJKMNQUVXZ", strict=True))
_LONGEST_LEAD = 14  # a roll date is never longer before its third Friday, in days
_FIRST, _LAST = "1980-01-01", "2039-12-31"


class SessionCalendar:
    """The trading days of an exchange, ascending."""

    def __init__(self, name: str, sessions: Sequence[Day]) -> None:
        self.name = name
        self.sessions = sessions
        self._set = frozenset(sessions)

    def __contains__(self, day: Day) -> bool:
        return day in self._set

    def after(self, day: Day) -> Day:
        """First session later than a day."""
        return self._at(bisect_right(self.sessions, day), day)

    def on_or_before(self, day: Day) -> Day:
        """The day itself if it is a session, else the session before it."""
        return self._at(bisect_right(self.sessions, day) - 1, day)

    def on_or_after(self, day: Day) -> Day:
        """The day itself if it is a session, else the session after it."""
        return self._at(bisect_left(self.sessions, day), day)

    def before(self, day: Day, sessions: int) -> Day:
        """The session so many sessions before one."""
        return self._at(bisect_left(self.sessions, day) - sessions, day)

    def between(self, first: Day, last: Day) -> Sequence[Day]:
        """Sessions from `first` to `last`, both included."""
        return self.sessions[bisect_left(self.sessions, first) : bisect_right(self.sessions, last)]

    def _at(self, place: int, day: Day) -> Day:
        if not 0 <= place < len(self.sessions):
            first, last = iso(self.sessions[0]), iso(self.sessions[-1])
            raise DataError(f"calendar {self.name}: no session beside {iso(day)}; it covers {first} to {last}")
        return self.sessions[place]


@cache
def exchange(name: str) -> SessionCalendar:
    """Sessions of an exchange 1980-2039, or as far as they are known, special closures included (package `exchange_calendars`).

    `name` is its code there, such as `XNYS`. Raises `DataError` for an unknown one.
    """
    key = files_hash([], "xnys", _FIRST, _LAST, version("exchange_calendars"), *([] if name == "XNYS" else [name]))
    table = cached_table(f"sessions-{name.lower()}", key, lambda: _build_sessions(name))
    return SessionCalendar(name, table["date"].cast(pa.int32()).to_pylist())


def xnys() -> SessionCalendar:
    """New York Stock Exchange sessions 1980-2039."""
    return exchange("XNYS")


def _build_sessions(name: str) -> pa.Table:
    import exchange_calendars  # noqa: PLC0415  (half a second, needed once)

    known = exchange_calendars.get_calendar_names(include_aliases=False)
    if name not in known:
        raise DataError(f"unknown calendar {name!r}; XNYS is New York, XTKS Tokyo; known: {', '.join(sorted(known))}")
    bounds = type(exchange_calendars.get_calendar(name))
    earliest, latest = bounds.bound_min(), bounds.bound_max()
    first = max(_FIRST, earliest.date().isoformat()) if earliest else _FIRST
    last = min(_LAST, latest.date().isoformat()) if latest else _LAST
    calendar = exchange_calendars.get_calendar(name, start=first, end=last)
    return pa.table({"date": pa.array(calendar.sessions.to_numpy()).cast(pa.date32())})


def third_friday(year: int, month: int) -> Day:
    """The third Friday of a month, holiday or not."""
    first = day_of(date(year, month, 1))
    return first + (4 - weekday(first)) % 7 + 14


def expiry(year: int, month: int, calendar: SessionCalendar) -> Day:
    """Last trading day of the quarterly contract: third Friday, or the session before it if that is a holiday."""
    return calendar.on_or_before(third_friday(year, month))


def roll_date(year: int, month: int, calendar: SessionCalendar) -> Day:
    """Fixed session on which the contract expiring in that month is left for the next one.

    Thursday of the week before expiry week; from June 2022 Monday of expiry week (`data/facts/roll_convention.csv`).
    Where the exchange stayed shut that day (2001-09-13), the first session after it: no one knew of the closure ahead.
    """
    friday = third_friday(year, month)
    days_before = facts("roll_convention").value("ES.days_before_third_friday", friday)
    return calendar.on_or_after(friday - int(days_before))


@dataclass(frozen=True, slots=True)
class Roll:
    """One row of the roll schedule: on `day`, out of the contract of `expiry` and into that of `next_expiry`."""

    day: Day
    expiry: Day
    next_expiry: Day

    def months(self) -> tuple[str, str]:
        """Month codes of the two contracts, `("Z14", "H15")`."""
        return month_code(self.expiry), month_code(self.next_expiry)


def month_code(expiry_day: Day) -> str:
    """Exchange code of a contract month, `Z14` for December 2014."""
    day = date_of(expiry_day)
    return f"{MONTH_CODES[day.month]}{day.year % 100:02d}"


def roll_schedule(first: Day, last: Day, calendar: SessionCalendar) -> tuple[Roll, ...]:
    """Rolls whose date lies in `first..last`, in order."""
    near = (quarter for quarter in _quarters(first, last) if first <= third_friday(*quarter) <= last + _LONGEST_LEAD)
    rolls = (_roll(year, month, calendar) for year, month in near)
    return tuple(roll for roll in rolls if first <= roll.day <= last)


def option_schedule(first: Day, last: Day, calendar: SessionCalendar, sessions_before: int = 0) -> tuple[Roll, ...]:
    """Monthly option dates in `first..last`, in order: out of the series of one expiry and into that of the next month.

    On the expiry itself (third Friday, or the session before a holiday), or so many sessions before it.
    """
    start, end = date_of(first - _LONGEST_LEAD), date_of(last + 2 * _LONGEST_LEAD + 31)
    months = [(year, month) for year in range(start.year, end.year + 1) for month in range(1, 13)]
    expiries = [expiry(*month, calendar) for month in months if start <= date_of(third_friday(*month)) <= end]
    rolls = (Roll(calendar.before(day, sessions_before), day, following) for day, following in pairwise(expiries))
    return tuple(roll for roll in rolls if first <= roll.day <= last)


def _roll(year: int, month: int, calendar: SessionCalendar) -> Roll:
    following = (year, month + 3) if month < 12 else (year + 1, 3)
    return Roll(roll_date(year, month, calendar), expiry(year, month, calendar), expiry(*following, calendar))


def _quarters(first: Day, last: Day) -> list[tuple[int, int]]:
    return [(year, month) for year in range(date_of(first).year, date_of(last).year + 1) for month in QUARTERS]
