"""Trades in dollars with free margin, 1999-2018, by runs on the embedded market.

python -m validation.fx_trades        writes docs/fx_trades.md
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats
from data.base.arrow import to_array, to_numbers
from data.market.embedded import embedded_market
from engine import RunResult, backtest, load_config
from engine.analysis.trade_figures import trade_figures
from engine.analysis.trades_by_regime import trades_by_regime
from engine.assembly.market_seen import market_for
from validation.twenty_years import TWENTY_YEARS

PAGE = Path(__file__).parents[1] / "docs" / "fx_trades.md"
SETTINGS = {
    "as they are": (),
    "bought only": ("short=false",),
    "one trade at a time": ("most_trades=1",),
    "1 % a trade": ("allowed_loss=0.01",),
    "2 % a trade": ("allowed_loss=0.02",),
    "2 % a trade, free margin of 0.6x": ("allowed_loss=0.02", "free_margin=0.6"),
    "1 % a trade, 2 % where the record allows": ("allowed_loss=0.01", "attack_loss=0.02"),
    "1 % a trade, stops at the low of 20 fixings": ("allowed_loss=0.01", "stop_by=low"),
}
REQUIREMENTS = (0.04, 0.1, 0.2, 0.3)
WHY = "the fixing at which it was closed lay {gap:.1f} yen beyond its stop."


@cache
def run(*settings: str) -> RunResult:
    """A run of the pattern with `[fx_trades]` settings, or others by their whole name."""
    named = [setting if "." in setting.partition("=")[0] else f"fx_trades.{setting}" for setting in settings]
    return backtest(load_config(None, [*TWENTY_YEARS, *named], pattern="fx_trades"), embedded_market())


def row_of(name: str, settings: tuple[str, ...]) -> str:
    """Line of the table of settings."""
    made = run(*settings)
    gains = to_array(closed(made)["gain_share"])
    return (
        f"| {name} | {made.metrics['cagr']:+.1%} | {made.metrics['volatility']:.1%} | "
        f"{made.metrics['max_drawdown']:.1%} | {len(gains)} | "
        f"{lowest_free_margin(made):.1f}x | {shrunk(made)} | {gains.min():.1%} |"
    )


def figures_of(name: str, settings: tuple[str, ...]) -> str:
    """Line of the table of trades."""
    found = trade_figures(run(*settings).table("trades"))
    return (
        f"| {name} | {found.trades} | {found.won:.0%} | {found.mean:+.2f} | {found.mean_gain:+.2f} | "
        f"{found.mean_loss:+.2f} | "
        f"{found.losing_streak} | {found.streak_chance:.1%} |"
    )


def by_trend() -> list[str]:
    """Lines of the table of trades by regime."""
    made = run()
    rows = trades_by_regime(made.table("trades"), market_for(made.config, embedded_market()), "trend_known")
    return [
        f"| {row.regime} | {row.trades} | {row.won:.0%} | {'' if row.payoff is None else f'{row.payoff:.2f}'} | "
        f"{row.mean:+.2f} | {row.total:+.1f} |"
        for row in rows
        if row.trades
    ]


def row_at(requirement: float) -> str:
    """Line of the table of requirements."""
    made = run("allowed_loss=0.01", f"fx.requirement={requirement}")
    equity = made.table("equity")
    highest = float((to_array(equity["overlay_notional"]) / to_array(equity["equity"])).max())
    return (
        f"| {requirement:.0%} | {1.0 / (3.0 * requirement):.1f}x | {highest:.1f}x | "
        f"{lowest_free_margin(made):.1f}x | {shrunk(made)} | "
        f"{made.metrics['cagr']:+.1%} |"
    )


def closed(made: RunResult) -> pa.Table:
    """The trades, and parts of trades, that were closed."""
    trades = made.table("trades")
    return trades.filter(~to_array(trades["open"]))


def lowest_free_margin(made: RunResult) -> float:
    """Free margin over requirement, at its lowest."""
    return float(np.nanmin(to_numbers(made.table("fx_rules")["free_margin"])))


def shrunk(made: RunResult) -> int:
    """Evenings on which the free margin made open trades smaller."""
    bindings: list[str] = made.table("fx_rules")["binding"].to_pylist()
    return bindings.count("free_margin")


def worst_trade(made: RunResult) -> dict[str, Any]:
    """The closed trade that lost the largest share of equity."""
    rows: list[dict[str, Any]] = closed(made).to_pylist()
    return min(rows, key=lambda row: row["gain_share"])


def beyond(made: RunResult) -> list[float]:
    """Loss over what was risked, of the trades that lost more."""
    table = closed(made)
    ratios = -to_array(table["gain_share"]) / to_array(table["risked_share"])
    found: list[float] = ratios[ratios > 1.0].tolist()
    return found


def together(made: RunResult, day: date) -> float:
    """What all trades closed on a day gained, as shares of the equity on which their sizes were decided."""
    return float(sum(row["gain_share"] for row in closed(made).to_pylist() if row["closed"] == day))


def leverages(made: RunResult) -> Floats:
    """Value of the position over equity on the evenings that left as many trades open as there may be at once."""
    equity, rules = made.table("equity"), made.table("fx_rules")
    full = to_array(rules["trades"]) == made.config.fx_trades.most_trades
    found: Floats = (to_array(equity["overlay_notional"]) / to_array(equity["equity"]))[full]
    return found


def page() -> str:
    """The whole page."""
    made, template = run(), Path(__file__).with_name("fx_trades.template.md").read_text(encoding="utf-8")
    worst, more, held = worst_trade(made), beyond(made), leverages(made)
    return template.format(
        settings="\n".join(row_of(name, settings) for name, settings in SETTINGS.items()),
        figures="\n".join(figures_of(name, settings) for name, settings in SETTINGS.items()),
        by_trend="\n".join(by_trend()),
        requirements="\n".join(row_at(requirement) for requirement in REQUIREMENTS),
        worst=f"{'bought' if worst['contracts'] > 0 else 'sold'} on {worst['opened']} at {worst['entry']:.2f}",
        worst_gain=f"{-worst['gain_share']:.1%}",
        worst_risk=f"{worst['risked_share']:.1%}",
        worst_why=WHY.format(gap=abs(worst["price"] - worst["stop"])),
        leverage=np.median(held),
        most_leverage=held.max(),
        together_loss=f"{-together(made, worst['closed']):.1%}",
        worst_day=f"{-(made.metrics['worst_day'] or 0.0):.1%}",
        count=closed(made).num_rows,
        beyond=len(more),
        beyond_mean=f"{np.mean(more):.1f}",
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
