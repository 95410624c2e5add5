"""What became of the accounts and of the whole, and how the accounts lose together."""

from collections.abc import Mapping
from datetime import date
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.base.arrow import to_array
from data.base.day_arrays import months_of
from data.base.days import date_of
from engine.analysis import returns
from engine.analysis.drawdowns import max_drawdown
from engine.analysis.unit_value import worth_of
from engine.portfolio.schemas import SCHEMAS
from engine.results.run import RunResult

PORTFOLIO = "portfolio"
AS_HELD, ALL_IN_ONE = "as_held", "all_in_one"
FORCED = "liquidation"
LEAST_MONTHS = 3
"""Months of returns below which nothing is said of how they go together."""
Days = NDArray[np.int32]


class Path(NamedTuple):
    """Days, shape (n,), and on them the unit value and equity, portfolio currency, of an account or of the whole; its
    events by kind.
    """

    days: Days
    worth: Floats
    equity: Floats
    kinds: tuple[str, ...]


def path_of(run: RunResult, rate: float | Floats) -> Path:
    """The path of an account; `rate` is portfolio currency for one of the account's, one or by session."""
    equity = to_array(run.tables["equity"]["equity"]) * rate
    days = to_array(run.tables["equity"]["date"])
    return Path(days, worth_of(run.tables) * rate, equity, tuple(run.tables["events"]["kind"].to_pylist()))


def row_of(account: str, told_of: str, path: Path) -> dict[str, Any]:
    """The row of an account, or of the whole."""
    daily = returns.returns(path.worth)
    return {
        "account": account,
        "told_of": told_of,
        "opening": float(path.equity[0]),
        "final": float(path.equity[-1]),
        "cagr": returns.cagr(path.days, path.worth),
        "volatility": returns.volatility(daily),
        "max_drawdown": max_drawdown(path.worth),
        "worst_month": returns.worst_month(path.days, path.worth),
        "margin_calls": path.kinds.count("margin_call"),
        "forced_sales": path.kinds.count(FORCED),
        "ruined_on": _ruined_on(path),
    }


def together(paths: Mapping[str, Path]) -> pa.Table:
    """How pairs of accounts go together, by the months in which both lived; that in which one is lost is its last."""
    months = {name: _monthly(path) for name, path in paths.items()}
    rows = [{"one": one, "other": other, **_pair(months[one], months[other])} for one, other in combinations(months, 2)]
    return pa.Table.from_pylist(rows, SCHEMAS["together"])


def _ruined_on(path: Path) -> date | None:
    gone = np.flatnonzero(path.equity <= 0.0)
    return date_of(int(path.days[gone[0]])) if len(gone) else None


def _monthly(path: Path) -> dict[int, float]:
    """Returns of whole months of the unit value, by month."""
    lived = returns.lifetime(path.worth)
    ends = returns.month_ends(path.days[:lived])
    months = months_of(path.days[ends])[1:]
    return dict(zip(months.tolist(), returns.returns(path.worth[ends]).tolist(), strict=True))


def _pair(one: Mapping[int, float], other: Mapping[int, float]) -> dict[str, float | None]:
    months = [month for month in one if month in other]
    first, second = (np.array([found[month] for month in months]) for found in (one, other))
    lost = first < 0.0, second < 0.0
    either = lost[0] | lost[1]
    return {
        "correlation": _correlation(first, second),
        "in_losses": _correlation(first[either], second[either]),
        "both_lost": float(np.mean(lost[0] & lost[1])) if months else 0.0,
        "expected": float(np.mean(lost[0]) * np.mean(lost[1])) if months else 0.0,
    }


def _correlation(one: Floats, other: Floats) -> float | None:
    if len(one) < LEAST_MONTHS or min(np.ptp(one), np.ptp(other)) < returns.ROUNDING:
        return None
    return float(np.corrcoef(one, other)[0, 1])
