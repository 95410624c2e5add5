"""The forms in which providers write dates: what each looks like, the day it means, and a time of day that it hides."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from data.base.saying import UNSAID, Saying, said

_MONTHS = {
    name: place
    for place, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
} | {"mrz": 3, "mai": 5, "okt": 10, "dez": 12}
# the 30th, because spreadsheets count a 29 February 1900 that there was not
EPOCHS = {"": date(1899, 12, 30), "1904": date(1904, 1, 1)}
"""The day that spreadsheets number 0, by the word after the file's name."""
_UNIX = datetime(1970, 1, 1, tzinfo=UTC)
_ERAS = (
    ("R", "令和", date(2019, 5, 1)),
    ("H", "平成", date(1989, 1, 8)),
    ("S", "昭和", date(1926, 12, 25)),
    ("T", "大正", date(1912, 7, 30)),
)
"""Japan's eras by letter and name, the latest first, with the first day of each (Era Name Act;
Imperial House orders before it)."""
_FRIDAY = 5

Match = re.Match[str]


def _no_time(_found: Match) -> Saying:
    return UNSAID


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write dates: its name, what it looks like, the date of a match (`ValueError` where there is none),
    and what a match says of a time of day (empty: nothing, or midnight).
    """

    name: str
    pattern: re.Pattern[str]
    read: Callable[[Match], date]
    time: Callable[[Match], Saying] = _no_time


def _form(name: str, pattern: str, read: Callable[[Match], date], time: Callable[[Match], Saying] = _no_time) -> Form:
    return Form(name, re.compile(pattern, re.ASCII | re.IGNORECASE), read, time)


def _ymd(found: Match) -> date:
    return date(int(found[1]), int(found[2]), int(found[3]))


def _ym(found: Match) -> date:
    return date(int(found[1]), int(found[2]), 1)


def _month(name: str) -> int:
    return _MONTHS.get(name[:3].lower(), 0)


def _fraction(found: Match) -> date:
    """Shiller's year and month: 1990.1 is October, because 1990.10 lost its zero; January is 1990.01."""
    return date(int(found[1]), int(found[2].ljust(2, "0")), 1)


def _week(found: Match) -> date:
    """The day of a week that is named, else its Friday: a value of a week is known at the week's end."""
    return date.fromisocalendar(int(found[1]), int(found[2]), int(found[3] or _FRIDAY))


def _quarter(year: str, quarter: str) -> date:
    return date(int(year), 3 * int(quarter) - 2, 1)


def _era(found: Match) -> date:
    """A day of a Japanese era; one before the era began or after it ended is none."""
    place = next(place for place, names in enumerate(_ERAS) if found[1].upper() in names[:2])
    begins, year = _ERAS[place][2], 1 if found[2] == "元" else int(found[2])
    day = date(begins.year + year - 1, int(found[3]), int(found[4]))
    if day < begins or (place and day >= _ERAS[place - 1][2]):
        raise ValueError
    return day


def serial(epoch: date) -> Form:
    """Day numbers of a spreadsheet that begins on an epoch."""
    name = "spreadsheet day number" + (" of the 1904 system" if epoch.year == 1904 else "")

    def time(found: Match) -> Saying:
        return said("dates.number_with_time") if found[2] and float(found[2]) else UNSAID

    return _form(name, r"([1-9]\d{4})(\.\d+)?", lambda m: date.fromordinal(epoch.toordinal() + int(m[1])), time)


