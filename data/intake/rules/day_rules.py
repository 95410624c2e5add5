"""Rules about dates: order, sessions, gaps, the last row."""

from collections.abc import Iterator

import numpy as np

from data.base.days import iso, weekday
from data.base.saying import UNSAID, said
from data.intake.frequency import frequency
from data.intake.history import History
from data.intake.rules.rule import Context, Hit, Rule, kinds
from data.intake.rules.shifted_dates import DAYS_OF_1904, unsortable
from data.intake.rules.weekday_rules import beside_sessions, misdated
from data.intake.source import KINDS

SMALL_VOLUME = 0.25
_QUIET = 10
_SEVERAL = 5
_BARS = ("open", "high", "low", "close")


def dates_do_not_increase(history: History, _context: Context) -> Iterator[Hit]:
    """A date comes before the one above it."""
    if unsortable(history.days):
        return  # told as dates that go back and forth
    late = np.flatnonzero(np.diff(history.days) < 0).tolist()
    if len(late) > 1 and len(late) == len(history) - 1:
        problem = said("days.newest_first", date=_day(history, 0))
        yield Hit(1, "date", _day(history, 1), problem, said("days.newest_first_cause"))
        return
    for row in late:
        yield Hit(row + 1, "date", _day(history, row + 1), said("days.after", date=_day(history, row)))


def row_repeats(history: History, _context: Context) -> Iterator[Hit]:
    """A date stands twice, with the same values."""
    return _repeats(history, same=True)


def date_has_two_values(history: History, _context: Context) -> Iterator[Hit]:
    """A date stands twice, with different values."""
    return _repeats(history, same=False)


def outside_calendar(history: History, context: Context) -> Iterator[Hit]:
    """Rows before the first or after the last session that the exchange calendar knows."""
    sessions = context.calendar.sessions
    outside = np.flatnonzero((history.days < sessions[0]) | (history.days > sessions[-1]))
    if len(outside):
        name, first, last = context.calendar.name, iso(sessions[0]), iso(sessions[-1])
        problem = said("days.not_within", first=first, last=last, calendar=name, rows=len(outside))
        yield Hit(int(outside[0]), "date", _day(history, outside[0]), problem)


def not_a_session(history: History, context: Context) -> Iterator[Hit]:
    """A date on which the exchange did not trade; of an index whose dates are all off that is told once, as such."""
    if _told_of_all(history, context) or next(not_every_session(history, context), None):
        return
    for row in beside_sessions(history, context).tolist():
        day = int(history.days[row])
        what = said("day.is" if weekday(day) > 4 else "day.is_shut", weekday=said(f"weekday.{weekday(day)}"))
        yield Hit(row, "date", iso(day), said("days.not_a_session", what=what, calendar=context.calendar.name))


def not_every_session(history: History, context: Context) -> Iterator[Hit]:
    """An index whose values are of weeks, months or longer: told once."""
    rate = frequency(np.sort(history.days)).name
    if history.kind == "index" and len(history) >= _SEVERAL and rate != "daily" and not _told_of_all(history, context):
        yield Hit(
            None,
            history.names[history.main],
            "",
            said("days.not_daily", frequency=said(f"frequency.{rate}"), count=len(history)),
        )


def missing_session(history: History, context: Context) -> Iterator[Hit]:
    """A session of the exchange between the first and the last date has no row."""
    known = set(history.days.tolist())
    if unplaced_rows(history) or _told_of_all(history, context) or next(not_every_session(history, context), None):
        return
    for day in context.calendar.between(int(history.days.min()), int(history.days.max())):
        if day not in known:
            yield Hit(None, "date", iso(day), said("days.no_row", calendar=context.calendar.name))


def sessions_without_value(history: History, context: Context) -> Iterator[Hit]:
    """Sessions between the first and the last date that have no value."""
    known = set(history.days[np.isfinite(history.values[history.main])].tolist())
    absent = [d for d in context.calendar.between(int(history.days.min()), int(history.days.max())) if d not in known]
    if absent:
        yield Hit(None, history.main, "", said("days.missing", count=len(absent), first=iso(absent[0])))


def long_gap(history: History, context: Context) -> Iterator[Hit]:
    """Two values are further apart than values of that frequency can be, and a session lies between them."""
    known = np.flatnonzero(np.isfinite(history.values[history.main]))
    days = history.days[known]
    if unsortable(days):
        return  # gaps are not those of the series
    rate = frequency(days)
    for place in np.flatnonzero(np.diff(days) > rate.longest_gap):
        gap = int(days[place + 1] - days[place])
        if not context.calendar.between(int(days[place]) + 1, int(days[place + 1]) - 1):
            continue  # Tokyo was shut for ten days in 2019
        problem = said(
            "days.gap",
            date=iso(int(days[place])),
            days=gap,
            frequency=said(f"frequency.{rate.name}"),
            longest=rate.longest_gap,
        )
        yield Hit(int(known[place + 1]), "date", iso(int(days[place + 1])), problem)


