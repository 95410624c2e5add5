"""Dates as providers write them: one form for a whole column, and none that could be read in two ways."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from data.days import Day, day_of
from data.finding import Finding
from data.intake.reading import Cells

_MONTHS = {
    name: place
    for place, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}
_TIME = re.compile(r"[T ](\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|UTC|[+-]\d{2}:?\d{2})?", re.ASCII)
_CLOSE = frozenset(("16:00", "16:00:00"))
_MIDNIGHT = re.compile(r"[0:.]+")
_EXCEL_EPOCH = date(1899, 12, 30).toordinal()
_OLDEST, _LATEST = 1800, 2199


def _month(name: str) -> int:
    return _MONTHS.get(name[:3].lower(), 0)


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write dates: its name, what it looks like, and the date of a match (`ValueError` where there is none)."""

    name: str
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], date]


def _serial(found: re.Match[str]) -> date:
    return date.fromordinal(_EXCEL_EPOCH + int(found[1]))


def _fraction(found: re.Match[str]) -> date:
    """Shiller's year and month: 1990.1 is October, because 1990.10 lost its zero; January is 1990.01."""
    return date(int(found[1]), int(found[2].ljust(2, "0")), 1)


def _form(name: str, pattern: str, read: Callable[[re.Match[str]], date]) -> Form:
    return Form(name, re.compile(pattern, re.ASCII), read)


_YMD: Callable[[re.Match[str]], date] = lambda m: date(int(m[1]), int(m[2]), int(m[3]))  # noqa: E731
MDY = _form("month/day/year", r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})", lambda m: date(int(m[3]), int(m[1]), int(m[2])))
DMY = _form("day/month/year", MDY.pattern.pattern, lambda m: date(int(m[3]), int(m[2]), int(m[1])))
FORMS = (
    _form("year-month-day", r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", lambda m: date(int(m[1]), int(m[3]), int(m[4]))),
    _form("yyyymmdd", r"(\d{4})(\d{2})(\d{2})", _YMD),
    MDY,
    _form("day.month.year", r"(\d{1,2})\.(\d{1,2})\.(\d{4})", lambda m: date(int(m[3]), int(m[2]), int(m[1]))),
    _form("day month-name year", r"(\d{1,2})[- ]([A-Za-z]{3,9})[-, ]+(\d{4})", lambda m: date(int(m[3]), _month(m[2]), int(m[1]))),
    _form("month-name day, year", r"([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})", lambda m: date(int(m[3]), _month(m[1]), int(m[2]))),
    _form("year 年 month 月 day 日", r"(\d{4})年(\d{1,2})月(\d{1,2})日", _YMD),
    _form("year.month (.1 is October)", r"(\d{4})\.(\d{1,2})", _fraction),
    _form("year-month", r"(\d{4})-(\d{2})", lambda m: date(int(m[1]), int(m[2]), 1)),
    _form("spreadsheet day number", r"([1-9]\d{4})", _serial),
)  # fmt: skip
_SHORT_YEAR = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}", re.ASCII)


@dataclass(slots=True)
class Dates:
    """Day numbers by row (None where there is none), the form they were written in, and findings."""

    days: list[Day | None] = field(default_factory=list)
    form: str = ""
    findings: list[Finding] = field(default_factory=list)


def read_dates(cells: Cells, order: str = "") -> Dates:
    """The days of a column; `order` (`mdy`, `dmy`, or empty where it is not known) settles 03/04/2020.

    A time of day is dropped where it is midnight, or 16:00 without an offset; elsewhere it is a finding.
    """
    stamps = [_without_time(cell) for cell in cells.texts]
    texts = [date for date, _, _ in stamps]
    result = Dates(findings=_times(cells, stamps))
    common = Counter(form.name for form in map(form_of, texts) if form).most_common(1)
    form = next((form for form in FORMS if common and form.name == common[0][0]), None)
    if form is MDY:
        form = _order(texts, order)
        if form is None:
            result.findings.append(cells.finding("date-ambiguous", 0, "could be month/day or day/month", texts[0]))
    result.form = form.name if form else ""
    result.days = [_day(form, text) for text in texts]
    if form or not result.findings:
        result.findings += [
            cells.finding("date-unreadable", place, _why_unreadable(form, texts[place]))
            for place, day in enumerate(result.days)
            if day is None
        ]
    return result


def _without_time(cell: str) -> tuple[str, str, str]:
    """(date, time, offset); a time of midnight counts as none."""
    found = _TIME.search(cell)
    if not found or found.end() != len(cell):
        return cell, "", ""
    time = "" if _MIDNIGHT.fullmatch(found[1]) else found[1]
    return cell[: found.start()], time, (found[2] or "") if time else ""


def _times(cells: Cells, stamps: Sequence[tuple[str, str, str]]) -> list[Finding]:
    """Times that could move a date: all but those of the close in New York, which Google gives, without an offset."""
    if all(not time or (time in _CLOSE and not offset) for _, time, offset in stamps):
        return []
    return [
        cells.finding("time-of-day", place, "has a time of day") for place, (_, time, _) in enumerate(stamps) if time
    ]


def form_of(text: str) -> Form | None:
    """The first form that a text looks like."""
    return next((form for form in FORMS if form.pattern.fullmatch(text)), None)


def _order(texts: Sequence[str], order: str) -> Form | None:
    """Whether month or day comes first: as told, else as numbers above 12 show; None where nothing shows it."""
    if order:
        return MDY if order == "mdy" else DMY
    pairs = [(int(found[1]), int(found[2])) for found in map(MDY.pattern.fullmatch, texts) if found]
    days_first, days_second = (sum(pair[place] > 12 for pair in pairs) for place in (0, 1))
    if not days_first and not days_second:
        return None
    return DMY if days_first > days_second else MDY


def _day(form: Form | None, text: str) -> Day | None:
    found = form.pattern.fullmatch(text) if form else None
    if not form or not found:
        return None
    try:
        day = form.read(found)
    except (ValueError, OverflowError):
        return None
    return day_of(day) if _OLDEST <= day.year <= _LATEST else None


def _why_unreadable(form: Form | None, text: str) -> str:
    if not text:
        return "is missing"
    if _SHORT_YEAR.fullmatch(text):
        return "has a year of two digits; write four"
    if form and form.pattern.fullmatch(text):
        return f"is not a day of the calendar, written {form.name}"
    return f"is not a date written {form.name} like the others" if form else "is not a date"
