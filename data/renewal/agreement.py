"""Whether fetched series say what the history that comes with the program says of the days that both have."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import numpy as np

from data.base.arrays import Flags, Floats, Ints
from data.base.arrow import to_array
from data.base.days import Day, day_of, iso
from data.base.errors import DataError
from data.intake.source import Kind
from data.market.market import Market
from data.renewal.own_days import OwnDays

MOST = 0.01
"""Share of common days on which a column may differ, as it does where a publisher has corrected some."""
RECENT, ENOUGH = 60, 20
"""Of so many last sessions that the history has a series must have so many: a month of agreement does not come about by
chance, and a quarter of a year leaves room for a publisher who is late.
"""


class Held(NamedTuple):
    """A column and the kind of file that lengthens it: how far its values may be apart by rounding, what the history's
    source of it is called, and how far apart those of another source may be (a rate by its conversion, yen by the
    hour).
    """

    column: str
    kind: Kind
    within: float
    source: str = ""
    near: float = 0.0


HELD = (
    Held("open", "index", 0.006), Held("high", "index", 0.006), Held("low", "index", 0.006),
    Held("close", "index", 0.006), Held("vix", "vix", 0.006, "Cboe"),
    Held("bill_yield", "bills", 2e-6, "H.15", 0.005), Held("bill_yield_1m", "bills-1m", 2e-6, "US Treasury", 0.005),
    Held("usdjpy", "fx", 0.006, "H.10", 5.0),
)  # fmt: skip


class Compared(NamedTuple):
    """A column on the days that both have: so many, on how many it differs, and the first of those with both values."""

    column: str
    days: int
    differ: int
    first: Day | None = None
    ours: float = 0.0
    theirs: float = 0.0


def compared(history: Market, fetched: Market, own: OwnDays) -> list[Compared]:
    """Every column on the common days that the history has from the source that was fetched. Raises `DataError` where
    one differs on more than a few of them, is far from what another source says, or has too few of the last days.
    """
    return [_agreed(one, history, fetched, own) for one in HELD]


def latest_start(history: Market) -> Day:
    """The last day on which a series may begin to be held against the history in every column."""
    days = np.array(history.days)
    return min(int(days[_told(one, history) & _published(one, history)][-RECENT:][0]) for one in HELD)


def _agreed(one: Held, history: Market, fetched: Market, own: OwnDays) -> Compared:
    days, told, published = np.array(history.days), _told(one, history), _published(one, history)
    values = days, history.floats(one.column), _on(days, one.column, fetched)
    both = told & np.isin(days, own.days[one.column]) & np.isfinite(values[2])
    for rows in (np.flatnonzero(told & published)[-RECENT:], np.flatnonzero(told)[-RECENT:]):
        _require_enough(one.column, own.files[one.column], days[rows], both[rows])
    found = _compared(one.column, both & published, one.within, values)
    for each in (found, _compared(one.column, both & ~published, one.near, values)):
        if each.differ > MOST * each.days:
            raise DataError(
                f"the fetched {each.column} differs from the history that comes with the program on {each.differ} of "
                f"{each.days} days, first on {iso(each.first or 0)}: {each.theirs:g} here, {each.ours:g} there; "
                "it is not the same series, or its publisher has changed it"
            )
    return found


def _require_enough(column: str, file: str, days: Ints, both: Flags) -> None:
    if both.sum() < ENOUGH:
        raise DataError(
            f"the fetched {column} ({file}) has values on {both.sum()} of the {len(days)} sessions from "
            f"{iso(int(days[0]))} to {iso(int(days[-1]))} that the history that comes with the program has, and "
            f"{ENOUGH} are needed to know that it is the same series; fetch the whole of it again with --force"
        )


def _compared(column: str, rows: Flags, within: float, told: tuple[Ints, Floats, Floats]) -> Compared:
    days, first, second = (one[rows] for one in told)
    apart = np.flatnonzero(np.abs(first - second) > within)
    if not len(apart):
        return Compared(column, len(days), 0)
    place = int(apart[0])
    return Compared(column, len(days), len(apart), int(days[place]), float(first[place]), float(second[place]))


def _on(days: Ints, column: str, fetched: Market) -> Floats:
    """What a fetched market says on days of the history; NaN where it has no such session."""
    values = np.full(len(days), np.nan)
    _, ours, theirs = np.intersect1d(days, fetched.days, return_indices=True)
    values[ours] = fetched.floats(column)[theirs]
    return values


def _told(one: Held, history: Market) -> Flags:
    """The sessions of which the history knows a column, from whatever source."""
    modelled = to_array(history.table["vix_modelled"]) if one.column == "vix" else False
    return np.asarray(np.isfinite(history.floats(one.column)) & ~np.asarray(modelled, dtype=bool))


def _published(one: Held, history: Market) -> Flags:
    """The sessions of which the history has the column from the same source, and not carried beyond its file."""
    days = np.array(history.days)
    if not one.source:
        return np.ones(len(days), dtype=bool)
    said = history.origin["columns"][one.column]
    ends = {file["file"]: _day(file["last"]) for file in history.origin["sources"]}
    inside = np.zeros(len(days), dtype=bool)
    for first, last in _spans(said["spans"], one.source):
        inside |= (days >= first) & (days <= min(last, ends.get(said["source"], last)))
    return inside


def _spans(spans: list[dict[str, str]], source: str) -> Iterator[tuple[Day, Day]]:
    return ((_day(one["first"]), _day(one["last"])) for one in spans if one["source"] == source)


def _day(text: str) -> Day:
    return day_of(date.fromisoformat(text))
