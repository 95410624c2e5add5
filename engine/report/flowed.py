"""Money that was paid in and taken out, beside figures that leave it out and final equity that does not."""

from typing import TYPE_CHECKING

from engine.analysis.unit_value import FLOWS
from engine.report.headlines import ENGLISH, formatted
from engine.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.table import Table

    from engine.results.run import RunResult


def flowed_table(runs: "Mapping[str, RunResult]", say: Words = ENGLISH) -> "Table | None":
    """What came in and went out of each run in the currency it is told in, how many withdrawals were cut short, and the
    money-weighted return a year; None where nothing flows in any.
    """
    from engine.report.console import plain, with_columns  # noqa: PLC0415  (tables of a terminal use this one)

    if not any(FLOWS in run.tables for run in runs.values()):
        return None
    titles = (say(f"flowed.{key}") for key in ("paid_in", "taken_out", "short", "rate"))
    table = with_columns(plain(say("flowed.title")), say("headline.run"), *titles, right=4)
    for name, run in runs.items():
        table.add_row(name, *_cells(run, say))
    return table


def _cells(run: "RunResult", say: Words) -> list[str]:
    if FLOWS not in run.tables:
        return [say("flowed.none")] * 4
    told = run.metrics
    money = (say.amount(told[name] or 0.0, run.currency) for name in ("paid_in", "taken_out"))
    return [*money, f"{told['withdrawals_short']:.0f}", formatted(told["money_weighted_return"], "{:.2%}", say)]


def flowed(run: "RunResult", figures: "Mapping[str, float | None]", say: Words = ENGLISH) -> str:
    """The same in a part of a sentence, from the figures of a period; empty where nothing flowed in it."""
    came, went = (figures.get(name) or 0.0 for name in ("paid_in", "taken_out"))
    if not (came or went):
        return ""
    key = "both" if came and went else "in" if came else "out"
    told = {name: say.amount(value, run.currency) for name, value in (("came", came), ("went", went))}
    return say(f"verdict.flowed_{key}", currency=say.told("money", run.currency), **told)
