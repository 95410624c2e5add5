"""Figures of the runs of a sweep: what each is called, how it is printed, and whether more of it is better."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.analysis.metrics import known_figures
from engine.report.formats import figure, meaning
from engine.report.survival_rows import NOTHING
from engine.sweeps.result import SweepResult
from engine.sweeps.schemas import EARNED, RUNS
from engine.words import Words

Row = Mapping[str, Any]
COUNTED = ("margin_calls", "deadlines_missed", "loss_cuts", "forced_sales", "fills")
WORSE = frozenset({
    "volatility", *COUNTED[:-1], "ulcer", "cost_drag", "turnover", "days_halved", "days_stopped", "drawdown_sessions",
    "recovery_sessions",
})  # fmt: skip
"""Figures of which more is worse."""


class Figure(NamedTuple):
    """A figure: its column of `runs`, what it is called in a word or two and in full, how many digits it has, and
    whether it is a percentage.
    """

    name: str
    short: str
    title: str
    digits: int
    percent: bool


def figures_of(result: SweepResult, say: Words) -> list[Figure]:
    """All figures in which runs differ, the criterion first, which is there in any case."""
    table, criterion = result.tables["runs"], result.request["criterion"]
    declared = {column.name for column in RUNS}
    bills = say(f"bills.{result.config.capital.currency}") if result.config.pair else say("sweep.bills")
    further = [name for name in known_figures() if name in table.column_names and name not in declared]
    names = dict.fromkeys([criterion, *EARNED, *COUNTED, "least_ratio", *further])
    return [_figure(name, say, bills) for name in names if name == criterion or len(set(table[name].to_pylist())) > 1]


def _figure(name: str, say: Words, bills: str) -> Figure:
    known = known_figures().get(name)
    form = known.form if known and name not in COUNTED else "{:.2f}" if name == "least_ratio" else "{:.0f}"
    digits = re.search(r"\.(\d+)", form)
    short = column_title(name, say)
    title = meaning(name, bills, say) if known else short
    return Figure(name, short or title, title, int(digits[1]) if digits else 0, "%" in form)


def column_title(name: str, say: Words) -> str:
    """What stands above a column, in one line; empty where it has no word of its own."""
    title = say.section("sweep_column").get(name, "")
    return title.replace("-\n", "").replace("\n", "" if say.language == "ja" else " ")


def told(name: str, row: Row, say: Words) -> str:
    """A figure of a row as text; a dash where there is none."""
    value = row[name]
    if value is None:
        return NOTHING
    if name in COUNTED:
        return f"{value:,.0f}"
    return f"{value:.2f}" if name == "least_ratio" else figure(name, value, say)


def setting_text(value: Any) -> str:
    """The value of a setting as it is written on a command line; a dash where the pattern does not read it."""
    if value is None:
        return NOTHING
    return (
        str(value).lower() if isinstance(value, bool) else f"{value:.10g}" if isinstance(value, float) else str(value)
    )
