"""A verdict: whether one thing held in a run, as a code with numbers. Words are made where people read."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.base.days import Day

if TYPE_CHECKING:
    import pandas as pd

Flags = NDArray[np.bool_]
Days = NDArray[np.int32]


class LineStanding(StrEnum):
    """How a line stands. A line that DRIFTED was kept at every fill, and prices carried it beyond; one COULD_NOT be
    kept because one contract is too large.
    """

    KEPT = "kept"
    DRIFTED = "drifted"
    NOT_KEPT = "not_kept"
    COULD_NOT = "could_not"
    NOT_PART = "not_part"


class Beyond(NamedTuple):
    """Sessions beyond a limit: how many, the most in a row, the first and the worst (None where there are none), and
    all their days, as day numbers.
    """

    sessions: int = 0
    longest: int = 0
    first: Day | None = None
    worst: Day | None = None
    days: tuple[Day, ...] = ()


class Verdict(NamedTuple):
    """What was asked (`check`), how it stands, the worst `figure` that was held and its `limit`, the sessions beyond
    (as `Beyond`), the `table` whose rows show them, and further `numbers` by name. What
    is `shown` beside them is no part of the table of verdicts.
    """

    check: str
    standing: LineStanding
    figure: float | None = None
    limit: float | None = None
    sessions: int = 0
    longest: int = 0
    first: Day | None = None
    worst: Day | None = None
    days: tuple[Day, ...] = ()
    table: str = "equity"
    numbers: Mapping[str, float] = MappingProxyType({})
    shown: Mapping[str, float] = MappingProxyType({})

    @classmethod
    def at_most(cls, check: str, held: "pd.Series[float]", limit: float) -> "Verdict":
        """Kept where nothing of `held`, a series by session, is above `limit`; the figure is the highest of it."""
        days = held.index.to_numpy().astype("datetime64[D]").astype(np.int32)
        values: Floats = np.asarray(held, dtype=np.float64)
        above = values > limit
        highest = float(values.max()) if len(values) else None
        return cls(check, kept_or_not(above), highest, limit, *beyond(days, above, values))


def beyond(days: Days, flags: Flags, severity: Floats | None = None) -> Beyond:
    """The sessions, of `days` (n,), on which a flag is up; the worst is that of the largest `severity` (n,), the first
    where none is given.

    >>> found = beyond(np.array([10, 11, 14], dtype=np.int32), np.array([True, True, False]), np.array([1.0, 2.0, 3.0]))
    >>> found.sessions, found.longest, found.first, found.worst
    (2, 2, 10, 11)
    """
    places = np.flatnonzero(flags)
    if not len(places):
        return Beyond()
    # -2 is no neighbour of the first session, so that a stretch may begin there
    starts = np.flatnonzero(np.diff(places, prepend=-2) > 1)
    worst = places[0] if severity is None else places[np.argmax(severity[places])]
    lengths = np.diff(starts, append=len(places))
    return Beyond(len(places), int(lengths.max()), int(days[places[0]]), int(days[worst]), tuple(days[places].tolist()))


def not_part(check: str) -> Verdict:
    """The verdict on what is not asked of a run."""
    return Verdict(check, LineStanding.NOT_PART)


def kept_or_not(flags: Flags) -> LineStanding:
    """Kept where no flag is up."""
    return LineStanding.NOT_KEPT if flags.any() else LineStanding.KEPT
