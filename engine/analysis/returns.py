"""Figures of a series of returns; definitions in `docs/metrics.md`.

Days are day numbers, shape (n,), equity is account currency, shape (n,), daily returns and the returns of Treasury
bills over the same days are decimals, shape (n - 1,); a loss is negative. What a series does not define is None, never
infinite and never NaN.
"""

import numpy as np
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.base.day_arrays import months_of
from data.base.days import SHORTEST_YEAR, weekday
from data.signals.volatility import EVERY_DAY_PER_YEAR, SESSIONS_PER_YEAR

Days = NDArray[np.int32]
DAYS_PER_YEAR = 365.25
_SATURDAY = 5
_WEEK = 7
LEAST_YEAR = SHORTEST_YEAR / DAYS_PER_YEAR
"""Years from first session to last below which no return is told a year.

Returns of less than a year are not annualised: Global Investment Performance Standards (2020), 2.A.
"""
LEAST_QUARTER = 90 / DAYS_PER_YEAR
"""Years below which a standard deviation is not told a year: from some 60 returns it is known to a tenth of itself."""
LEAST_VOLATILITY = 0.001
"""Annual volatility below which a return carries no risk to be paid for, and a ratio to it means nothing."""
ROUNDING = 1e-12
"""Standard deviation of daily returns below which the series is constant and the rest is float64 rounding."""


def years_between(days: Days) -> float:
    """Years of 365.25 days from the first session to the last, 0 for a single one."""
    return float(days[-1] - days[0]) / DAYS_PER_YEAR


def cagr(days: Days, equity: Floats) -> float | None:
    """Compound annual growth by the calendar, first to last session, decimal; -1 for a lost account, None for less than
    a year (`LEAST_YEAR`).

    >>> round(cagr(np.array([0, 1461], dtype=np.int32), np.array([100.0, 146.41])), 12)
    0.1
    """
    years = years_between(days)
    if years > 0.0 and equity[-1] <= 0.0:
        return -1.0
    return float((equity[-1] / equity[0]) ** (1.0 / years) - 1.0) if years >= LEAST_YEAR else None


def total_return(equity: Floats) -> float | None:
    """Last equity over the first less 1, decimal, never below -1; None for a single session, or where there was nothing
    to begin with.
    """
    return max(float(equity[-1] / equity[0]), 0.0) - 1.0 if len(equity) > 1 and equity[0] > 0.0 else None


def lifetime(equity: Floats) -> int:
    """Sessions until the account was lost, that one included; all of them where it was not.
    Nothing is earned after it.
    """
    lost = np.flatnonzero(equity <= 0.0)
    return int(lost[0]) + 1 if len(lost) else len(equity)


def returns(equity: Floats) -> Floats:
    """Simple return of each session after the first, shape (n,) in, (n - 1,) out."""
    return equity[1:] / equity[:-1] - 1.0


def sessions_per_year(days: Days) -> float:
    """Sessions by which figures are annualised: 365 where one of the first seven is on a weekend, else 252
    (`SessionCalendar.sessions_per_year`).
    """
    weekends = any(weekday(day) >= _SATURDAY for day in days[:_WEEK].tolist())
    return EVERY_DAY_PER_YEAR if weekends else SESSIONS_PER_YEAR


def volatility(daily: Floats, per_year: float = SESSIONS_PER_YEAR) -> float | None:
    """Annualised sample standard deviation, annual decimal >= 0; None for fewer than two returns."""
    return float(daily.std(ddof=1) * np.sqrt(per_year)) if len(daily) > 1 else None


def excess_return(daily: Floats, bills: Floats, per_year: float = SESSIONS_PER_YEAR) -> float | None:
    """Mean return in excess of Treasury bills x sessions a year, annual decimal, not
    compounded; None for a single session.
    """
    return float((daily - bills).mean() * per_year) if len(daily) else None


def sharpe(daily: Floats, bills: Floats, per_year: float = SESSIONS_PER_YEAR) -> float | None:
    """Annualised mean over volatility of the return in excess of Treasury bills; None without risk.

    Sharpe, "The Sharpe Ratio", Journal of Portfolio Management 21 (1994): both moments are those of the difference.
    """
    excess = daily - bills
    risk = volatility(excess, per_year)
    if risk is None or risk < LEAST_VOLATILITY:
        return None
    return float(excess.mean() * per_year / risk)


def sortino(daily: Floats, bills: Floats, per_year: float = SESSIONS_PER_YEAR) -> float | None:
    """Annualised mean excess over bills, over the annualised root mean square of its
    shortfalls; None without shortfalls.

    Sortino and Price, "Performance Measurement in a Downside Risk Framework", Journal of Investing 3 (1994), with each
    day's bill return as the target: the mean square is over all sessions, those without a shortfall count as zero.
    """
    excess = daily - bills
    if len(excess) < 2:
        return None
    risk = float(np.sqrt(np.square(np.minimum(excess, 0.0)).mean() * per_year))
    return float(excess.mean() * per_year / risk) if risk >= LEAST_VOLATILITY else None


def skew(daily: Floats) -> float | None:
    """Sample skewness G1, corrected for bias; None for fewer than three returns or constant ones.

    G1 = sqrt(n (n - 1)) / (n - 2) x m3 / m2^1.5 with central moments over n: Joanes and Gill, The Statistician 47
    (1998). As in pandas and spreadsheets; scipy's default is without the factor. Negative where losses are the larger
    surprises.
    """
    n = len(daily)
    if n < 3 or daily.std() < ROUNDING:
        return None
    scaled = (daily - daily.mean()) / daily.std()
    return float(np.sqrt(n * (n - 1.0)) / (n - 2.0) * (scaled**3).mean())


def value_at_risk(daily: Floats, tail: float) -> float | None:
    """Historical quantile of the daily returns at `tail` (0.05 for 95 %); a return, so a loss
    is negative. None without returns.

    Linear between order statistics: the one at (n - 1) x tail, counted from 0 (type 7 of Hyndman and Fan, American
    Statistician 50, 1996).
    """
    return float(np.quantile(daily, tail)) if len(daily) else None


def expected_shortfall(daily: Floats, tail: float) -> float | None:
    """Mean of the daily returns no better than `value_at_risk(daily, tail)` (CVaR), <= it. None without returns."""
    if not len(daily):
        return None
    # (n - 1) x tail may come out a hair below the whole number it is
    worst = int((len(daily) - 1) * tail + 1e-9) + 1
    return float(np.partition(daily, worst - 1)[:worst].mean())


def worst_day(daily: Floats) -> float | None:
    """Lowest return of a session; None for a single session."""
    return float(daily.min()) if len(daily) else None


def worst_month(days: Days, equity: Floats) -> float | None:
    """Lowest return of a calendar month, the broken first and last ones included; None for a single session."""
    if len(equity) < 2:
        return None
    levels = np.concatenate([equity[:1], equity[month_ends(days)]])
    return float((levels[1:] / levels[:-1] - 1.0).min())


def month_ends(days: Days) -> NDArray[np.int64]:
    """Rows of the last session of each calendar month, the broken last one included."""
    months = months_of(days)
    return np.flatnonzero(np.append(months[1:] != months[:-1], True)[: len(days)])
