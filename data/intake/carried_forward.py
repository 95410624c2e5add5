"""Values of one calendar on the sessions of another: the last one known at each session's close, never a later one."""

from dataclasses import dataclass

import numpy as np

from data.base.arrays import Flags, Floats, Ints
from data.intake.frequency import Frequency, frequency
from data.intake.history import History


@dataclass(frozen=True, slots=True)
class CarriedForward:
    """A value for each session (NaN where none is known, or only one older than its frequency allows).

    `fresh` tells where the value is of that very session; a mean of a month is never fresh. `rows` are the rows of the
    history that the values stand on, -1 where there is none.
    """

    values: Floats
    fresh: Flags
    rows: Ints
    frequency: Frequency


def carry(history: History, values: Floats, sessions: Ints) -> CarriedForward:
    """Values of a history, in order of date, shape (rows,), on ascending sessions: the last that was known
    at each close, in the same unit.
    """
    present = np.flatnonzero(np.isfinite(values))
    days, values = history.days[present], values[present]
    rate = frequency(days)
    if not len(days):
        nothing = np.full(len(sessions), np.nan)
        return CarriedForward(nothing, np.zeros(len(sessions), dtype=bool), np.full(len(sessions), -1), rate)
    known = np.array([rate.known_from(day) for day in days.tolist()], dtype=np.int64)
    place = np.searchsorted(known, sessions, side="right") - 1
    age = sessions - days[np.maximum(place, 0)]
    usable = (place >= 0) & (age <= rate.longest_gap)
    place = np.maximum(place, 0)
    rows = np.where(usable, present[place], -1)
    return CarriedForward(np.where(usable, values[place], np.nan), usable & (age == 0), rows, rate)
