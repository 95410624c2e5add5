"""Losing months in a row of a run: the longest, what it took, and how likely it is where months are independent."""

from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.errors import ResultError
from engine.analysis.record import Record
from engine.results.run import RunResult
from engine.sizing.sheet import Sheet
from strategies.sizing.streak import streak_probability

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


def month_returns(run: RunResult) -> tuple[list[str], Floats]:
    """Calendar months of a run (`2008-10`) and what the account returned in each, decimals, the broken first and last
    ones included.
    """
    life = Record(run.tables).life
    month = life.days[1:].astype("datetime64[D]").astype("datetime64[M]")
    names, starts = np.unique(month, return_index=True)
    grown: Floats = np.multiply.reduceat(1.0 + life.daily, starts) - 1.0 if len(starts) else np.empty(0)
    return [str(one) for one in names], grown


def months_sheet(run: RunResult) -> Sheet:
    """Streaks of losing months of a run, account currency. Raises `ResultError` for a run of less than a year."""
    _, returns = _of(run)
    found = streaks(returns)
    share = float(np.mean(returns < 0.0))
    longest = max(found, key=lambda one: (one.months, one.lost), default=Streak(0, 0, 0.0))
    worst = max(found, key=lambda one: one.lost, default=longest)
    likely = streak_probability(longest.months, len(returns), share) if longest.months else 1.0
    return {
        "months": float(len(returns)),
        "losing": share,
        "streaks": float(len(found)),
        "longest": float(longest.months),
        "longest_lost": longest.lost,
        "probability": likely,
        "one_longer": streak_probability(longest.months + 1, len(returns), share),
        "worst_lost": worst.lost,
        "worst_months": float(worst.months),
        "mean_loss": float(np.mean(returns[returns < 0.0])) if share else None,
    }


def months_dates(run: RunResult) -> dict[str, tuple[str, str] | None]:
    """First and last month of the `longest` and of the `worst` streak; None where no month lost."""
    names, returns = _of(run)
    found = streaks(returns)
    if not found:
        return {"longest": None, "worst": None}
    longest, worst = max(found, key=lambda one: (one.months, one.lost)), max(found, key=lambda one: one.lost)
    ends = {"longest": longest, "worst": worst}
    return {name: (names[one.first], names[one.first + one.months - 1]) for name, one in ends.items()}


def _of(run: RunResult) -> tuple[list[str], Floats]:
    names, returns = month_returns(run)
    if len(names) < LEAST:
        raise ResultError(f"{run.path or 'the run'}: has {len(names)} months; a streak is told of {LEAST} or more")
    return names, returns
