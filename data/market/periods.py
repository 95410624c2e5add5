"""Periods by name: crises and the falls within them, spans, years, months, and everything between two of these."""

import re
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from data.base.days import Day, date_of
from data.base.errors import ConfigError
from data.base.meant import nearest
from data.facts import facts

SHOWN = "a year (1995), a month (1995-07), years (1995-2004), or two ends (2007-10..2009-03, 2024-07-01..)"
ALIKE = 0.8
"""How near a name must be to be asked after; names of digits are near one another."""
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_YEARS = re.compile(r"(\d{4})-(\d{4})")

Ends = tuple[date | None, date | None]


class NamedPeriod(NamedTuple):
    """A period of `data/facts/periods.csv`, both days included. A `crisis` or a `fall` is counted from the close of
    its first day; no two crises share a session, and a `fall` is short enough to be laid over an account.
    """

    name: str
    kind: str
    first: Day
    last: Day


@cache
def named_periods(*kinds: str) -> tuple[NamedPeriod, ...]:
    """Those of some kinds (default: all), in order of their first days."""
    table = facts("periods")
    return tuple(
        NamedPeriod(
            name.partition(".")[2], name.partition(".")[0], table.history(name)[0].valid_from, end.valid_from - 1
        )
        for name in table.names
        for end in table.history(name)[1:]
        if not kinds or name.partition(".")[0] in kinds
    )


def shocks() -> tuple[NamedPeriod, ...]:
    """What can be laid over an account as it stands: falls, and crises within which none is named."""
    falls = named_periods("fall")
    short = (one for one in named_periods("crisis") if not any(one.first <= fall.first <= one.last for fall in falls))
    return tuple(sorted((*falls, *short), key=lambda one: one.first))


def period_of(text: str) -> Ends:
    """First and last day of what a text names, None where it leaves an end open; a name of the
    facts goes before a year or a month.

    >>> period_of("2007-10..2009-02")
    (datetime.date(2007, 10, 1), datetime.date(2009, 2, 28))

    Raises `ConfigError` for a text that names no period.
    """
    found = next((one for one in named_periods() if one.name == text), None)
    if found:
        return date_of(found.first), date_of(found.last)
    years = _YEARS.fullmatch(text)
    try:
        return _ends("..".join(years.groups()) if years else text)
    except ValueError:
        names = [one.name for one in named_periods()]
        near = nearest(text, names, least=ALIKE)
        meant = f"did you mean {near[0]}? " if near else ""
        told = f"{meant}it should be one of {', '.join(names)}, {SHOWN}"
        raise ConfigError(f"period {text!r} is not known; {told}") from None


def _ends(text: str) -> Ends:
    """What two ends, or one for both, say. Raises `ValueError` for anything else."""
    first, dots, last = text.partition("..")
    if text in {"", ".."}:
        raise ValueError
    return _first(first), _last(last if dots else first)


def _first(text: str) -> date | None:
    """The first day of a year, a month or a day. Raises `ValueError` for anything else."""
    if not text:
        return None
    if not _DAY.fullmatch(text):
        raise ValueError
    # of `-01-01` what the text lacks: all of it after a year, the day after a month
    return date.fromisoformat(text + "-01-01"[len(text) - 4 :])


def _last(text: str) -> date | None:
    """The last day of a year, a month or a day. Raises `ValueError` for anything else."""
    first = _first(text)
    if first is None or len(text) == len("2000-01-01"):
        return first
    # from a first of January 366 days reach the next year; from any first 31 days the next month
    following = first + timedelta(366 if len(text) == len("2000") else 31)
    return following.replace(day=1, month=1 if len(text) == len("2000") else following.month) - timedelta(1)
