"""Rules about the days of the week on which rows stand, and about day and month: dates that are not what they say."""

from collections.abc import Iterator

import numpy as np

from data.base.arrays import Flags, Ints
from data.base.day_arrays import weekdays
from data.base.days import iso
from data.base.saying import UNSAID, Saying, said
from data.contracts.calendars import EVERY_DAY
from data.intake.history import History
from data.intake.rules.rule import Context, Hit, Rule, kinds
from data.intake.rules.shifted_dates import (
    MONTHS,
    closed,
    daily,
    day_of_month,
    mended,
    moved,
    unsortable,
    weekdays_moved,
)
from data.sessions.quality import alike

EXCHANGED = "dates.exchanged"
FRIDAY = 4
_SIZES = {1: "dates.a_day", 2: "dates.two_days", 3: "dates.three_days"}
_SURE, _BETTER = 0.85, 0.15
"""Likeness with the sessions of an exchange that series have which are quoted on some of its holidays too."""
_REPEATED, _SHORT = 0.9, 0.75
_SOME, _FEWEST = 4, 30


def dates_go_back_and_forth(history: History, _context: Context) -> Iterator[Hit]:
    """Dates come before those above them all the time, or leave gaps, as they do where day and month were exchanged."""
    if not unsortable(history.days):
        return
    late = np.flatnonzero(np.diff(history.days) < 0)
    row = int(late[0]) + 1 if 0 < len(late) < len(history) - 1 else 0
    problem = said("dates.back_and_forth", rows=len(late))
    if not row:
        problem = said("dates.leave_gaps", days=np.abs(np.diff(history.days)).max())
    yield Hit(row, "date", iso(int(history.days[row])), problem, said(EXCHANGED) if mended(history.days) else UNSAID)


def dates_off(history: History, context: Context) -> Iterator[Hit]:
    """Rows stand on weekends, or holidays of an index, in a way that says what is wrong with all of them."""
    cause = UNSAID if unsortable(history.days) else misdated(history, context)
    if cause:
        rows = doubtful_rows(history, context)
        row = int(max(rows, key=lambda one: (weekdays(history.days[one]) > FRIDAY, -one)))
        yield Hit(row, "date", iso(int(history.days[row])), _told(history, context), cause)


def rows_on_weekends(history: History, context: Context) -> Iterator[Hit]:
    """Some rows stand on weekends, beside an index that has none."""
    rows = doubtful_rows(history, context)
    if (
        len(rows)
        and context.calendar.name != EVERY_DAY
        and not unsortable(history.days)
        and not misdated(history, context)
    ):
        yield Hit(int(rows[0]), "date", iso(int(history.days[rows[0]])), _told(history, context))


def no_row_on_a_weekday(history: History, context: Context) -> Iterator[Hit]:
    """Not one row stands on a weekday on which the others have one every week."""
    counts = _by_weekday(history)
    if len(history) < _FEWEST or not daily(history.days) or len(doubtful_rows(history, context)):
        return
    absent = np.flatnonzero(~closed(history.days, context.calendar)[:5] & (counts[:5] <= 0.05 * counts.max()))
    if len(absent) == 1 and (counts[:5] >= 0.5 * counts.max()).sum() == _SOME:
        yield Hit(
            None,
            "date",
            "",
            said("dates.no_weekday", weekday=said(f"weekday.{absent[0]}"), count=int(np.median(counts[:5]))),
        )


def misdated(history: History, context: Context) -> Saying:
    """What probably made dates fall on weekends, or those of an index on holidays; empty where nothing speaks for
    it.
    """
    rows = doubtful_rows(history, context)
    if not len(rows):
        return UNSAID
    copies = history.kind != "index" and _repeat_before(history, rows)
    if _only_early_in_months(history.days, rows) and not copies:
        return said(EXCHANGED)
    found = moved(history.days, context.calendar) if history.kind == "index" else UNSAID
    off = weekdays_moved(_by_weekday(history))
    if off and not found:
        found = moved(history.days, context.calendar, sure=_SURE, better=_BETTER)
    if found or not off:
        return found
    return said("dates.look_like", way=said("dates.early" if off < 0 else "dates.late", size=said(_SIZES[abs(off)])))


