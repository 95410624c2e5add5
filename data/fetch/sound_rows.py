"""Whether rows are those of one series: their days in order, each once, and numbers where numbers are to be."""

import math
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from data.fetch.failures import Unusable

ASTRAY = 0.01
"""Share of the days that may stand twice or out of order, as where a publisher has slipped once; a reader of the file
tells which.
"""
FILLED = 0.5
"""Least share of the days on which a column has a number: a year of holidays blanks less than a twentieth."""


def check_days(days: Sequence[date]) -> None:
    """Raises `Unusable` where days neither go up nor down, or stand twice."""
    pairs = list(pairwise(days))
    wrong = min(([two for two in pairs if two[0] >= two[1]], [two for two in pairs if two[0] <= two[1]]), key=len)
    if len(wrong) > ASTRAY * len(days):
        before, after = wrong[0]
        raise Unusable(
            f"{len(wrong)} of {len(days)} days stand twice or out of order, first {after} behind {before}, "
            "which is no daily history"
        )


def check_numbers(column: str, values: Iterable[object]) -> None:
    """Raises `Unusable` where a column has no numbers on most days."""
    given = [_is_number(one) for one in values]
    if (count := given.count(True)) < FILLED * len(given):
        raise Unusable(f"the column {column} has numbers on {count} of {len(given)} days, which is no history of it")


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return False
    try:
        return math.isfinite(float(value))
    except (ValueError, OverflowError):
        return False
