"""Tables for a terminal."""

from collections.abc import Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from data.calendars import Roll
from data.days import iso
from engine.analysis.audit import Verdict
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


def comparison_table(runs: Sequence[RunResult]) -> Table:
    """One row for each run."""
    first, last = _span(runs[0])
    table = Table(
        box=SIMPLE_HEAD,
        padding=(0, 1),
        pad_edge=False,
        show_edge=False,
        title=f"{first} to {last}, opening capital {runs[0].config.capital.initial:,.0f} USD",
        title_justify="left",
    )
    table.add_column("pattern")
    for title, _, _ in _HEADLINES:
        table.add_column(title, justify="right", overflow="fold")
    for run in runs:
        table.add_row(run.config.pattern, *(_format(run.metrics[key], form) for _, key, form in _HEADLINES))
    return table


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
