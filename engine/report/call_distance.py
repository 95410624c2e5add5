"""How near a margin call came to each run: how often, at which move of the market, on which day."""

from typing import TYPE_CHECKING

from data.base.days import iso
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
    """A row for each run, by name; None where none could have been called and no rule made any smaller."""
    rows = [[name, *nearest(run, say), *_figures(run, say)] for name, run in runs.items()]
    if not any(
        any(run.metrics.get(name) for name in FIGURES) or row[2] for row, run in zip(rows, runs.values(), strict=True)
    ):
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


def nearest(run: "RunResult", say: Words = ENGLISH) -> tuple[str, str]:
    """(move of the market that would have brought a call on the day nearest to one, that day) as text: a fall negative,
    a rise positive; words where nothing was held on margin, no move could have, and where collateral was short.
    """
    from engine.audit.account_checks import call_was_out_of_reach  # noqa: PLC0415  (a listing does without)

    verdict = call_was_out_of_reach(run)
    if not verdict.numbers:
        return say("headline.undefined"), ""
    move, day = verdict.figure or 0.0, iso(int(verdict.numbers["closest_day"]))
    if move >= 1.0:
        return say("near.none"), ""
    if move <= 0.0:
        return say("near.short"), day
    return f"{move if verdict.numbers['rise'] else -move:+.1%}", day
