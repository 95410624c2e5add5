"""The list of what is saved, for a terminal: two lines for each run or comparison, which fit 80 columns."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from rich.table import Table

from engine.report.console import plain, with_columns
from engine.report.headlines import ENGLISH, formatted
from engine.saved.listing import Saved
from engine.words import Words

KINDS = {
    "run": "listing.run",
    "comparison": "listing.comparison",
    "survival": "listing.survival",
    "sweep": "listing.sweep",
    "worth": "listing.worth",
    "portfolio": "listing.portfolio",
}


def listing_table(saved: Sequence[Saved], say: Words = ENGLISH) -> Table:
    """Two lines for each, in the order given."""
    titles = ("listing.folder", "listing.kind", "listing.period", "listing.figures", "listing.started")
    table = with_columns(plain(), *map(say, titles))
    table.columns[3].justify = "right"
    for one in saved:
        figures = "" if one.kind != "run" else f"{_share(one.cagr, say)}\n{_share(one.max_drawdown, say)}"
        started = f"{one.started.astimezone(UTC):%Y-%m-%d\n%H:%M:%S}"
        kind = f"{say(KINDS[one.kind])}\n{','.join(one.patterns)}"
        table.add_row(f"{one.path.name}\n{one.name}".rstrip(), kind, f"{one.first}\n{one.last}", figures, started)
    return table


def plain_listing(saved: Sequence[Saved]) -> list[dict[str, Any]]:
    """The same as values for JSON."""
    return [
        {
            "folder": str(one.path),
            "kind": one.kind,
            "name": one.name,
            "patterns": list(one.patterns),
            "accounts": list(one.accounts),
            "period": {"first": one.first, "last": one.last},
            "metrics": {"cagr": one.cagr, "max_drawdown": one.max_drawdown},
            "started": one.started.isoformat(),
        }
        for one in saved
    ]


def _share(value: float | None, say: Words) -> str:
    return formatted(value, "{:.2%}", say)