def beside_sessions(history: History, context: Context) -> Ints:
    """Rows whose date the calendar knows not to be a session."""
    sessions = np.array(context.calendar.sessions, dtype=np.int64)
    within = (history.days >= sessions[0]) & (history.days <= sessions[-1])
    return np.flatnonzero(within & ~np.isin(history.days, sessions))


def doubtful_rows(history: History, context: Context) -> Ints:
    """Rows of daily values on which nothing is quoted: no session for an index, weekends for all others."""
    if not daily(history.days):
        return np.empty(0, dtype=np.int64)
    return beside_sessions(history, context) if history.kind == "index" else _weekend_rows(history, context)


def _only_early_in_months(days: Ints, rows: Ints) -> bool:
    """Whether weekends are on days of the month up to 12 alone, though many rows are on later ones."""
    weekends = rows[weekdays(days[rows]) > 4]
    later = int((day_of_month(days) > MONTHS).sum())
    return len(weekends) >= _SOME and later >= len(weekends) and bool((day_of_month(days[weekends]) <= MONTHS).all())


def _weekend_rows(history: History, context: Context) -> Ints:
    """Rows with a value on a weekday without sessions; none where they only repeat the
    value before a whole week of rows.
    """
    shut = closed(history.days, context.calendar)[weekdays(history.days)] & np.isfinite(history.values[history.main])
    counts = _by_weekday(history)
    whole = counts[5:].min() >= _SHORT * np.median(counts[:5])
    filled = whole and shut.any() and _repeat_before(history, shut) and not weekdays_moved(counts)
    return np.empty(0, dtype=np.int64) if filled else np.flatnonzero(shut)


def _repeat_before(history: History, rows: Flags | Ints) -> bool:
    order = np.argsort(history.days, kind="stable")
    values = history.values[history.main][order]
    same = np.concatenate([[True], alike(values[1:], values[:-1])])
    return bool(same[np.argsort(order)[rows]].mean() >= _REPEATED)


def _by_weekday(history: History) -> Ints:
    """Rows with a value by weekday, shape (7,)."""
    known = np.isfinite(history.values[history.main])
    return np.bincount(weekdays(history.days[known]), minlength=7)


def _told(history: History, context: Context) -> Saying:
    """`is a Sunday: 46 rows on Sundays, none on Fridays`, or that it is no session."""
    rows = doubtful_rows(history, context)
    shown = weekdays(history.days[rows])
    days = [day for day in np.unique(shown).tolist() if day > FRIDAY]
    first = said(f"weekday.{int(shown[shown > FRIDAY][0] if days else shown[0])}")
    if not days:
        return said("dates.shut", weekday=first, rows=len(rows), calendar=context.calendar.name)
    counts = _by_weekday(history)
    usual = float(np.median(counts[:5]))
    many = [("dates.rows_on" if counts[day] > 1 else "dates.row_on", day) for day in days]
    few = [
        ("dates.only_on" if counts[day] else "dates.none_on", day) for day in range(5) if counts[day] < _SHORT * usual
    ]
    told = [said(code, rows=counts[day], weekday=said(f"weekday.{day}")) for code, day in (*many, *few)]
    return said("dates.weekends", weekday=first, rows=said("row.list", several=told))


_BESIDE_INDEX = kinds("vix", "bills", "bills-1m", "fx", "dividends", "jpy-rate")
WEEKDAY_RULES = (
    Rule(dates_go_back_and_forth, _BESIDE_INDEX | {"index"}, "error"),
    Rule(dates_off, _BESIDE_INDEX | {"index"}, "error"),
    Rule(rows_on_weekends, _BESIDE_INDEX, "warning"),
    Rule(no_row_on_a_weekday, _BESIDE_INDEX, "warning"),
)
