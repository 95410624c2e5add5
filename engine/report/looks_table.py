"""The looks of a folder of results, by market, for a terminal."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.table import Table

from engine.report.console import plain, with_columns
from engine.report.headlines import ENGLISH, formatted
from engine.report.luck import independent
from engine.results.best_looks import Best
from engine.results.folders import TRIALS
from engine.words import Words

_SHOWN = 6


def looks_told(
    found: Sequence[Best], unreadable: Sequence[str], folder: Path, say: Words = ENGLISH
) -> Iterator[Table | str]:
    """The table, or that no looks are written down, and which files of the ledger cannot be read."""
    if found:
        yield looks_table(found, folder, say)
    elif not unreadable:
        yield say("luck.none", folder=folder)
    if unreadable:
        named = ", ".join(unreadable[:_SHOWN]) + (", …" if len(unreadable) > _SHOWN else "")
        yield say("luck.unreadable", folder=folder / TRIALS, count=len(unreadable), files=named)


def looks_table(found: Sequence[Best], folder: Path, say: Words = ENGLISH) -> Table:
    """A row for each market, known by the beginning of its hash; its best plan by pattern and folder."""
    table = with_columns(plain(say("luck.title", folder=folder)), say("luck.market"), say("luck.best"))
    for key in ("luck.looks", "luck.effective", "luck.sharpe", "luck.probabilistic", "luck.deflated"):
        table.add_column(say(key), justify="right", overflow="fold")
    for one in found:
        deflated = formatted(one.deflated, "{:.3f}", say) if one.looks.known else say("luck.unknown")
        table.add_row(
            one.market[:_SHOWN], f"{one.kind} {one.folder}".strip(), f"{one.looks.count:,}",
            independent(one.looks.effective), formatted(one.sharpe, "{:.2f}", say),
            formatted(one.probabilistic, "{:.3f}", say), deflated,
        )  # fmt: skip
    table.caption, table.caption_justify = say("luck.caption"), "left"
    return table
