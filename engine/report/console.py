"""Tables for a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from data.calendars import Roll
from data.days import iso
from engine.analysis.audit import Verdict
from engine.comparison import Comparison
from engine.results import RunResult

WIDEST = 9
_HEADLINES = (
    ("CAGR", "cagr", "{:.2%}"),
    ("volatility", "volatility", "{:.2%}"),
    ("max\ndrawdown", "max_drawdown", "{:.2%}"),
    ("Sharpe over\nT-bills", "sharpe", "{:.2f}"),
    ("worst\nmonth", "worst_month", "{:.2%}"),
    ("days\nhalved", "days_halved", "{:.0%}"),
    ("margin\ncalls", "margin_calls", "{:.0f}"),
)


def console() -> Console:
    """Standard output; colours and lines only where it is a terminal, and never more than it can show."""
    return Console(highlight=False, safe_box=True)


def headline_table(runs: Mapping[str, RunResult]) -> Table:
    """One row for each run, by name."""
    one = next(iter(runs.values()))
    first, last = _span(one)
    table = _plain(f"{first} to {last}, opening capital {one.config.capital.initial:,.0f} USD")
    table.add_column("run")
    for title, _, _ in _HEADLINES:
        table.add_column(title, justify="right", overflow="fold")
    for name, run in runs.items():
        table.add_row(name, *(_format(run.metrics[key], form) for _, key, form in _HEADLINES))
    return table


HINDSIGHT = {"trend": "trend_known", "bull_bear": "bull_bear_known"}
"""Schemes that know the future, and what was known of them at the time."""


def comparison_tables(comparison: Comparison) -> list[Table]:
    """What a comparison shows on a terminal: runs by regime, and their differences with intervals."""
    scheme = comparison.manifest["regimes"]
    schemes = [scheme, HINDSIGHT[scheme]] if scheme in HINDSIGHT else [scheme]
    tables = [regime_table(comparison, one) for one in schemes]
    return [*tables, difference_table(comparison)] if comparison.tables["differences"].num_rows else tables


def regime_table(comparison: Comparison, scheme: str) -> Table:
    """Return over bills by run and regime of a scheme."""
    rows = [row for row in comparison.tables["regimes"].to_pylist() if row["scheme"] == scheme]
    shares = {row["regime"]: row["time_share"] for row in rows}
    hindsight = scheme in HINDSIGHT or scheme == "pagan_sossounov"
    seen = "in hindsight" if hindsight else "as known at the time"
    table = _plain(f"return over T-bills by {scheme.removesuffix('_known')}, {seen}")
    table.add_column("run")
    for name, share in shares.items():
        table.add_column(f"{name}\n{share:.0%} of time", justify="right")
    for run in comparison.runs:
        table.add_row(run, *(_format(row["excess_return"], "{:+.2%}") for row in rows if row["run"] == run))
    return table


def difference_table(comparison: Comparison) -> Table:
    """Differences of annual return over bills; one whose interval holds zero may be chance."""
    rows = [row for row in comparison.tables["differences"].to_pylist() if row["statistic"] == "excess_return"]
    level, count = rows[0]["level"], rows[0]["count"]
    table = _plain(f"difference of that return, {level:.0%} interval ({count:,} resamples)")
    for title, side in (("runs", "left"), ("difference", "right"), ("interval", "right"), ("", "left")):
        table.add_column(title, justify="right" if side == "right" else "left")
    for row in rows:
        verdict = "" if row["low"] <= 0.0 <= row["high"] else "more than chance"
        interval = f"{row['low']:+.2%} to {row['high']:+.2%}"
        table.add_row(f"{row['run']} less {row['against']}", f"{row['difference']:+.2%}", interval, verdict)
    return table


def _plain(title: str) -> Table:
    return Table(box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False, show_edge=False, title=title, title_justify="left")


def roll_table(root: str, rolls: Sequence[Roll]) -> Table:
    """The roll schedule."""
    table = Table(
        box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False, show_edge=False, title=f"{root} rolls", title_justify="left"
    )
    for title in ("roll date", "out of", "expires", "into", "expires"):
        table.add_column(title)
    for roll in rolls:
        old, new = roll.months()
        table.add_row(iso(roll.day), root + old, iso(roll.expiry), root + new, iso(roll.next_expiry))
    return table


def option_table(rolls: Sequence[Roll]) -> Table:
    """The dates on which options are bought."""
    table = Table(
        box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False, show_edge=False, title="options", title_justify="left"
    )
    for title in ("date", "out of", "into", "days to expiry"):
        table.add_column(title)
    for roll in rolls:
        table.add_row(iso(roll.day), iso(roll.expiry), iso(roll.next_expiry), str(roll.next_expiry - roll.day))
    return table


def audit_table(verdicts: Sequence[Verdict]) -> Table:
    """The audit's list."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False, show_edge=False)
    for title in ("", "what must have held", "number behind it"):
        table.add_column(title, overflow="fold")
    for verdict in verdicts:
        table.add_row("pass" if verdict.passed else "FAIL", verdict.check, verdict.detail)
    return table


def notes(runs: Sequence[RunResult]) -> list[str]:
    """What the manifests want said, each once."""
    return list(dict.fromkeys(note for run in runs for note in run.manifest["notes"]))


def _span(run: RunResult) -> tuple[Any, Any]:
    dates = run.tables["equity"]["date"]
    return dates[0].as_py(), dates[-1].as_py()


def _format(value: float | None, form: str) -> str:
    if value is None:
        return "n/a"
    text = form.format(value)
    return text if len(text) <= WIDEST else f"{value:.1e}"
