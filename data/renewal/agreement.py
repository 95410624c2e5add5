"""Whether fetched series say what the history that comes with the program says of the days that both have."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import numpy as np

from data.base.arrays import Flags
from data.base.arrow import to_array
from data.base.days import Day, day_of, iso
from data.base.errors import DataError
from data.market.market import Market

MOST = 0.01
"""Share of common days on which a column may differ, as it does where a publisher has corrected some."""


class Held(NamedTuple):
    """A column: how far its values may be apart by rounding, and what the history's source of it is called."""

    column: str
    within: float
    source: str = ""


HELD = (
    Held("open", 0.006), Held("high", 0.006), Held("low", 0.006), Held("close", 0.006), Held("vix", 0.006, "Cboe"),
    Held("bill_yield", 2e-6, "H.15"), Held("bill_yield_1m", 2e-6, "US Treasury"), Held("usdjpy", 0.006, "H.10"),
)  # fmt: skip


class Compared(NamedTuple):
    """A column on the days that both have: so many, on how many it differs, and the first of those with both values."""

    column: str
    days: int
    differ: int
    first: Day | None = None
    ours: float = 0.0
    theirs: float = 0.0


def compared(history: Market, fetched: Market) -> list[Compared]:
    """Every column on the common days that the history has from the source that was fetched. Raises `DataError` where
    one differs on more than a few of them, or where index and history have no day in common.
    """
    found = [_compared(one, history, fetched) for one in HELD]
    for one in found:
        if one.column == "close" and not one.days:
            raise DataError("the fetched index has no day in common with the history that comes with the program")
        if one.differ > MOST * one.days:
            raise DataError(
                f"the fetched {one.column} differs from the history that comes with the program on {one.differ} of "
                f"{one.days} days, first on {iso(one.first or 0)}: {one.theirs:g} here, {one.ours:g} there; "
                "it is not the same series, or its publisher has changed it"
            )
    return found


def _compared(one: Held, history: Market, fetched: Market) -> Compared:
    _, ours, theirs = np.intersect1d(history.days, fetched.days, return_indices=True)
    days = np.array(history.days)[ours]
    first, second = history.floats(one.column)[ours], fetched.floats(one.column)[theirs]
    usable = np.isfinite(first) & np.isfinite(second) & _published(one, history, days)
    for market, rows in ((history, ours), (fetched, theirs)):
        if one.column == "vix":
            usable &= ~to_array(market.table["vix_modelled"])[rows]
    apart = np.flatnonzero(usable & (np.abs(first - second) > one.within))
    if not len(apart):
        return Compared(one.column, int(usable.sum()), 0)
    place = int(apart[0])
    values = float(first[place]), float(second[place])
    return Compared(one.column, int(usable.sum()), len(apart), int(days[place]), *values)


def _published(one: Held, history: Market, days: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> Flags:
    """The days of which the history has the column from the same source, and not carried beyond its file."""
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
