"""What brokers of foreign exchange ask through time: terms that change, bands of the price, and the weekly tables for
corporations.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.days import Day, iso, weekday
from data.base.logarithms import logs
from data.contracts.fx_contracts import FxRequirement
from data.facts import facts

TABLE = "weekly_tables"
_WEEK = 7


class WeeklyTables(NamedTuple):
    """What the weekly tables are made by: two windows in weeks, the standard deviations that they cover, and calendar
    days from the Friday of a table to the Monday from which it holds.
    """

    near_weeks: int
    far_weeks: int
    deviations: float
    published_before: int


class FxAsked(NamedTuple):
    """What is asked from a day on; `measured`: the share is that of the weekly tables, and that of the
    requirement only while there are no rates for them.
    """

    first: Day
    requirement: FxRequirement
    measured: bool = False

    def told(self) -> dict[str, Any]:
        """The requirement as plain values: share and amount, bands where there are some, and whether it is measured."""
        values, always = self.requirement._asdict(), ("share", "amount")
        told = {name: value for name, value in values.items() if name in always or value}
        return told | ({"measured": True} if self.measured else {})


class FxRequirements(NamedTuple):
    """Requirements in order of their first days; the first holds before its day too."""

    asked: tuple[FxAsked, ...]

    def at(self, day: Day) -> FxAsked:
        """What is asked on a day."""
        return next((one for one in reversed(self.asked) if one.first <= day), self.asked[0])

    def told(self, first: Day, last: Day) -> dict[str, Any]:
        """What is asked from a day to another as plain values, with what changes in between by its day (`later`)."""
        later = {iso(one.first): one.told() for one in self.asked if first < one.first <= last}
        return self.at(first).told() | ({"later": later} if later else {})

    def proportional(self, days: Sequence[Day]) -> list[bool]:
        """Whether the requirement of each day moves with the rate from moment to moment, as a share of value does."""
        return [self.at(day).requirement.share > 0.0 for day in days]

    def of_lots(self, days: Sequence[Day], rates: Sequence[float]) -> list[float]:
        """Yen for a lot of 10,000 on each of some days at its rate (yen per unit), shape (days,). The band of the price
        is that of the rate of the day before.
        """
        shares = measured_shares(days, rates) if any(one.measured for one in self.asked) else None
        before = [*rates[:1], *rates[:-1]]
        lots: list[float] = []
        for place, (day, rate) in enumerate(zip(days, rates, strict=True)):
            asked = self.at(day)
            requirement, share = asked.requirement, shares[place] if shares and asked.measured else None
            requirement = requirement if share is None else requirement._replace(share=share)
            lots.append(requirement.of_a_lot(rate, before[place]))
        return lots


def measured_shares(days: Sequence[Day], rates: Sequence[float]) -> list[float | None]:
    """The share of the weekly tables for corporations in force on each day, a decimal, shape (days,); None before there
    are rates for the near window.

    Standard deviations of the daily changes (natural logarithms) of the weeks of the near or the far window that end
    with a Friday, whichever are larger; in force in the week that begins some days after it (see the facts
    `weekly_tables`).
    """
    made = _made_by()
    changes = np.diff(logs(rates), prepend=logs(rates[:1]))
    known: dict[Day, float | None] = {}
    for day in days:
        friday = day - weekday(day) - made.published_before
        if friday not in known:
            known[friday] = _share(days, changes, friday, made)
    return [known[day - weekday(day) - made.published_before] for day in days]


def _made_by() -> WeeklyTables:
    near, far, deviations, before = (facts(TABLE).latest(name).value or 0.0 for name in WeeklyTables._fields)
    return WeeklyTables(int(near), int(far), deviations, int(before))


def _share(days: Sequence[Day], changes: Floats, friday: Day, made: WeeklyTables) -> float | None:
    """The share of the table of a Friday; None before there are rates for the near window."""
    if friday - days[0] < _WEEK * made.near_weeks:
        return None
    end = bisect_right(days, friday)
    windows = (_WEEK * weeks for weeks in (made.near_weeks, made.far_weeks))
    starts = (max(bisect_right(days, friday - window), 1) for window in windows)
    return made.deviations * max(float(changes[start:end].std(ddof=1)) for start in starts)
