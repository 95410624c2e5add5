"""Dates as providers write them: one form for a whole column, and none that could be read in two ways."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from data.base.days import Day, day_of
from data.base.finding import Finding
from data.base.saying import UNSAID, Saying, said
from data.intake.reading.date_forms import DMY, EPOCHS, FORMS, MDY, MONTH_NUMBER, SERIAL, Form, form_of, serial
from data.intake.reading.full_width import narrow
from data.intake.reading.problems import Cells, gathered

_TIME = re.compile(
    r"[T ]\s*(\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?|\d{6})\s*([AP]M)?\s*((?:GMT|UTC)?[+-]\d{2}:?\d{2}|Z|[A-Z]{2,4})?",
    re.ASCII | re.IGNORECASE,
)
_CLOSE = frozenset(("16:00", "16:00:00", "4:00 PM", "4:00:00 PM", "04:00 PM", "04:00:00 PM"))
_NEW_YORK = frozenset(("", "ET", "EST", "EDT"))
_MIDNIGHT = re.compile(r"[0:.,]+|12[0:.,]* AM")
_WEEKDAY = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]? +|\s*\((?:[月火水木金土日]|[a-z]{2,3})\)$", re.IGNORECASE
)
_SHORT_YEAR = re.compile(
    r"\d{1,2}[-/. ](?:\d{1,2}|[a-z]{3,9})[-/., ]+\d{2}|[a-z]{3,9}[-/. ]'?\d{2}|[a-z]{3,9}\.? \d{1,2}, '?\d{2}",
    re.ASCII | re.IGNORECASE,
)
_SHORT_DAY = re.compile(r"(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])", re.ASCII)
_SHORT_DAYS = 12
_OLDEST, _LATEST = 1800, 2199


@dataclass(slots=True)
class Dates:
    """Day numbers (since 1970-01-01) by row (None where there is none), the form they were written in, and findings."""

    days: list[Day | None] = field(default_factory=list)
    form: str = ""
    findings: list[Finding] = field(default_factory=list)


def read_dates(cells: Cells, order: str = "", epoch: str = "") -> Dates:
    """The days of a column; `order` (`mdy`, `dmy`, or empty where it is not known) settles 03/04/2020, and `epoch`
    (`1904`, or empty) is that of a spreadsheet's day numbers.

    A time of day is dropped where it is midnight, or 16:00 without an offset; elsewhere it is a finding. Weeks are
    dated by their Friday, months and quarters by their first day (see `frequency.py` for when their values are known).
    """
    stamps = [_without_time(cell) for cell in cells.texts]
    texts = [date for date, _, _ in stamps]
    result = Dates(findings=_times(cells, stamps))
    form = _form(cells, texts, order, result)
    form = serial(EPOCHS[epoch]) if form is SERIAL and epoch else form
    result.form = form.name if form else ""
    days = {text: _day(form, text) for text in set(texts)}
    result.days = [days[text] for text in texts]
    result.findings += _hidden_times(cells, form, texts)
    if form or not result.findings:
        result.findings += [
            cells.finding("date-unreadable", place, _why_unreadable(form, texts[place]))
            for place, day in enumerate(result.days)
            if day is None
        ]
    result.findings = gathered(result.findings, len(texts))
    return result


def _form(cells: Cells, texts: Sequence[str], order: str, result: Dates) -> Form | None:
    """The form of most texts; none, with a finding, where they can be read in two ways."""
    common = Counter(form.name for form in map(form_of, texts) if form).most_common(1)
    form = next((form for form in FORMS if common and form.name == common[0][0]), None)
    if form is MONTH_NUMBER and _could_be_days(texts):
        problem = said("dates.month_or_day")
        result.findings.append(cells.finding("date-unreadable", 0, problem))
        return None
    if form is not MDY:
        return form
    form = _order(texts, order)
    if form is None:
        result.findings.append(cells.finding("date-ambiguous", 0, said("dates.order"), texts[0]))
    return form


def _could_be_days(texts: Sequence[str]) -> bool:
    """Whether 200102 could be 2020-01-02 as well: all are such numbers, and they are no long row of months or
    quarters.
    """
    said = [text for text in texts if text]
    if not all(_SHORT_DAY.fullmatch(text[2:6]) for text in said):
        return False
    months = [12 * int(text[:4]) + int(text[4:6]) for text in dict.fromkeys(said)]
    odd = [abs(after - before) for before, after in pairwise(months) if abs(after - before) not in {1, 3}]
    return len(months) <= _SHORT_DAYS or len(odd) > 0.1 * len(months)


def _without_time(cell: str) -> tuple[str, str, str]:
    """(date, time, offset) without the name of a weekday; a time of midnight counts as none."""
    cell = narrow(cell)
    if cell[:1].isalpha() or cell[-1:] == ")":
        cell = _WEEKDAY.sub("", cell, count=1)
    found = _TIME.search(cell)
    if not found or found.end() != len(cell):
        return cell, "", ""
    time = " ".join(filter(None, (found[1], (found[2] or "").upper())))
    time = "" if _MIDNIGHT.fullmatch(time) else time
    return cell[: found.start()], time, (found[3] or "").upper() if time else ""


def _times(cells: Cells, stamps: Sequence[tuple[str, str, str]]) -> list[Finding]:
    """Times that could move a date: all but those of the close in New York, which Google gives, without
    an offset or with New York's name.
    """
    if all(not time or (time in _CLOSE and offset in _NEW_YORK) for _, time, offset in stamps):
        return []
    return [
        cells.finding("time-of-day", place, said("dates.time_of_day"))
        for place, (_, time, _) in enumerate(stamps)
        if time
    ]


def _hidden_times(cells: Cells, form: Form | None, texts: Sequence[str]) -> list[Finding]:
    """Times of day within numbers: counts of seconds that are not midnight in UTC, day numbers with a fraction."""
    found = [form.pattern.fullmatch(text) for text in texts] if form else []
    said = [form.time(match) if form and match else UNSAID for match in found]
    return [cells.finding("time-of-day", place, problem) for place, problem in enumerate(said) if problem]


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


def _why_unreadable(form: Form | None, text: str) -> Saying:
    if not text:
        return said("cell.missing")
    if _SHORT_YEAR.fullmatch(text):
        return said("dates.short_year")
    if form and form.pattern.fullmatch(text):
        return said("dates.no_day", form=form.name)
    return said("dates.not_like", form=form.name) if form else said("dates.no_date")
