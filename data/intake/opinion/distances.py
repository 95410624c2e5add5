"""Values by day held against a series that the program has: how far apart, how many
agree, and whether they move together.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats, Ints
from data.base.day_arrays import first_days, months_of
from data.base.saying import Saying
from data.intake.frequency import Frequency, frequency

MOST = 0.95
"""Share of the rows that say how far apart two series are; the rest may be wrong digits."""
STRICT = 5.0
"""How many times `tight` a value of the very series may be off."""
PERIODS = {"monthly", "quarterly", "yearly"}
"""Frequencies whose values may be of any day of their period, or its mean."""
_FEW, _WEEKEND = 3, 4


@dataclass(frozen=True, slots=True)
class Scale:
    """How far apart values of a kind may be and agree.

    `points`: apart in annual decimals, else in logarithms. `wide` and `share` of the level: of values of
    another source or hour, beyond the range of the days beside. `tight`: of values of the same series. `close`:
    of values of the same thing that were read as they should be. `gross`: how many times `wide` a value of
    another source differs that is wrong.
    """

    points: bool
    wide: float
    share: float
    tight: float
    close: float
    gross: float

    def strict(self) -> "Scale":
        """The scale for a file that is the very series."""
        return replace(self, wide=min(self.wide, STRICT * self.tight), share=0.0)

    @property
    def within(self) -> str:
        """The tolerance as text: `1 %`, `0.25 pp + 10 %`."""
        return self.shown(self.wide) + (f" + {self.share * 100.0:g} %" if self.share else "")

    def shown(self, apart: float) -> str:
        """A distance as text, in percent of the level or in percentage points."""
        return f"{apart * 100.0:.2g} {'pp' if self.points else '%'}"

    def apart(self, ours: Floats, theirs: Floats) -> Floats:
        """Absolute distance of values, shape (rows,), in annual decimals or logarithms (see `points`); infinite
        where one has no logarithm that needs one.
        """
        if self.points:
            return np.abs(ours - theirs)
        with np.errstate(all="ignore"):
            found = np.abs(np.log(ours / theirs))
        return np.where(np.isfinite(found), found, np.inf)


@dataclass(frozen=True, slots=True)
class Reference:
    """A series of the program on ascending days (`code`: its name in words), `monthly`
    where each value stands for a month.

    `exact`: a day has one value that everybody publishes, at no other hour.
    """

    code: str
    what: Saying
    days: Ints
    values: Floats
    scale: Scale
    monthly: bool = False
    exact: bool = False

    def shown(self, value: float) -> str:
        """A value as a finding shows it: rates in percent."""
        return f"{value * 100.0:.4g} %" if self.scale.points else f"{value:,.6g}"


class Joined(NamedTuple):
    """Rows of a file that the reference has a value for: their places, values, and the reference's."""

    rows: Ints
    own: Floats
    theirs: Floats


def joined(days: Ints, values: Floats, reference: Reference, how: str = "day") -> Joined:
    """Rows in order of day; `how` says what of the reference they are held against: the `day`, the last day of a
    `week` that ends then, or the `mean` or `last` value of the period.
    """
    order = np.argsort(days, kind="stable")
    order = order[np.isfinite(values[order])]
    keys, known, theirs = days[order], reference.days, reference.values
    if how in {"mean", "last"} or reference.monthly:
        keys, known, theirs = _by_period(keys, reference, how, frequency(keys))
    place = np.clip(np.searchsorted(known, keys, side="right") - 1, 0, max(len(known) - 1, 0))
    age = keys - known[place] if len(known) else np.full(len(keys), -1)
    there = (age >= 0) & (age <= (_WEEKEND if how == "week" else 0))
    return Joined(order[there], values[order[there]], theirs[place[there]])


