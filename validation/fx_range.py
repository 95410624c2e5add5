"""Trades against ranges beside trades with the trend, by runs on the embedded market.

python -m validation.fx_range        writes docs/fx_range.md and docs/fx_range.ja.md
"""

from functools import cache
from pathlib import Path

import numpy as np

from data.base.arrow import to_array
from data.market.embedded import embedded_market
from engine import RunResult, backtest, load_config
from engine.analysis.trade_figures import trade_figures
from engine.analysis.trades_by_regime import trades_by_regime
from engine.assembly.market_seen import market_for

DOCS = Path(__file__).parents[1] / "docs"
SETTINGS = {
    "bands": (),
    "channel": ("edge=channel",),
    "no_rest": ("losing_streak=0",),
    "always": ("enter_below=1", "leave_above=1"),
    "wider": ("width=2.5",),
}
"""Settings of [fx_range] by the key of their name in the templates."""
WHOLE = ("period.end=2026-06-30",)


@cache
def run(pattern: str, *settings: str) -> RunResult:
    """A run on all years there are, with settings of [fx_range]."""
    named = [f"fx_range.{setting}" for setting in settings]
    return backtest(load_config(None, [*WHOLE, *named], pattern=pattern), embedded_market())


def row_of(pattern: str, *settings: str) -> str:
    """What a run earned, and its trades, behind the name of a line of the table."""
    made = run(pattern, *settings)
    found = trade_figures(made.table("trades"))
    return (
        f"{made.metrics['cagr']:+.2%} | {made.metrics['volatility']:.1%} | {made.metrics['max_drawdown']:.1%} | "
        f"{found.trades} | {found.won:.0%} | {found.mean:+.2f} | {found.losing_streak} |"
    )


def by_trend(regime: str) -> str:
    """Trades, their mean and their sum in multiples of what was risked, of both patterns in a kind of market."""
    parts = []
    for pattern in ("fx_trades", "fx_range"):
        made = run(pattern)
        rows = trades_by_regime(made.table("trades"), market_for(made.config, embedded_market()), "trend_known")
        row = next(one for one in rows if one.regime == regime)
        parts.append(f"{row.trades} | {'' if row.mean is None else f'{row.mean:+.2f}'} | {row.total:+.1f}")
    return " | ".join(parts) + " |"


def together() -> float:
    """Correlation of the daily moves of the two accounts."""
    moves = [np.diff(np.log(to_array(run(pattern).table("equity")["equity"]))) for pattern in ("fx_trades", "fx_range")]
    return float(np.corrcoef(*moves)[0, 1])


def page(language: str) -> str:
    """The whole page in a language, `.ja` or nothing."""
    template = Path(__file__).with_name(f"fx_range.template{language}.md").read_text(encoding="utf-8")
    return template.format(
        with_the_trend=row_of("fx_trades"),
        **{name: row_of("fx_range", *settings) for name, settings in SETTINGS.items()},
        **{f"in_{regime}": by_trend(regime) for regime in ("uptrend", "range", "downtrend", "crash")},
        together=f"{together():+.2f}",
    )


if __name__ == "__main__":
    for one in ("", ".ja"):
        (DOCS / f"fx_range{one}.md").write_text(page(one), encoding="utf-8")