def _since_1970(name: str, digits: str, second: int) -> Form:
    """Counts of seconds, or of shorter spans of which so many make a `second`, since 1970 began in UTC."""

    def when(found: Match) -> datetime:
        return _UNIX + timedelta(microseconds=int(found[1]) * 1_000_000 // second)

    def time(found: Match) -> Saying:
        if not int(found[1]) % (86_400 * second):
            return UNSAID
        shown = f"{when(found):%Y-%m-%d %H:%M} UTC"
        return said("dates.count", name=name, shown=shown)

    return _form(name, rf"(-?\d{{{digits}}})(?:\.0*)?", lambda m: when(m).date(), time)


_NAME = r"([A-Za-z]{3,9})"
MDY = _form("month/day/year", r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})", lambda m: date(int(m[3]), int(m[1]), int(m[2])))
DMY = _form("day/month/year", MDY.pattern.pattern, lambda m: date(int(m[3]), int(m[2]), int(m[1])))
SERIAL = serial(EPOCHS[""])
MONTH_NUMBER = _form("yyyymm", r"(\d{4})(0[1-9]|1[0-2])(?:\.0*)?", _ym)
FORMS = (
    _form("year-month-day", r"(\d{4})([-/.]) ?(\d{1,2})\2 ?(\d{1,2})", lambda m: date(int(m[1]), int(m[3]), int(m[4]))),
    _form("yyyymmdd", r"(\d{4})(\d{2})(\d{2})(?:\.0*)?", _ymd),
    MDY,
    _form("day.month.year", r"(\d{1,2})\.(\d{1,2})\.(\d{4})", lambda m: date(int(m[3]), int(m[2]), int(m[1]))),
    _form("day month-name year", rf"(\d{{1,2}})[-/. ]{{0,2}}{_NAME}[-/,. ]*(\d{{4}})",
        lambda m: date(int(m[3]), _month(m[2]), int(m[1]))),
    _form("month-name day, year", rf"{_NAME}\.? (\d{{1,2}}),? (\d{{4}})",
        lambda m: date(int(m[3]), _month(m[1]), int(m[2]))),
    _form("year month-name day", rf"(\d{{4}})[-/ ]{_NAME}[-/ ](\d{{1,2}})",
        lambda m: date(int(m[1]), _month(m[2]), int(m[3]))),
    _form("month-name year", rf"{_NAME}[-/. ]+(\d{{4}})", lambda m: date(int(m[2]), _month(m[1]), 1)),
    _form("year month-name", rf"(\d{{4}})[-/ ]{_NAME}", lambda m: date(int(m[1]), _month(m[2]), 1)),
    _form("year 年 month 月 day 日", r"(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日", _ymd),
    _form("year 年 month 月", r"(\d{4}) ?年 ?(\d{1,2}) ?月", _ym),
    _form("era year.month.day", r"([RHST])(\d{1,2})[./](\d{1,2})[./](\d{1,2})", _era),
    _form("era year 年 month 月 day 日", r"(令和|平成|昭和|大正) ?(\d{1,2}|元) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日",
        _era),
    _form("year.month (.1 is October)", r"(\d{4})\.(\d{1,2})", _fraction),
    _form("year-month", r"(\d{4})-(\d{1,2})", _ym),
    _form("year/month", r"(\d{4})/(\d{1,2})", _ym),
    _form("month/year", r"(\d{1,2})[-/](\d{4})", lambda m: date(int(m[2]), int(m[1]), 1)),
    _form("year M month", r"(\d{4})[-: ]?M(\d{1,2})", _ym),
    _form("year-week", r"(\d{4})[- ]?W(\d{1,2})(?:-?([1-7]))?", _week),
    _form("year-quarter", r"(\d{4})[-:/. ]?Q([1-4])", lambda m: _quarter(m[1], m[2])),
    _form("quarter year", r"Q([1-4])[-:/. ]?(\d{4})", lambda m: _quarter(m[2], m[1])),
    SERIAL,
    MONTH_NUMBER,
    _since_1970("seconds since 1970", "7,10", 1),
    _since_1970("milliseconds since 1970", "11,13", 1_000),
    _since_1970("microseconds since 1970", "14,16", 1_000_000),
    _since_1970("nanoseconds since 1970", "17,19", 1_000_000_000),
)  # fmt: skip


def form_of(text: str) -> Form | None:
    """The first form that a text looks like."""
    return next((form for form in FORMS if form.pattern.fullmatch(text)), None)
