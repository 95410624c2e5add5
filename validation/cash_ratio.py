"""The rules of the cash ratio beside buy and hold, a constant mix, Treasury bills and pattern A, on the whole market
and on 1990 to 2020.

python -m validation.cash_ratio        writes docs/cash_ratio.md
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from data.market.embedded import embedded_market
from engine.analysis.uncertainty import Resampling, compare_runs
from engine.comparison.comparison_tables import comparison_tables
from engine.report.chance import excess_of, regime_titles
from engine.results.run import RunResult
from engine.runs.backtest import backtest
from engine.settings.run_config import load_config
from engine.words import words
from validation.bitcoin import RULES as BITCOIN_RULES
from validation.bitcoin import bitcoin_market
from validation.public_data import file

PAGE = Path(__file__).parents[1] / "docs" / "cash_ratio.md"
CAPE = "shiller_monthly.csv"
ALONE = ("cash_trend.enabled=false", "cash_ratio.floor=0.0", "cash_ratio.cap=0.9")
RULES, CONSTANT, HOLD = "rules", "80/20", "buy and hold"
COMPARED: dict[str, tuple[str, tuple[str, ...]]] = {
    "T-bills (core)": ("core", ()),
    "pattern A": ("A", ()),
    HOLD: ("cash", (*ALONE, "cash_ratio.constant=0.0", "cash_ratio.band=0.01")),
    CONSTANT: ("cash", (*ALONE, "cash_ratio.constant=0.2")),
    RULES: ("cash", ()),
    "rules, futures": ("cash", ("cash_ratio.asset=futures",)),
}
"""Pattern and settings by name; `rules` is the example of the design, `examples/cash_ratio.toml`."""
VARIANTS: dict[str, tuple[str, ...]] = {
    "A, back at once": ("reentry.enabled=false",),
    "A, checked monthly": ("cash_ratio.frequency=monthly",),
    "B, target of 10 %": (*ALONE, "cash_volatility.rule=target"),
    "B, two levels, three stages": ("cash_trend.enabled=false", "cash_volatility.rule=levels"),
    "C, bands of CAPE": (*ALONE, "cash_valuation.enabled=true"),
    "D, FOMC on 80/20": (*ALONE, "cash_events.enabled=true"),
    "D, FOMC and CPI": (*ALONE, "cash_events.enabled=true", "cash_events.calendars=['FOMC','CPI']"),
    "A with D": ("cash_events.enabled=true",),
    "A with tactical cash": ("tactical.enabled=true",),
}
BITCOIN: dict[str, tuple[str, ...]] = {
    HOLD: (*ALONE, "cash_ratio.fund=BTCUSD", "cash_ratio.constant=0.0"),
    "70/30": (*ALONE, "cash_ratio.fund=BTCUSD", "cash_ratio.constant=0.3"),
    "rules": BITCOIN_RULES,
    "rules without tactical cash": (*BITCOIN_RULES, "tactical.enabled=false"),
}
PLAN = Resampling(count=400)


PERIODS: dict[str, tuple[str, ...]] = {
    "whole": (),
    "since_1990": ("period.start=1990-01-02", "period.end=2020-12-31"),
}


@cache
def runs(period: str) -> dict[str, RunResult]:
    """The compared runs on one of `PERIODS`."""
    return {
        name: backtest(load_config(None, (*PERIODS[period], *settings), pattern=pattern))
        for name, (pattern, settings) in COMPARED.items()
    }


@cache
def variants() -> dict[str, RunResult]:
    """Other rules on 1990 to 2020."""
    cape = f"cash_valuation.file={file(CAPE)}"
    return {
        name: backtest(load_config(None, (*PERIODS["since_1990"], *settings, *more), pattern="cash"))
        for name, settings in VARIANTS.items()
        for more in ((cape,) if name.startswith("C") else (),)
    }


@cache
def bitcoin() -> dict[str, RunResult]:
    """The rules for bitcoin and constant ratios, 2012 to 2020."""
    return {
        name: backtest(load_config(None, settings, pattern="cash"), bitcoin_market())
        for name, settings in BITCOIN.items()
    }


def bitcoin_table() -> Iterator[str]:
    """The same figures as for the index, with 365 sessions in a year."""
    yield "| | CAGR | volatility | max drawdown | mean cash | trades a year | costs a year |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for name, run in bitcoin().items():
        figures, years = run.metrics, len(run.equity) / 365
        told = (
            f"{100 * (figures['cagr'] or 0.0):.0f} %",
            f"{100 * (figures['volatility'] or 0.0):.0f} %",
            f"{100 * (figures['max_drawdown'] or 0.0):.0f} %",
            f"{100 * mean_cash(run):.0f} %",
            f"{run.table('fills').num_rows / years:.1f}",
            f"{100 * (figures['cost_drag'] or 0.0):.2f} %",
        )
        yield f"| {name} | " + " | ".join(told) + " |"


def figures_table(found: Mapping[str, RunResult]) -> Iterator[str]:
    """What each run earned, how it fell, and what it traded."""
    yield (
        "| | CAGR | volatility | Sharpe over T-bills | max drawdown | years to recover | mean cash | trades a year "
        "| costs a year |"
    )
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    for name, run in found.items():
        yield f"| {name} | " + " | ".join(_cells(run)) + " |"


def _cells(run: RunResult) -> Iterator[str]:
    figures, years = run.metrics, len(run.equity) / 252
    yield from (f"{100 * (figures[name] or 0.0):.2f} %" for name in ("cagr", "volatility"))
    yield "n/a" if figures["sharpe"] is None else f"{figures['sharpe']:.2f}"
    yield f"{100 * (figures['max_drawdown'] or 0.0):.1f} %"
    recovery = figures["recovery_sessions"]
    yield "not yet" if recovery is None else f"{recovery / 252:.1f}"
    yield f"{100 * mean_cash(run):.0f} %"
    yield f"{run.table('fills').num_rows / years:.1f}"
    yield f"{100 * (figures['cost_drag'] or 0.0):.3f} %"


def mean_cash(run: RunResult) -> float:
    """Mean share of equity that is not in the index, by delta for futures."""
    equity = run.equity
    return float((1.0 - (equity["share_value"] + equity["overlay_delta"]) / equity["equity"]).mean())


def regime_table(found: Mapping[str, RunResult]) -> Iterator[str]:
    """Return over bills, a year, in each regime of the trend, in hindsight; of one of less than a year in all its
    returns added up.
    """
    rows = comparison_tables({name: run.tables for name, run in found.items()}, embedded_market())[
        "regimes"
    ].to_pylist()
    trend = [row for row in rows if row["scheme"] == "trend"]
    titles = [title.replace("\n", " (", 1).replace("\n", ", ") + ")" for title in regime_titles(trend, words())]
    yield "| | " + " | ".join(titles) + " |"
    yield "|---|" + "--:|" * len(titles)
    for name in found:
        told = [f"{100 * (excess_of(row) or 0.0):+.1f} %" for row in trend if row["run"] == name]
        yield f"| {name} | " + " | ".join(told) + " |"


def difference(found: Mapping[str, RunResult], other: str) -> str:
    """The rules less another run, return over bills a year, with its interval."""
    interval = compare_runs({name: found[name].tables for name in (RULES, other)}, PLAN)[RULES, other]["excess_return"]
    if interval is None:
        return "not defined"
    low, estimate, high = (f"{100 * value:+.2f}" for value in (interval.low, interval.estimate, interval.high))
    return f"{estimate} points a year ({low} to {high})"


def states_table(period: str) -> Iterator[str]:
    """How often the example was in each state, and how its recoveries went."""
    states = runs(period)[RULES].table("cash_rules")["state"].to_pylist()
    reasons = [row["code"] for row in runs(period)[RULES].table("events").to_pylist() if row["kind"] == "cash_rule"]
    shares = ", ".join(f"{name} {states.count(name) / len(states):.0%}" for name in dict.fromkeys(sorted(states)))
    yield f"* States: {shares}."
    told = {name: reasons.count(name) for name in ("cash_alarm", "cash_alarm_over", "recovery_failed", "new_high")}
    yield (
        f"* {told['cash_alarm']} alarms; {told['cash_alarm_over']} recoveries began, {told['recovery_failed']} of "
        f"them failed, "
        f"{told['new_high']} were completed by a new high."
    )


def page() -> str:
    """The whole page."""
    tables: dict[str, Iterator[str]] = {"variants": figures_table(variants()), "bitcoin": bitcoin_table()}
    for name in PERIODS:
        tables |= {
            f"{name}_figures": figures_table(runs(name)),
            f"{name}_regimes": regime_table(runs(name)),
            f"{name}_states": states_table(name),
        }
    numbers = {
        f"{name}_{short}": difference(runs(name), other)
        for name in PERIODS
        for short, other in (("constant", CONSTANT), ("hold", HOLD))
    }
    template = Path(__file__).with_name("cash_ratio.template.md").read_text(encoding="utf-8")
    return template.format(**{name: "\n".join(lines) for name, lines in tables.items()}, **numbers)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