def values_end(history: History, _context: Context) -> Iterator[Hit]:
    """The last rows have no value, for more than ten days."""
    known = np.flatnonzero(np.isfinite(history.values[history.main]))
    if not len(known) or history.days[-1] - history.days[known[-1]] <= _QUIET:
        return
    column = history.names.get(history.main, history.main)
    yield Hit(int(known[-1]) + 1, column, "", said("days.no_value_on", date=_day(history, known[-1])))


def in_the_future(history: History, context: Context) -> Iterator[Hit]:
    """A date after today."""
    late = np.flatnonzero(history.days > context.today)
    several = len(late) > 1 and bool(np.all(np.diff(history.days) > 0))
    counted = several and history.days[-1] - DAYS_OF_1904 <= context.today
    cause = said("days.plus_1904") if counted else UNSAID
    for row in late:
        yield Hit(int(row), "date", _day(history, row), said("days.after_today", today=iso(context.today)), cause)


def session_unfinished(history: History, context: Context) -> Iterator[Hit]:
    """The last row is of today: its session may still go on."""
    row = len(history) - 1
    if history.days[row] == context.today:
        yield Hit(row, "date", _day(history, row), said("days.today"))


def last_row_incomplete(history: History, _context: Context) -> Iterator[Hit]:
    """The last row lacks a price."""
    row = len(history) - 1
    for name in _BARS:
        if name in history.values and np.isnan(history.values[name][row]):
            yield Hit(row, history.names[name], "", said("days.missing_last"))


def last_volume_small(history: History, _context: Context) -> Iterator[Hit]:
    """The last row has far less volume than the twenty before it."""
    volume = history.values.get("volume")
    if volume is None or len(volume) < 21:
        return
    usual = float(np.median(volume[-21:-1]))
    if volume[-1] < SMALL_VOLUME * usual:
        yield Hit(len(volume) - 1, history.names["volume"], f"{volume[-1]:.0f}", said("days.volume", usual=usual))


def one_row(history: History, _context: Context) -> Iterator[Hit]:
    """A single row."""
    if len(history) < 2 and not unplaced_rows(history):
        yield Hit(0, "date", _day(history, 0), said("days.only_row"))


def unplaced_rows(history: History) -> bool:
    """Whether rows were left out in reading, because their width or their date was wrong:
    sessions may then only seem to miss.
    """
    return any(finding.check in {"field-count", "date-unreadable"} for finding in history.findings)


def _told_of_all(history: History, context: Context) -> bool:
    """Whether all dates of an index are doubted: single sessions are then no news."""
    return history.kind == "index" and (unsortable(history.days) or bool(misdated(history, context)))


def _repeats(history: History, *, same: bool) -> Iterator[Hit]:
    first: dict[int, int] = {}
    for row, day in enumerate(history.days.tolist()):
        known = first.setdefault(day, row)
        if known == row:
            continue
        if history.repeats(row, known) == same:
            values = said("days.same_values") if same else said("days.other_values")
            yield Hit(row, "date", iso(day), said("days.twice", line=history.lines[known], values=values))


def _day(history: History, row: int | np.integer) -> str:
    return iso(int(history.days[row]))


_ALL = frozenset(KINDS)
DAY_RULES = (
    Rule(one_row, _ALL, "error"),
    Rule(dates_do_not_increase, _ALL, "error", "sort"),
    Rule(row_repeats, _ALL, "error", "drop-duplicates"),
    Rule(date_has_two_values, _ALL, "error", "keep-last"),
    Rule(in_the_future, _ALL, "error"),
    Rule(outside_calendar, kinds("index"), "error"),
    Rule(not_every_session, kinds("index"), "error"),
    Rule(not_a_session, kinds("index"), "error", "drop-non-sessions"),
    Rule(not_a_session, kinds("vix"), "warning", name="not-a-session-vix"),
    Rule(missing_session, kinds("index"), "error"),
    Rule(sessions_without_value, kinds("vix"), "warning"),
    Rule(long_gap, kinds("bills"), "error"),
    Rule(long_gap, kinds("dividends"), "warning", name="long-gap-dividends"),
    Rule(long_gap, kinds("bills-1m", "fx", "jpy-rate", "yields"), "warning", name="long-gap-optional"),
    Rule(values_end, kinds("bills", "bills-1m", "fx", "dividends", "jpy-rate", "yields"), "warning"),
    Rule(session_unfinished, kinds("index", "vix"), "error", "drop-last"),
    Rule(last_row_incomplete, kinds("index"), "error", "drop-last"),
    Rule(last_volume_small, kinds("index"), "warning", "drop-last"),
)
