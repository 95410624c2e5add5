"""How near a margin call came to each run: how often, at which move of the market, on which day."""

from typing import TYPE_CHECKING

from engine.report.fitted import Fitted
from engine.report.headlines import ENGLISH, HEADLINES, formatted
from engine.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.table import Table

    from engine.results.run import RunResult

FIGURES = ("margin_calls", "days_halved")
"""Figures that stand beside the nearest call."""


def call_table(runs: "Mapping[str, RunResult]", say: Words = ENGLISH) -> "Table | None":
    """A row for each run, by name; None where nothing was held on margin and no rule made any smaller."""
    rows = [[name, *call_told(run, say), *_figures(run, say)] for name, run in runs.items()]
    held = any(row[1] != say("headline.undefined") for row in rows)
    if not (held or any(run.metrics.get(name) for run in runs.values() for name in FIGURES)):
        return None
    table = Fitted(say("near.title"))
    table.add_column(say("headline.run"), overflow="fold")
    for title in ("near.move", "near.date", *(f"headline.{name}" for name in FIGURES)):
        table.add_column(say(title), justify="right", overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _figures(run: "RunResult", say: Words) -> list[str]:
    return [formatted(run.metrics.get(name), HEADLINES[name], say) for name in FIGURES]


def call_told(run: "RunResult", say: Words = ENGLISH) -> tuple[str, str]:
    """(move of the market that would have brought a call on the day nearest to one, that day) as text: a fall negative,
    a rise positive; words where nothing was held on margin, no move could have, and where collateral was short.
    """
    from engine.report.nearest_call import nearest  # noqa: PLC0415  (a listing does without)

    near = nearest(run)
    if near is None:
        return say("headline.undefined"), ""
    if near.never:
        return say("near.none"), ""
    return say("near.short") if near.move <= 0.0 else f"{near.move if near.rise else -near.move:+.1%}", near.date
