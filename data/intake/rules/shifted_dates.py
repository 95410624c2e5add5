"""What a column of dates looks like that is not what it says: moved by days, counted from
another year, day and month exchanged.
"""

from collections.abc import Sequence

import numpy as np

from data.base.arrays import Flags, Ints
from data.base.day_arrays import weekdays
from data.base.saying import UNSAID, Saying, said
from data.contracts.calendars import EVERY_DAY, SessionCalendar
from data.intake.frequency import frequency

DAYS_OF_1904 = 1_462
"""Days between the systems in which spreadsheets count from 1900 and from 1904: four years and a day."""
MONTHS = 12
"""Days of the month up to which day and month can be exchanged."""
LEAST = 10
"""Rows from which the weekdays of dates say something."""
_MOVES = (-1, 1, -DAYS_OF_1904, DAYS_OF_1904, -2, 2, -3, 3, -7, 7, -364, 364, -365, 365, -366, 366, -1_461, 1_461)
_SURE, _BETTER = 0.97, 0.02
_FEW = 2
_OFTEN, _ALL_WEEK = 0.02, 0.25
"""Shares of rows: from which something is no accident; and under that of weekends in files of all seven days."""
_NAMES = {
    1: "dates.a_day",
    364: "dates.weeks_52",
    365: "dates.a_year",
    366: "dates.a_year",
    1_461: "dates.four_years",
}
_ALIKE = 0.01


def closed(days: Ints, calendar: SessionCalendar) -> Flags:
    """Which of the seven weekdays have no session of the calendar between the first and
    the last of some days; shape (7,).

    Weekends, where every day is a session or none is known: rates and indices are not quoted then.
    """
    sessions = np.array(calendar.between(int(days.min()), int(days.max())), dtype=np.int64)
    if len(sessions) < LEAST or calendar.name == EVERY_DAY:
        return np.array([False] * 5 + [True] * 2)
    return np.asarray(np.bincount(weekdays(sessions), minlength=7) == 0)


def exchanged(days: Ints) -> Ints:
    """The days with day and month exchanged where the day is 12 or less, same shape."""
    dates = days.astype("datetime64[D]")
    years, months = dates.astype("datetime64[Y]"), dates.astype("datetime64[M]")
    day, month = (dates - months).astype(np.int64), (months - years).astype(np.int64)
    other = (years.astype("datetime64[M]") + day).astype("datetime64[D]") + month
    return np.where(day < MONTHS, other.astype(np.int64), days)


def day_of_month(days: Ints) -> Ints:
    """Day of the month of each day, from 1, same shape.

    >>> day_of_month(np.array([0, 30, 31])).tolist()
    [1, 31, 1]
    """
    dates = days.astype("datetime64[D]")
    return np.asarray((dates - dates.astype("datetime64[M]")).astype(np.int64) + 1)


def mended(days: Ints) -> bool:
    """Whether exchanging day and month, on all dates that allow it or on some, puts them in order (ascending or
    newest first) and makes them regular.

    Dates that go back and forth more than twice need only come into order: no other fault of theirs does that.
    """
    return any(_regular_once_exchanged(order) for order in (days, days[::-1]))


def _regular_once_exchanged(days: Ints) -> bool:
    other, turns = exchanged(days), _turns(days)
    found = other if np.all(np.diff(other) >= 0) else _in_order(days, other) if turns else None
    return found is not None and (turns > _FEW or (_gaps(np.sort(days)) and not _gaps(found)))


def _turns(days: Ints) -> int:
    """How often days go against the direction that most of them have."""
    backward = int((np.diff(days) < 0).sum())
    return min(backward, max(len(days) - 1, 0) - backward)


def like_sessions(days: Ints, calendar: SessionCalendar) -> float:
    """Share of days and sessions between the first and the last that are both, 0 to 1."""
    sessions = np.array(calendar.between(int(days.min()), int(days.max())), dtype=np.int64)
    both = np.intersect1d(days, sessions)
    return len(both) / max(len(np.union1d(days, sessions)), 1)


def moved(days: Ints, calendar: SessionCalendar, *, sure: float = _SURE, better: float = _BETTER) -> Saying:
    """What the dates look like, where moving them makes them the sessions of the calendar: `yours a day
    early`; empty where it does not.

    Of ways that are about as good the first two are said.
    """
    if len(days) < LEAST:
        return UNSAID
    now = like_sessions(days, calendar)
    scores = {move: like_sessions(days + move, calendar) for move in _MOVES}
    best = max(scores.values())
    if best < sure or best < now + better:
        return UNSAID
    near = [move for move, score in scores.items() if score > best - _ALIKE]
    return look_like(near[:2])


def look_like(moves: Sequence[int]) -> Saying:
    """What dates look like that become right by moving them so many days: by one number, or by one of two."""
    ways = [_moved(move) for move in moves]
    one = ways[0] if len(ways) == 1 else said("dates.one_or_other", one=ways[0], other=ways[1])
    return said("dates.look_like", way=one)


def _moved(move: int) -> Saying:
    if abs(move) == DAYS_OF_1904:
        return said("dates.less_1904" if move > 0 else "dates.plus_1904")
    size = said(_NAMES[abs(move)]) if abs(move) in _NAMES else said("dates.days", days=abs(move))
    return said("dates.early" if move > 0 else "dates.late", size=size)


def weekdays_moved(counts: Ints) -> int:
    """By how many days a week of rows is off, as five weekdays in a row have them: 1 for Tuesday to Saturday,
    -1 for Sunday to Thursday, else 0.

    `counts` are rows by weekday, shape (7,). Where a part of the rows is off, the day at the one end is short
    of what the day at the other has.
    """
    full = counts >= 0.5 * counts.max()
    for move in (-1, 1, -2, 2, -3, 3):
        if np.array_equal(full, np.roll([True] * 5 + [False] * 2, move)):
            return move
    usual = float(np.median(counts[1:4]))
    for move, missing, extra in ((-1, 4, 6), (1, 0, 5)):
        whole = 0.75 * usual <= counts[missing] + counts[extra] <= 1.25 * usual + 1
        if counts[extra] > max(1, 0.1 * usual) and counts[missing] < 0.75 * usual and whole:
            return move
    return 0


def daily(days: Ints) -> bool:
    """Whether there are enough days, and so close to each other, that their weekdays say something."""
    return len(days) >= LEAST and frequency(np.sort(days)).name == "daily"


def unsortable(days: Ints) -> bool:
    """Whether dates are such that sorting would only hide it: day and month are exchanged, or many are
    out of order and some are weekends.
    """
    if len(days) < 2:
        return False
    weekends = float((weekdays(days) > 4).mean())
    many = _turns(days) > max(_FEW, _OFTEN * len(days))
    return (many and daily(days) and _OFTEN < weekends < _ALL_WEEK) or mended(days)


def _in_order(days: Ints, other: Ints) -> Ints | None:
    """The earliest choice between two readings of each day that never goes back; None where there is none."""
    chosen, last = np.empty_like(days), np.iinfo(np.int64).min
    for row, pair in enumerate(zip(days.tolist(), other.tolist(), strict=True)):
        after = [day for day in pair if day >= last]
        if not after:
            return None
        chosen[row] = last = min(after)
    return chosen


def _gaps(days: Ints) -> bool:
    return bool((np.diff(days) > frequency(days).longest_gap).any())
