"""Figures of returns."""

from collections.abc import Callable

from data.base.arrays import Floats
from engine.analysis import returns
from engine.analysis.figure import figure
from engine.analysis.record import Life, Record


@figure(
    form="{:.2%}", words={"en": "return of the whole period", "ja": "期間全体のリターン"}, undefined="a single session"
)
def total_return(record: Record) -> float | None:
    """Last / first equity - 1, first session to last; -1 for a lost account."""
    return returns.total_return(record.life.worth)


@figure(form="{:.2%}", words={"en": "compound annual growth", "ja": "年率リターン(複利)"}, undefined="less than a year")
def cagr(record: Record) -> float | None:
    """(last / first equity) ^ (365.25 / calendar days) - 1, first session to last; -1 for a lost account."""
    return returns.cagr(record.life.days, record.life.worth)


@figure(form="{:.2%}", words={"en": "annual volatility", "ja": "年率の変動率"}, undefined="less than 90 days")
def volatility(record: Record) -> float | None:
    """Sample standard deviation (n - 1) of the simple session returns x sqrt(252); of a market whose weekends are
    sessions, sqrt(365), and 365 for 252 below.
    """
    days, daily = record.life.days, record.life.daily
    enough = returns.years_between(days) >= returns.LEAST_QUARTER
    return returns.volatility(daily, returns.sessions_per_year(days)) if enough else None


@figure(
    form="{:.2%}",
    words={"en": "annual return over {bills}", "ja": "{bills}を上回る年率リターン"},
    undefined="less than a year",
)
def excess_return(record: Record) -> float | None:
    """Mean of (return - bill return of the same days) x 252, not compounded."""
    return _a_year(returns.excess_return, record.life)


@figure(
    form="{:.2f}",
    words={"en": "Sharpe ratio over {bills}", "ja": "シャープレシオ(対 {bills})"},
    undefined="less than a year; that standard deviation below 0.1 % a year: without risk the ratio means nothing",
)
def sharpe(record: Record) -> float | None:
    """`excess_return` over the sample standard deviation of that difference x sqrt(252)."""
    return _a_year(returns.sharpe, record.life)


@figure(
    form="{:.2f}",
    words={"en": "Sortino ratio over {bills}", "ja": "ソルティノレシオ(対 {bills})"},
    undefined="less than a year; that root below 0.1 % a year",
)
def sortino(record: Record) -> float | None:
    """`excess_return` over sqrt(252 x mean of min(return - bill return, 0)^2), the mean over all sessions."""
    return _a_year(returns.sortino, record.life)


@figure(
    form="{:.2f}",
    words={"en": "skewness of session returns", "ja": "日次リターンの歪度"},
    undefined="fewer than three returns, or constant ones",
)
def skew(record: Record) -> float | None:
    """Sample skewness corrected for bias, G1 = sqrt(n (n - 1)) / (n - 2) x m3 / m2^1.5, as in pandas and
    spreadsheets.
    """
    return returns.skew(record.life.daily)


@figure(form="{:.2%}", words={"en": "worst session", "ja": "最悪の営業日"}, undefined="a single session")
def worst_day(record: Record) -> float | None:
    """Lowest return of a session."""
    return returns.worst_day(record.life.daily)


@figure(form="{:.2%}", words={"en": "worst calendar month", "ja": "最悪の月"}, undefined="a single session")
def worst_month(record: Record) -> float | None:
    """Lowest return of a calendar month, the broken first and last included."""
    return returns.worst_month(record.life.days, record.life.worth)


@figure(
    form="{:.2%}",
    words={"en": "value at risk of a session, 95%", "ja": "1 営業日のバリュー・アット・リスク 95%"},
    undefined="a single session",
)
def var_95(record: Record) -> float | None:
    """Historical value at risk of one session: 5 % quantile of the returns, linear between the two around position (n
    - 1) x 0.05.
    """
    return returns.value_at_risk(record.life.daily, 0.05)


@figure(
    form="{:.2%}",
    words={"en": "value at risk of a session, 99%", "ja": "1 営業日のバリュー・アット・リスク 99%"},
    undefined="a single session",
)
def var_99(record: Record) -> float | None:
    """The same at 1 %; with fewer than 101 returns it lies between the two lowest."""
    return returns.value_at_risk(record.life.daily, 0.01)


@figure(
    form="{:.2%}",
    words={"en": "expected shortfall of a session, 95%", "ja": "1 営業日の期待ショートフォール 95%"},
    undefined="a single session",
)
def cvar_95(record: Record) -> float | None:
    """Mean of the returns no better than `var_95`."""
    return returns.expected_shortfall(record.life.daily, 0.05)


@figure(
    form="{:.2%}",
    words={"en": "expected shortfall of a session, 99%", "ja": "1 営業日の期待ショートフォール 99%"},
    undefined="a single session",
)
def cvar_99(record: Record) -> float | None:
    """Mean of the returns no better than `var_99`."""
    return returns.expected_shortfall(record.life.daily, 0.01)


def _a_year(ratio: Callable[[Floats, Floats, float], float | None], life: Life) -> float | None:
    """A figure told a year that needs sessions enough for it; None of a shorter life."""
    if returns.years_between(life.days) < returns.LEAST_YEAR:
        return None
    return ratio(life.daily, life.bills, returns.sessions_per_year(life.days))
