"""Losing months in a row of a run: the longest, what it took, and how likely it is where months are independent."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.base.errors import ResultError
from engine.analysis.record import Record
from engine.results.run import RunResult
from engine.sizing.sheet import Sheet
from strategies.sizing.streak import streak_probability

Months = NDArray[np.datetime64]
MONTHS = ("longest_first", "longest_last", "worst_first", "worst_last")
"""Names of a sheet that are months."""
LEAST = 12
"""Months that a run must have."""


class Streak(NamedTuple):
    """Months in a row, by the place of the first and how many, and what they lost together (a share, positive)."""

    first: int
    months: int
    lost: float


def streaks(returns: Floats) -> list[Streak]:
    """Runs of losing months, in their order, from simple returns by month, shape (n,), decimals.

    >>> streaks(np.array([0.01, -0.02, -0.01, 0.03, -0.1]))[0].months
    2
    """
    losing = np.concatenate([[False], returns < 0.0, [False]])
    edges = np.flatnonzero(losing[1:] != losing[:-1]).reshape(-1, 2)
    return [Streak(int(a), int(b - a), float(1.0 - np.prod(1.0 + returns[a:b]))) for a, b in edges]


def month_returns(run: RunResult) -> tuple[Months, Floats]:
    """Calendar months of a run and what the account returned in each, decimals, the broken first and last
    ones included.
    """
    life = Record(run.tables).life
    month = life.days[1:].astype("datetime64[D]").astype("datetime64[M]")
    names, starts = np.unique(month, return_index=True)
    grown: Floats = np.multiply.reduceat(1.0 + life.daily, starts) - 1.0 if len(starts) else np.empty(0)
    return names, grown


def months_sheet(run: RunResult) -> Sheet:
    """Streaks of losing months of a run, account currency; `MONTHS` of them as the day number of their first day, None
    where no month lost. Raises `ResultError` for a run of less than a year.
    """
    names, returns = month_returns(run)
    if len(names) < LEAST:
        raise ResultError(f"{run.path or 'the run'}: has {len(names)} months; a streak is told of {LEAST} or more")
    found, share = streaks(returns), float(np.mean(returns < 0.0))
    none = Streak(0, 0, 0.0)
    longest = max(found, key=lambda one: (one.months, one.lost), default=none)
    worst = max(found, key=lambda one: one.lost, default=none)
    return {
        "months": float(len(returns)),
        "losing": share,
        "mean_loss": float(np.mean(returns[returns < 0.0])) if share else None,
        "streaks": float(len(found)),
        "longest": float(longest.months),
        **_ends("longest", longest, names),
        "longest_lost": longest.lost,
        "probability": streak_probability(longest.months, len(returns), share) if longest.months else 1.0,
        "one_longer": streak_probability(longest.months + 1, len(returns), share),
        "worst_lost": worst.lost,
        "worst_months": float(worst.months),
        **_ends("worst", worst, names),
    }


def _ends(name: str, one: Streak, names: Months) -> Sheet:
    """First and last month of a streak."""
    if not one.months:
        return {f"{name}_first": None, f"{name}_last": None}
    first, last = names[[one.first, one.first + one.months - 1]].astype("datetime64[D]").astype(int)
    return {f"{name}_first": float(first), f"{name}_last": float(last)}
