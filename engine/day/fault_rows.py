"""Faults by session: on which evenings nobody is there, in which sessions the broker cannot be reached or prices stand
still, which redemptions come late and which futures nobody rolls. Pure functions of days and a seed.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from data.base.arrays import Flags
from data.base.days import Day
from engine.day.chance import lots

ABSENCE, OUTAGE, STALE, ROLL, LATE = range(5)
"""What is drawn for."""
YEAR = 252
"""Sessions of a year."""


class SpellTerms(NamedTuple):
    """Spells of so many `sessions`: one from the first session on or after `start` (None: no such one), and others by
    chance, `a_year` on average.
    """

    start: Day | None
    sessions: int
    a_year: float


NONE = SpellTerms(None, 0, 0.0)


class FaultTerms(NamedTuple):
    """What goes wrong around an account: spells, and shares of rolls that are missed and of redemptions that are late,
    by so many sessions; by chance as `seed` says.
    """

    seed: int = 1
    absence: SpellTerms = NONE
    outage: SpellTerms = NONE
    stale: SpellTerms = NONE
    missed_rolls: float = 0.0
    late: float = 0.0
    late_sessions: int = 1


class FaultRows(NamedTuple):
    """By session: whether nobody is there in its evening, whether the broker cannot be reached in it, whether its
    prices are not seen, and by how many sessions redemptions that are ordered in it are late.
    """

    away: list[bool]
    cut_off: list[bool]
    stale: list[bool]
    late: list[int]


def spells(days: Sequence[Day], terms: SpellTerms, seed: int, kind: int, path: int = 0) -> Flags:
    """Whether each session lies in a spell: in that of `start`, or in one that began by chance, with the probability
    `a_year` / 252 a session. A start before the first of the days is none of them.

    >>> spells([10, 11, 14, 15], SpellTerms(11, 2, 0.0), seed=1, kind=ABSENCE).tolist()
    [False, True, True, False]
    """
    if terms.sessions == 0 or not len(days):
        return np.zeros(len(days), bool)
    begins = lots(seed, kind, path, days) < terms.a_year / YEAR
    if terms.start is not None and days[0] <= terms.start <= days[-1]:
        begins[bisect_left(days, terms.start)] = True
    rows = np.arange(len(days))
    latest = np.maximum.accumulate(np.where(begins, rows, -terms.sessions))
    return rows - latest < terms.sessions


def fault_rows(terms: FaultTerms, days: Sequence[Day], path: int = 0) -> FaultRows:
    """What goes wrong in each session, on one of many paths."""
    of = {
        kind: spells(days, spell, terms.seed, kind, path).tolist()
        for kind, spell in ((ABSENCE, terms.absence), (OUTAGE, terms.outage), (STALE, terms.stale))
    }
    late = (lots(terms.seed, LATE, path, days) < terms.late) * terms.late_sessions
    return FaultRows(of[ABSENCE], of[OUTAGE], of[STALE], late.tolist())


def forgotten(terms: FaultTerms, expiries: Sequence[Day], path: int = 0) -> list[bool]:
    """Whether nobody rolls the futures that end on some days."""
    flags: list[bool] = (lots(terms.seed, ROLL, path, expiries) < terms.missed_rolls).tolist()
    return flags
