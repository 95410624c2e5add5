"""Rules about dates: order, sessions, gaps, the last row."""

from collections.abc import Iterator

import numpy as np

from data.base.days import iso, weekday
from data.intake.frequency import frequency
from data.intake.history import History
from data.intake.rules.rule import Context, Hit, Rule, kinds
from data.intake.rules.shifted_dates import DAYS_OF_1904, unsortable
from data.intake.rules.weekday_rules import WEEK, beside_sessions, misdated
from data.intake.source import KINDS

SMALL_VOLUME = 0.25
_QUIET = 10
_SEVERAL = 5
_NEWEST_FIRST = "some providers, such as investing.com and Nasdaq, write the newest first"
_BARS = ("open", "high", "low", "close")


def dates_do_not_increase(history: History, _context: Context) -> Iterator[Hit]:
    """A date comes before the one above it."""
    if unsortable(history.days):
        return  # told as dates that go back and forth
    late = np.flatnonzero(np.diff(history.days) < 0).tolist()
    if len(late) > 1 and len(late) == len(history) - 1:
        problem = f"comes after {_day(history, 0)}, and so on: the newest row is first"
        yield Hit(1, "date", _day(history, 1), problem, _NEWEST_FIRST)
        return
    for row in late:
        yield Hit(row + 1, "date", _day(history, row + 1), f"comes after {_day(history, row)}")


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
        problem = (
            f"is not within {first} to {last}, of which calendar {name} knows the sessions; {len(outside):,} "
            "rows are not"
        )
        yield Hit(int(outside[0]), "date", _day(history, outside[0]), problem)


def not_a_session(history: History, context: Context) -> Iterator[Hit]:
    """A date on which the exchange did not trade; of an index whose dates are all off that is told once, as such."""
    if _told_of_all(history, context) or next(not_every_session(history, context), None):
        return
    for row in beside_sessions(history, context).tolist():
        day = int(history.days[row])
        what = f"is a {WEEK[weekday(day)]}{'' if weekday(day) > 4 else ' without trading'}"
        yield Hit(row, "date", iso(day), f"{what}, not a session of {context.calendar.name}")


def not_every_session(history: History, context: Context) -> Iterator[Hit]:
    """An index whose values are of weeks, months or longer: told once."""
    rate = frequency(np.sort(history.days)).name
    if history.kind == "index" and len(history) >= _SEVERAL and rate != "daily" and not _told_of_all(history, context):
        yield Hit(None, history.names[history.main], "", f"has {rate} values, {len(history):,} of them")


def missing_session(history: History, context: Context) -> Iterator[Hit]:
    """A session of the exchange between the first and the last date has no row."""
    known = set(history.days.tolist())
    if unplaced_rows(history) or _told_of_all(history, context) or next(not_every_session(history, context), None):
        return
    for day in context.calendar.between(int(history.days.min()), int(history.days.max())):
        if day not in known:
            yield Hit(None, "date", iso(day), f"is a session of {context.calendar.name} without a row")


def sessions_without_value(history: History, context: Context) -> Iterator[Hit]:
    """Sessions between the first and the last date that have no value."""
    known = set(history.days[np.isfinite(history.values[history.main])].tolist())
    absent = [d for d in context.calendar.between(int(history.days.min()), int(history.days.max())) if d not in known]
    if absent:
        yield Hit(None, history.main, "", f"is missing on sessions: {len(absent)}, the first {iso(absent[0])}")


def long_gap(history: History, _context: Context) -> Iterator[Hit]:
    """Two values are further apart than values of that frequency can be."""
    known = np.flatnonzero(np.isfinite(history.values[history.main]))
    days = history.days[known]
    if unsortable(days):
        return  # gaps are not those of the series
    rate = frequency(days)
    for place in np.flatnonzero(np.diff(days) > rate.longest_gap):
        gap = int(days[place + 1] - days[place])
        problem = (
            f"follows {iso(int(days[place]))}, {gap} days before; {rate.name} values have at most {rate.longest_gap}"
        )
        yield Hit(int(known[place + 1]), "date", iso(int(days[place + 1])), problem)


def values_end(history: History, _context: Context) -> Iterator[Hit]:
    """The last rows have no value, for more than ten days."""
    known = np.flatnonzero(np.isfinite(history.values[history.main]))
    if not len(known) or history.days[-1] - history.days[known[-1]] <= _QUIET:
        return
    column = history.names.get(history.main, history.main)
    yield Hit(int(known[-1]) + 1, column, "", f"has no value from here on; the last is of {_day(history, known[-1])}")


