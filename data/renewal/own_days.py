"""The days of which a fetched file itself says something, where a market would carry on what it said last."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from data.base.arrays import Ints
from data.base.days import iso
from data.base.errors import DataError
from data.intake.series_file import read_history
from data.intake.source import Kind, Source

COLUMNS: Mapping[Kind, tuple[str, ...]] = {
    "index": ("open", "high", "low", "close"), "vix": ("vix",), "bills": ("bill_yield",),
    "bills-1m": ("bill_yield_1m",), "fx": ("usdjpy",),
}  # fmt: skip
"""The columns that a kind of file lengthens."""
HOLES, SHARE = 3, 0.05
"""New sessions on which a series may have no value of its own before its last one, and their share: bond markets close
on two days a year on which the exchange is open, and a publisher may be a day behind.
"""


class OwnDays(NamedTuple):
    """By column the days of a value of its own, ascending, and the name of the file that says it."""

    days: dict[str, Ints]
    files: dict[str, str]


def own_days(sources: Mapping[Kind, Source]) -> OwnDays:
    """The days of the files of a market. Raises `Refused` for a file that cannot be read."""
    own = OwnDays({}, {})
    for kind, columns in COLUMNS.items():
        history = read_history(sources[kind])
        for column in columns:
            values = history.values.get(column, history.values[history.main])
            own.days[column] = np.unique(history.days[np.isfinite(values)])
            own.files[column] = history.source.name
    return own


def require_few_holes(own: OwnDays, sessions: Ints) -> None:
    """Raises `DataError` where a column would stand on what was said last, or on a model, on many of the new sessions;
    that a publisher is not as far yet is told elsewhere.
    """
    for column, days in own.days.items():
        reached = sessions if column == "vix" else sessions[sessions <= days.max(initial=-1)]
        absent = reached[~np.isin(reached, days)]
        most = 0 if column == "vix" else max(HOLES, int(SHARE * len(reached)))
        if len(absent) > most:
            raise DataError(
                f"the fetched {column} ({own.files[column]}) has no value on {len(absent)} of the {len(reached)} new "
                f"sessions to {iso(int(reached[-1]))}, first on {iso(int(absent[0]))}, and at most {most} may be "
                "without; fetch it again with --force, or wait until its publisher has the rest"
            )
