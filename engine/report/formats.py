"""The figures of `docs/metrics.md` in the form in which each is read."""

from engine.comparison.run_figures import Figure
from engine.report.headlines import ENGLISH
from engine.words import Words

FORMATS = {
    "total_return": "{:.2%}",
    "cagr": "{:.2%}",
    "volatility": "{:.2%}",
    "excess_return": "{:.2%}",
    "sharpe": "{:.2f}",
    "sortino": "{:.2f}",
    "skew": "{:.2f}",
    "worst_day": "{:.2%}",
    "worst_month": "{:.2%}",
    "var_95": "{:.2%}",
    "var_99": "{:.2%}",
    "cvar_95": "{:.2%}",
    "cvar_99": "{:.2%}",
    "max_drawdown": "{:.2%}",
    "drawdown_sessions": "{:.0f}",
    "recovery_sessions": "{:.0f}",
    "drawdown_peak": "{}",
    "drawdown_trough": "{}",
    "drawdown_recovery": "{}",
    "calmar": "{:.2f}",
    "ulcer": "{:.2%}",
    "mean_overlay": "{:.2%}",
    "max_overlay": "{:.2%}",
    "mean_exposure": "{:.2f}",
    "max_exposure": "{:.2f}",
    "closest_call": "{:.1%}",
    "days_halved": "{:.0%}",
    "days_stopped": "{:.0%}",
    "margin_calls": "{:.0f}",
    "cost_drag": "{:.3%}",
    "turnover": "{:.2f}",
    "final_equity": "{:,.2f}",
    "up_capture": "{:.2f}",
    "down_capture": "{:.2f}",
    "beta": "{:.2f}",
    "correlation": "{:.2f}",
}
"""Form of each figure, in the order of the page."""


def place(name: str) -> int:
    """Where a figure stands in that order; one that came later stands behind."""
    return list(FORMATS).index(name) if name in FORMATS else len(FORMATS)


def figure(name: str, value: Figure, say: Words = ENGLISH, *, signed: bool = False) -> str:
    """A figure as text; one that came later than this list as it is.

    >>> figure("cagr", 0.0512, signed=True), figure("sharpe", None)
    ('+5.12%', 'n/a')
    """
    if value is None:
        return say("headline.undefined")
    form = FORMATS.get(name, "{}")
    return (form.replace("{:", "{:+") if signed else form).format(value)
