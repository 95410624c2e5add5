"""By what the cells of a sweep are ranked, and how much of a difference between two of them is noise."""

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

import numpy as np

from data.base.arrays import Floats
from data.base.errors import ConfigError
from data.base.meant import hint
from engine.analysis.sharpe import MONTHS_PER_YEAR

CRITERIA = ("sharpe", "sortino", "cagr", "excess_return", "final_equity", "max_drawdown", "worst_month")
"""Figures of `runs` of which more is better: falls and losses are negative."""


def check_criterion(name: str) -> str:
    """A criterion. Raises `ConfigError` for what is none."""
    if name not in CRITERIA:
        told = hint(name, CRITERIA, f"should be one of {', '.join(CRITERIA)}")
        raise ConfigError(f"criterion {name!r}: {told}")
    return name


def noise(name: str, one: Floats, other: Floats) -> float:
    """The standard error of the difference between two cells in a criterion, from their monthly returns over bills,
    shape (n,), in the unit of the criterion; 0 for returns that are the same, NaN for a criterion without a formula.

    Of Sharpe ratios a year: Jobson and Korkie (1981), corrected by Memmel, "Performance Hypothesis Testing with the
    Sharpe Ratio", Finance Letters 1 (2003). Of Sortino ratios: that of the Sharpe ratios of the same returns, which is
    not their own. Of returns a year: that of the mean difference.
    """
    months = len(one)
    if name in {"cagr", "excess_return"}:
        return float((one - other).std(ddof=1) / sqrt(months) * MONTHS_PER_YEAR)
    if name not in {"sharpe", "sortino"} or min(one.std(), other.std()) == 0.0:
        return float("nan")
    first, second = (float(values.mean() / values.std(ddof=1)) for values in (one, other))
    together = float(np.corrcoef(one, other)[0, 1])
    variance = 2.0 * (1.0 - together) + 0.5 * (first**2 + second**2 - 2.0 * first * second * together**2)
    return sqrt(max(variance, 0.0) / months * MONTHS_PER_YEAR)


def order(row: Mapping[str, Any], criterion: str) -> tuple[bool, float] | None:
    """By what a row is ranked, more is better: an account that was lost (`ruined`) comes after all that were not,
    however good the days were that it had; None where the criterion is not defined.
    """
    value = row.get(criterion)
    return None if value is None else (row.get("ruined") is None, value)


def best(rows: Sequence[Mapping[str, Any]], criterion: str) -> int | None:
    """The place of the best row, the first of equals; None where none has the criterion."""
    known = [(told, -place) for place, row in enumerate(rows) if (told := order(row, criterion)) is not None]
    return -max(known)[1] if known else None
