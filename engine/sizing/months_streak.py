"""Losing months in a row of a run: the longest, what it took, and how likely it is where months are independent."""

import numpy as np

from data.base.day_arrays import first_days, months_of
from data.base.errors import ResultError
from engine.analysis.losing_months import Streak, month_levels, streaks
from engine.analysis.record import Record
from engine.analysis.returns import Days, returns
from engine.results.run import RunResult
from engine.sizing.sheet import Sheet
from strategies.sizing.streak import streak_probability

MONTHS = ("longest_first", "longest_last", "worst_first", "worst_last")
"""Names of a sheet that are months."""
LEAST = 12
"""Months that a run must have."""


def months_sheet(run: RunResult) -> Sheet:
    """Streaks of losing months of a run, account currency; `MONTHS` of them as the day number of their first day, None
    where no month lost. Raises `ResultError` for a run of less than a year.
    """
    life = Record(run.tables).life
    ends, levels = month_levels(life.days, life.worth)
    if len(ends) < LEAST:
        raise ResultError(f"{run.path or 'the run'}: has {len(ends)} months; a streak is told of {LEAST} or more")
    changes = returns(levels)
    found, share, days = streaks(levels), float(np.mean(changes < 0.0)), life.days[ends]
    none = Streak(0, 0, 0.0)
    longest = max(found, key=lambda one: (one.months, one.lost), default=none)
    worst = max(found, key=lambda one: one.lost, default=none)
    return {
        "months": float(len(changes)),
        "losing": share,
        "mean_loss": float(np.mean(changes[changes < 0.0])) if share else None,
        "streaks": float(len(found)),
        "longest": float(longest.months),
        **_ends("longest", longest, days),
        "longest_lost": longest.lost,
        "probability": streak_probability(longest.months, len(changes), share) if longest.months else 1.0,
        "one_longer": streak_probability(longest.months + 1, len(changes), share),
        "worst_lost": worst.lost,
        "worst_months": float(worst.months),
        **_ends("worst", worst, days),
    }


def _ends(name: str, one: Streak, days: Days) -> Sheet:
    """First days of the first and last month of a streak; `days` are one of each month."""
    if not one.months:
        return {f"{name}_first": None, f"{name}_last": None}
    first, last = first_days(months_of(days[[one.first, one.first + one.months - 1]]))
    return {f"{name}_first": float(first), f"{name}_last": float(last)}
