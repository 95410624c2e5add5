"""Days as integers: days since 1970-01-01, the form in which all day arithmetic is done."""

from datetime import date
from functools import cache

Day = int
"""Days since 1970-01-01 (the value inside a `date32` or a `datetime64[D]`)."""

SHORTEST_YEAR = 358
"""Calendar days from first session to last that count as a year: one less a week, for
exchanges that close around New Year."""
_EPOCH = date(1970, 1, 1).toordinal()


def day_of(value: date) -> Day:
    """Days since 1970-01-01.

    >>> day_of(date(1999, 1, 4))
    10595
    """
    return value.toordinal() - _EPOCH


def date_of(day: Day) -> date:
    """Calendar date of a day number.

    >>> date_of(10595)
    datetime.date(1999, 1, 4)
    """
    return date.fromordinal(day + _EPOCH)


def iso(day: Day) -> str:
    """ISO form of a day number.

    >>> iso(10595)
    '1999-01-04'
    """
    return date_of(day).isoformat()


def weekday(day: Day) -> int:
    """Day of the week, Monday = 0 (1970-01-01 was a Thursday).

    >>> weekday(day_of(date(2014, 12, 19)))
    4
    """
    return (day + 3) % 7


@cache
def month_number(day: Day) -> int:
    """Months since year 0: equal for days of the same month, one more in the next.

    >>> month_number(day_of(date(1999, 1, 31))) + 1 == month_number(day_of(date(1999, 2, 1)))
    True
    """
    value = date_of(day)
    return value.year * 12 + value.month - 1
