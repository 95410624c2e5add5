"""Figures of merit of a run; definitions in `docs/metrics.md`.

Equity and returns are arrays over sessions, days are day numbers, rates of return are decimals. What is not defined for
a series (the Sharpe ratio of a portfolio without risk, say) is None, never infinite.
"""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.arrow import to_array
from data.volatility import SESSIONS_PER_YEAR, Floats

DAYS_PER_YEAR = 365.25
LEAST_VOLATILITY = 0.001
"""Annual volatility below which a return carries no risk to be paid for, and a ratio to it means nothing."""


def cagr(days: NDArray[np.int32], equity: Floats) -> float | None:
    """Compound annual growth by the calendar, first to last session; None for less than a day, -1 for a lost account."""
    years = float(days[-1] - days[0]) / DAYS_PER_YEAR
    if years <= 0.0:
        return None
    return float((equity[-1] / equity[0]) ** (1.0 / years) - 1.0) if equity[-1] > 0.0 else -1.0


def lifetime(equity: Floats) -> int:
    """Sessions until the account was lost, that one included; all of them where it was not. Nothing is earned after it."""
    lost = np.flatnonzero(equity <= 0.0)
    return int(lost[0]) + 1 if len(lost) else len(equity)


def returns(equity: Floats) -> Floats:
    """Simple return of each session after the first, shape (n,) in, (n - 1,) out."""
    return equity[1:] / equity[:-1] - 1.0


def volatility(daily: Floats) -> float | None:
    """Annualised sample standard deviation (252 sessions); None for fewer than two returns."""
    return float(daily.std(ddof=1) * np.sqrt(SESSIONS_PER_YEAR)) if len(daily) > 1 else None


def sharpe(daily: Floats, bills: Floats) -> float | None:
    """Annualised mean over volatility of the return in excess of Treasury bills; None without risk."""
    excess = daily - bills
    risk = volatility(excess)
    if risk is None or risk < LEAST_VOLATILITY:
        return None
    return float(excess.mean() * SESSIONS_PER_YEAR / risk)


def max_drawdown(equity: Floats) -> float:
    """Deepest fall from a high, <= 0."""
    return float((equity / np.maximum.accumulate(equity) - 1.0).min())


def worst_month(days: NDArray[np.int32], equity: Floats) -> float | None:
    """Lowest return of a calendar month, the broken first and last ones included; None for a single session."""
    if len(equity) < 2:
        return None
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    month_ends = np.flatnonzero(np.append(months[1:] != months[:-1], True))
    levels = np.concatenate([equity[:1], equity[month_ends]])
    return float((levels[1:] / levels[:-1] - 1.0).min())


def metrics(tables: Mapping[str, pa.Table]) -> dict[str, float | None]:
    """The headline figures of a run, by name."""
    table = tables["equity"]
    life = lifetime(to_array(table["equity"]))
    days, equity = to_array(table["date"])[:life], to_array(table["equity"])[:life]
    daily, bills = returns(equity), to_array(table["bill_return"])[1:life]
    halved = to_array(tables["rules"]["halving_multiplier"]) < 1.0
    kinds = tables["events"]["kind"].to_pylist()
    return {
        "cagr": cagr(days, equity),
        "volatility": volatility(daily),
        "max_drawdown": max_drawdown(equity),
        "sharpe": sharpe(daily, bills),
        "worst_month": worst_month(days, equity),
        "days_halved": float(halved.mean()) if len(halved) else 0.0,
        "margin_calls": float(kinds.count("margin_call")),
        "final_equity": float(to_array(table["equity"])[-1]),
    }