def _by_period(days: Ints, reference: Reference, how: str, rate: Frequency) -> tuple[Ints, Ints, Floats]:
    """(period of each day, periods of the reference, its value in each): months, or quarters and
    years where the file has no more.
    """
    months = {"quarterly": 3, "yearly": 12}.get(rate.name, 1)
    period, known = (months_of(column) // months for column in (days, reference.days))
    periods, first, count = np.unique(known, return_index=True, return_counts=True)
    if how == "mean":
        return period, periods, np.add.reduceat(reference.values, first) / count
    return period, periods, reference.values[first + count - 1]


def nearest(days: Ints, values: Floats, reference: Reference) -> Joined:
    """Rows against what of the reference they are nearest to: of daily and weekly values the day, of others also
    the mean or the end of the period.
    """
    name = frequency(np.sort(days)).name
    ways = (
        ["day", "mean", "last"]
        if name in PERIODS
        else ["week" if name == "weekly" and not reference.monthly else "day"]
    )
    return min((joined(days, values, reference, how) for how in ways), key=lambda one: distance(one, reference.scale))


def distance(pair: Joined, scale: Scale) -> float:
    """Mean distance of the `MOST` rows that are least apart, in annual decimals or
    logarithms; infinite without rows.
    """
    apart = np.sort(scale.apart(pair.own, pair.theirs))[: int(np.ceil(MOST * len(pair.rows)))]
    return float(apart.mean()) if len(apart) else float("inf")


def together(pair: Joined, scale: Scale) -> float:
    """Correlation of changes from row to row, -1 to 1; 0 where one of the two never moves."""
    if len(pair.rows) < _FEW or (not scale.points and not np.all(pair.own > 0.0)):
        return 0.0
    own, theirs = (np.diff(one if scale.points else np.log(one)) for one in (pair.own, pair.theirs))
    # what stands still has no correlation, but NaN
    if own.std() < 1e-9 or theirs.std() < 1e-9:
        return 0.0
    bound = (
        6.0 * np.median(np.abs(own)) + 6.0 * np.median(np.abs(theirs)) + 1e-9
    )  # one wrong value is no news about the others
    return float(np.corrcoef(np.clip(own, -bound, bound), np.clip(theirs, -bound, bound))[0, 1])


class Ranged(NamedTuple):
    """Rows of a file with a range of the reference around their day: places, values, the value of that day or the
    last before, and the distance beyond.
    """

    rows: Ints
    own: Floats
    theirs: Floats
    beyond: Floats
    allowed: Floats

    @property
    def agree(self) -> int:
        """How many rows are no further beyond the range than allowed."""
        return int((self.beyond <= self.allowed).sum())


def ranged(days: Ints, values: Floats, reference: Reference) -> Ranged:
    """Rows within the span of the reference against the lowest and the highest value of the days beside: a
    session, a week or the whole period.

    Values of other hours of the day, of holidays, and means of periods lie within.
    """
    order = np.argsort(days, kind="stable")
    order = order[np.isfinite(values[order])]
    when, rate = days[order], frequency(days[order])
    first, last = _around(when, reference, rate)
    known = reference.days
    start, end = np.searchsorted(known, first), np.searchsorted(known, last, side="right")
    whole = not reference.monthly and rate.name != "daily"  # what is known of a part of a week or a month says little
    there = (end > start) & ((first if whole else when) >= known[0]) & ((last if whole else when) <= known[-1])
    order, when, start, end = order[there], when[there], start[there], end[there]
    low, high = _extremes(reference.values, start, end)
    own = values[order]
    place = np.clip(np.searchsorted(known, when, side="right") - 1, start, end - 1)
    beyond = np.maximum(_over(own, high, reference.scale), _over(low, own, reference.scale))
    allowed = reference.scale.wide + reference.scale.share * np.abs(
        high if reference.scale.points else np.zeros(len(own))
    )
    return Ranged(order, own, reference.values[place], np.maximum(beyond, 0.0), allowed)


def _over(one: Floats, other: Floats, scale: Scale) -> Floats:
    """By how much one value is above the other."""
    if scale.points:
        return np.asarray(one - other)
    with np.errstate(all="ignore"):
        return np.where((one > 0.0) & (other > 0.0), np.log(one / other), np.inf)


def _around(days: Ints, reference: Reference, rate: Frequency) -> tuple[Ints, Ints]:
    """First and last day of the range for each day."""
    if reference.monthly or rate.name in PERIODS:
        months = {"quarterly": 3, "yearly": 12}.get(rate.name, 1)
        first = months_of(days) // months * months
        begin, end = first_days(first - 1), first_days(first + months + 1)
        return (begin, end - 1) if reference.monthly else (begin + 24, end - 24)
    if rate.name == "weekly":
        return days - 7, days + 7
    if reference.exact:
        return days, days
    known, most = reference.days, max(len(reference.days) - 1, 0)
    place = np.searchsorted(known, days)
    before, after = (
        known[np.clip(place - 1, 0, most)],
        known[np.clip(np.searchsorted(known, days, side="right"), 0, most)],
    )
    return np.where(days - before <= 5, before, days), np.where(after - days <= 5, after, days)


def _extremes(values: Floats, start: Ints, end: Ints) -> tuple[Floats, Floats]:
    """Lowest and highest of each run of values."""
    if not len(start):
        return np.empty(0), np.empty(0)
    padded = np.append(values, values[-1:])
    both = np.column_stack([start, end]).ravel()
    return np.minimum.reduceat(padded, both)[::2], np.maximum.reduceat(padded, both)[::2]
