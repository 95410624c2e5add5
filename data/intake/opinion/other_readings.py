"""Other ways to read a file: dates moved, values turned round, inverted or scaled; and which agrees far better."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats, Ints
from data.base.saying import Saying, said
from data.intake.frequency import frequency
from data.intake.opinion.distances import Joined, Reference, distance, nearest, together
from data.intake.rules.shifted_dates import DAYS_OF_1904, exchanged
from data.intake.source import Kind

FEWEST = 15
"""Rows that a cause is looked for in."""
BETTER, BETTER_IN_PART = 0.5, 0.3
"""How near another reading must come, as a share of the distance of the file as it is; and in a part of the file."""
MOVES, MOVES_AFAR = 0.6, 0.9
"""Least correlation of changes of a reading, and of one far from the file as it is: chance does not move along."""
MORE, MOST_MOVES = 0.2, 0.95
"""How much more changes of moved dates must move together than those of the file as it is, and the most asked for."""
ALIKE = 1.2
"""Readings that come so near to the nearest are as good; of those the one with most rows is meant."""
EARLY_FX = 0.75
"""How near rates dated early must come: those of other hours are never so much nearer to the rates of the day after."""
FEWEST_IN_PART, BLOCK = 20, 60
"""Rows of a part: a quarter of the file, but within these."""
USUAL = 1.3
"""How far apart a part must be to be looked at, as a multiple of what the nearer quarter of the parts is."""
LONGEST_INDEX = 250
"""Rows of an index up to which its scale is looked at here; of longer ones see `level-of-a-fund`."""
MOSTLY = 0.8
"""Share of the rows up to which what is wrong may be of a part."""
_ENDS = 3
"""Rows at either end of what is wrong that may be part of it."""
_SHIFTS = (1, -1, 2, -2, 3, -3)
_WEEKEND = 3
_YEARS = (*range(1, 13), 20, 28, 30, 100)
_SCALES = (10.0, 100.0, 1000.0, 10000.0)
PERCENT = 100.0
_BASIS = 0.0004
"""How close bills must come that are read as quoted the other way."""

Moved = Callable[[Ints, Floats], tuple[Ints, Floats]]


class Reading(NamedTuple):
    """A way to read: what the file looks like, whether it makes results wrong that seem right (an error), the days
    and values read so, whether it is near to the file as it is, and how close it must come.
    """

    looks: Saying
    wrong: bool
    read: Moved
    beside: bool = False
    close: float = float("inf")


@dataclass(frozen=True, slots=True)
class Cause:
    """A reading that agrees far better: of `rows` compared `agree` are alike within `tight` so, and as the file is
    `before` of `now`; `places` are the rows that it is told of, and `theirs` what the program has there.
    """

    looks: Saying
    wrong: bool
    rows: int
    agree: int
    now: int
    before: int
    tight: float
    places: Ints
    theirs: Floats


def cause_of(
    kind: Kind, days: Ints, values: Floats, reference: Reference, quote: tuple[str, int] = ("", 0)
) -> Cause | None:
    """The reading that agrees best, if far better than the file as it is; in a daily file also of a part of it only."""
    if not reference.scale.close or np.isfinite(values).sum() < FEWEST:
        return None
    order = np.argsort(days, kind="stable")
    order = order[np.isfinite(values[order])]
    days, values = days[order], values[order]
    near = nearest(days, values, reference)
    found = None
    if distance(near, reference.scale) > reference.scale.tight / 10.0 or len(near.rows) < len(days) / 2:
        found = _best([*_readings(kind, days, reference), *_of_bills(*quote)], (days, values), near, reference, BETTER)
    found = found or _in_span(days, values, reference, near) or _in_parts(days, values, reference)
    if found and found.now == found.before > 0 and reference.monthly:
        return None  # all rows agree as they are
    return found and replace(found, places=order[found.places])


def _best(
    ways: list[Reading], rows: tuple[Ints, Floats], near: Joined, reference: Reference, better: float
) -> Cause | None:
    scale, now, moves = reference.scale, distance(near, reference.scale), together(near, reference.scale)
    fitting = list[tuple[Reading, Joined]]()
    for way in ways:
        pair = nearest(*way.read(*rows), reference)
        far = MOVES_AFAR if not way.beside or not np.isfinite(now) else min(max(MOVES, moves + MORE), MOST_MOVES)
        enough = EARLY_FX / BETTER * better if way.wrong and way.beside and reference.code == "usdjpy" else better
        near_enough = distance(pair, scale) < min(scale.close, way.close, enough * now)
        if near_enough and together(pair, scale) >= far and len(pair.rows) >= max(FEWEST, 0.6 * len(near.rows)):
            fitting.append((way, pair))
    if not fitting:
        return None
    least = ALIKE * min(distance(pair, scale) for _, pair in fitting) + scale.tight / 10.0
    way, pair = max((one for one in fitting if distance(one[1], scale) <= least), key=lambda one: len(one[1].rows))
    return cause(way.looks, way.wrong, pair, near, reference)


def cause(looks: Saying, wrong: bool, pair: Joined, near: Joined, reference: Reference) -> Cause:  # noqa: FBT001
    """What another reading comes to: rows that agree so (`pair`), and as the file is (`near`)."""
    scale = reference.scale
    tight = max(scale.tight, 2.0 * distance(pair, scale))
    apart = scale.apart(near.own, near.theirs)
    told = np.flatnonzero(apart > tight)
    agree = int((scale.apart(pair.own, pair.theirs) <= tight).sum())
    return Cause(
        looks,
        wrong,
        len(pair.rows),
        agree,
        len(near.rows),
        len(near.rows) - len(told),
        tight,
        near.rows[told],
        near.theirs[told],
    )


def _in_span(days: Ints, values: Floats, reference: Reference, near: Joined) -> Cause | None:
    """What is wrong from the first to the last row that is not as in the series; those at the ends may be by chance."""
    wrong = near.rows[reference.scale.apart(near.own, near.theirs) > reference.scale.tight / 10.0]
    if not FEWEST <= len(wrong) <= MOSTLY * len(near.rows):
        return None
    for before, after in sorted(product(range(_ENDS), repeat=2), key=sum):
        part = slice(max(int(wrong.min()) - before, 0), int(wrong.max()) + 1 + after)
        pair = nearest(days[part], values[part], reference)
        found = _best(list(_local(days[part], reference)), (days[part], values[part]), pair, reference, BETTER_IN_PART)
        if found:
            return replace(found, places=found.places + part.start)
    return None


def _in_parts(days: Ints, values: Floats, reference: Reference) -> Cause | None:
    """The first part of a file that agrees far better when it is read otherwise."""
    size = min(max(len(days) // 4, FEWEST_IN_PART), BLOCK)
    known = {"monthly"} if reference.monthly else {"daily", "weekly", "monthly"}
    if frequency(days).name not in known or len(days) < 2 * size:
        return None
    parts = [slice(start, start + size) for start in range(0, len(days) - size + 1, size // 2)]
    pairs = [nearest(days[part], values[part], reference) for part in parts]
    apart = np.array([distance(pair, reference.scale) for pair in pairs])
    usual = float(np.quantile(apart[np.isfinite(apart)], 0.25)) if np.isfinite(apart).any() else 0.0
    for part, near, away in zip(parts, pairs, apart.tolist(), strict=True):
        if away <= max(reference.scale.tight / 10.0, USUAL * usual):
            continue
        found = _best(list(_local(days[part], reference)), (days[part], values[part]), near, reference, BETTER_IN_PART)
        if found:
            return replace(found, places=found.places + part.start)
    return None


def _readings(kind: Kind, days: Ints, reference: Reference) -> Iterator[Reading]:
    yield from _local(days, reference)
    yield Reading(said("opinion.plus_1904"), True, _days(-DAYS_OF_1904))
    yield Reading(
        said("opinion.less_1904"),
        True,
        _days(DAYS_OF_1904),
    )
    for years in _YEARS:
        word = said("opinion.a_year") if years == 1 else said("opinion.years", years=years)
        yield Reading(said("opinion.dates_early", span=word), True, _years(years))
        yield Reading(said("opinion.dates_late", span=word), True, _years(-years))
    if not reference.scale.points:
        yield Reading(
            said("opinion.inverted"),
            True,
            lambda when, what: (when, 1.0 / np.where(what == 0.0, np.nan, what)),
        )
    if kind == "index" and len(days) > LONGEST_INDEX:
        return
    unit = said("opinion.unit_or_fund") if kind == "index" else said("opinion.unit")
    for factor in _SCALES:
        rates = reference.scale.points and factor == PERCENT
        large, small = (
            (said("opinion.percent_as_decimals"), said("opinion.decimals_as_percent")) if rates else (unit, unit)
        )
        yield Reading(said("opinion.too_large", factor=factor, unit=large), kind != "index", _scaled(1.0 / factor))
        yield Reading(said("opinion.too_small", factor=factor, unit=small), kind != "index", _scaled(factor))


def _local(days: Ints, reference: Reference) -> Iterator[Reading]:
    """Readings that may be of a part of a file: moved by days or periods, turned round, day and month exchanged."""
    rate = frequency(days).name
    if rate == "weekly" and not reference.monthly:  # dated late is how weeks are dated that end on a Saturday
        for shift in (*range(1, 8), -7):
            yield _shifted(shift, "day", _days(shift))
    elif rate == "daily" and not reference.monthly:
        for shift in _SHIFTS:
            yield _shifted(shift, "day", _days(shift))
        for shift in (1, -1):
            yield _shifted(shift, "week", _days(7 * shift))
        for shift in _SHIFTS[:4]:
            yield _shifted(shift, "session", _sessions(shift, reference))
    elif rate == "monthly":
        for shift in (
            (1, 2, 3) if reference.monthly else _SHIFTS
        ):  # months' rates dated when they were published are late, and right
            yield _shifted(shift, "month", _months(shift))
    yield from _turned(reference)
    if rate in {"daily", "weekly"}:
        yield Reading(said("opinion.day_month"), True, lambda when, what: (exchanged(when), what))


def _turned(reference: Reference) -> Iterator[Reading]:
    """Values in the order of other dates than they are on; of months also with the delay that months are dated with."""
    yield Reading(
        said("opinion.turned"),
        True,
        lambda when, what: (when, what[::-1]),
    )
    if reference.monthly:
        yield Reading(
            said("opinion.turned_late"),
            True,
            lambda when, what: (_on_month(when, -1), what[::-1]),
        )


def _shifted(shift: int, unit: str, read: Moved) -> Reading:
    """Dates moved back: too early tells what was not known yet, and is wrong; too late is a delay."""
    number = said(f"span.a_{unit}") if abs(shift) == 1 else said(f"span.{unit}s", count=abs(shift))
    if shift > 0:
        weeks = said("opinion.weeks") if unit == "day" and shift > _WEEKEND else ""
        looks = said("opinion.known_early", span=number, weeks=weeks)
        return Reading(looks, True, read, beside=True)
    return Reading(said("opinion.dates_late", span=number), False, read, beside=True)


def _days(shift: int) -> Moved:
    return lambda days, values: (days + shift, values)


def _sessions(shift: int, reference: Reference) -> Moved:
    def read(days: Ints, values: Floats) -> tuple[Ints, Floats]:
        place = np.searchsorted(reference.days, days)
        inside = (place + min(shift, 0) >= 0) & (place + max(shift, 0) < len(reference.days))
        inside[inside] &= reference.days[place[inside]] == days[inside]
        return reference.days[place[inside] + shift], values[inside]

    return read


def _months(shift: int) -> Moved:
    return lambda days, values: (_on_month(days, shift), values)


def _years(years: int) -> Moved:
    return _months(12 * years)


def _on_month(days: Ints, shift: int) -> Ints:
    """Days of the same number so many months on; 31 of a month of 30 is the first of the next."""
    when = days.astype("datetime64[D]")
    month = when.astype("datetime64[M]")
    moved: Ints = ((month + shift).astype("datetime64[D]") + (when - month.astype("datetime64[D]"))).astype(np.int64)
    return moved


def _scaled(factor: float) -> Moved:
    return lambda days, values: (days, values * factor)


def _of_bills(basis: str, tenor: int) -> Iterator[Reading]:
    """Bills quoted the other way: what was read as a yield may be a bank discount of 360 days, and the other way."""
    days = tenor or 91
    if basis == "yield":
        yield Reading(
            said("opinion.discounts_as_yields"),
            False,
            lambda when, what: (when, 365.0 * what / (360.0 - days * what)),
            beside=True,
            close=_BASIS,
        )
    if basis == "discount":
        yield Reading(
            said("opinion.yields_as_discounts"),
            False,
            lambda when, what: (when, 360.0 * what / (365.0 + days * what)),
            beside=True,
            close=_BASIS,
        )