def in_the_future(history: History, context: Context) -> Iterator[Hit]:
    """A date after today."""
    late = np.flatnonzero(history.days > context.today)
    several = len(late) > 1 and bool(np.all(np.diff(history.days) > 0))
    counted = several and history.days[-1] - DAYS_OF_1904 <= context.today
    cause = "these dates may be yours plus four years and a day: the 1904 system" if counted else ""
    for row in late:
        yield Hit(int(row), "date", _day(history, row), f"is after today, {iso(context.today)}", cause)


def session_unfinished(history: History, context: Context) -> Iterator[Hit]:
    """The last row is of today: its session may still go on."""
    row = len(history) - 1
    if history.days[row] == context.today:
        yield Hit(row, "date", _day(history, row), "is today")


def last_row_incomplete(history: History, _context: Context) -> Iterator[Hit]:
    """The last row lacks a price."""
    row = len(history) - 1
    for name in _BARS:
        if name in history.values and np.isnan(history.values[name][row]):
            yield Hit(row, history.names[name], "", "is missing in the last row")


def last_volume_small(history: History, _context: Context) -> Iterator[Hit]:
    """The last row has far less volume than the twenty before it."""
    volume = history.values.get("volume")
    if volume is None or len(volume) < 21:
        return
    usual = float(np.median(volume[-21:-1]))
    if volume[-1] < SMALL_VOLUME * usual:
        yield Hit(len(volume) - 1, history.names["volume"], f"{volume[-1]:.0f}", f"is far below the usual {usual:.0f}")


def one_row(history: History, _context: Context) -> Iterator[Hit]:
    """A single row."""
    if len(history) < 2 and not unplaced_rows(history):
        yield Hit(0, "date", _day(history, 0), "is the only row")


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
            values = "the same values" if same else "other values"
            yield Hit(row, "date", iso(day), f"stands on line {history.lines[known]} too, with {values}")


def _day(history: History, row: int | np.integer) -> str:
    return iso(int(history.days[row]))


_ALL = frozenset(KINDS)
DAY_RULES = (
    Rule(one_row, _ALL, "error", "a history has at least two; the download may have been cut off"),
    Rule(dates_do_not_increase, _ALL, "error", "returns would be computed across time running backwards", "sort"),
    Rule(row_repeats, _ALL, "error", "one day has one return", "drop-duplicates"),
    Rule(date_has_two_values, _ALL, "error", "which is right cannot be known; delete one, or keep the last",
        "keep-last"),
    Rule(in_the_future, _ALL, "error", "it cannot be known yet; day and month may be exchanged"),
    Rule(outside_calendar, kinds("index"), "error",
        "returns need every session and no other day; choose --start and --end within"),
    Rule(not_every_session, kinds("index"), "error", "an index needs a row for every session; bring its daily closes"),
    Rule(not_a_session, kinds("index"), "error", "a price of a day without trading shifts every return around it",
        "drop-non-sessions"),
    Rule(not_a_session, kinds("vix"), "warning", "it is left out", name="not-a-session-vix"),
    Rule(missing_session, kinds("index"), "error", "the return over the hole would be taken for that of one day"),
    Rule(sessions_without_value, kinds("vix"), "warning", "the proxy stands in and is marked as modelled"),
    Rule(long_gap, kinds("bills"), "error",
        "the old value would be carried across it; find the missing part or choose --start after it"),
    Rule(long_gap, kinds("dividends"), "warning", "the facts of the project stand in where the old value is too old",
        name="long-gap-dividends"),
    Rule(long_gap, kinds("bills-1m", "fx", "jpy-rate"), "warning", "nothing is known where the old value is too old",
        name="long-gap-optional"),
    Rule(values_end, kinds("bills", "bills-1m", "fx", "dividends", "jpy-rate"), "warning",
        "the rows after it say nothing"),
    Rule(session_unfinished, kinds("index", "vix"), "error", "its close may be a price of the middle of the session",
        "drop-last"),
    Rule(last_row_incomplete, kinds("index"), "error", "the session is probably unfinished", "drop-last"),
    Rule(last_volume_small, kinds("index"), "warning", "the session may be unfinished, or have closed early",
        "drop-last"),
)  # fmt: skip
