"""Trades of a run by the kind of market in which they were opened, for a terminal and for programs."""

from collections.abc import Sequence
from typing import Any

from rich.table import Table

from engine.analysis.trades_by_regime import EVERY, RegimeTrades
from engine.report.console import plain, with_columns
from engine.words import Words
from engine.words.regime_names import regime_name

FORMATS = {"trades": "{:,}", "won": "{:.0%}", "payoff": "{:.2f}", "mean": "{:+.2f}", "total": "{:+.1f}",
    "gain": "{:+.1%}"}  # fmt: skip


def trades_by_table(rows: Sequence[RegimeTrades], scheme: str, say: Words) -> Table:
    """A row for each regime of a scheme; what is not known stays empty."""
    table = plain(say("trades_by.title", scheme=say(f"scheme.{scheme}")))
    with_columns(table, say("trades_by.regime"), *(say(f"trades_by.{name}") for name in FORMATS), right=len(FORMATS))
    for row in rows:
        told = say("trades_by.all") if row.regime == EVERY else regime_name(row.regime, say)
        values = row._asdict()
        table.add_row(
            told, *("" if values[name] is None else form.format(values[name]) for name, form in FORMATS.items())
        )
    table.caption, table.caption_justify = say("trades_by.note"), "left"
    return table


def plain_trades_by(rows: Sequence[RegimeTrades], scheme: str) -> dict[str, Any]:
    """The same as values for JSON."""
    return {"scheme": scheme, "regimes": [row._asdict() for row in rows]}
