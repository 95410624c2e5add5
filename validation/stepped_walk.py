"""A plan stepped day by day on a market that ends that day, held against one backtest that saw all of it at once."""

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from data.base.days import iso
from data.market.market import Market
from engine import Paper, RunConfig, backtest
from engine.analysis.option_sums import TABLE as OPTION_ATTRIBUTION
from engine.settings.run_config import parse_config
from validation.stepped_plans import sessions

CLOCK = datetime(2026, 1, 2, 12, tzinfo=UTC)
"""When everything is written down."""

NOT_RECORDED = {"verdicts", OPTION_ATTRIBUTION}
"""What is said of a whole run, and what follows from other tables and the market."""


class Walked(NamedTuple):
    """Steps that were made, tables and rows that one backtest has, the orders that waited after its last session,
    and the tables whose rows are not the same in every bit.
    """

    steps: int
    tables: int
    rows: int
    waiting: int
    different: tuple[str, ...]


def clock() -> datetime:
    """The time that stands in the entries."""
    return CLOCK


def begun(path: Path, config: RunConfig, market: Market, first: str) -> Paper:
    """A journal that is begun on a market that ends with its first session."""
    opening = sessions(market, first, "9999-12-31")[0]
    return Paper.start(path, config, market.until(opening), opening, now=clock)


def walk(paper: Paper, market: Market, last: str) -> Walked:
    """Step a journal to every session until one, each on the market as it stood that evening, and compare. Raises what
    `Paper.step` raises.
    """
    days = sessions(market, iso(paper.first), last)
    for today in days:
        Paper.open(paper.path, clock).step(market.until(today))
    return compared(paper, market, last)


def compared(paper: Paper, market: Market, last: str) -> Walked:
    """What the entries of a journal hold, against one backtest until the same session on the whole market."""
    recorded = {name: rows for name, rows in paper.tables().items() if name not in {"market", "sent"}}
    known, waiting = at_once(paper.config, market, last)
    different = [name for name in sorted({*recorded, *known}) if not _same(recorded.get(name), known.get(name))]
    return walked_of(known, waiting)._replace(different=tuple(different))


def at_once(config: RunConfig, market: Market, last: str) -> tuple[dict[str, pa.Table], int]:
    """The rows of one backtest until a session that stay as they are when it goes on, by table, and how many orders
    wait after it. Raises what `backtest` raises.
    """
    settings = config.settings()
    settings["period"] = {**settings["period"], "end": last}
    run = backtest(parse_config(settings, "at once"), market)
    tables = {name: _final(name, run.table(name)) for name in run.tables if name not in NOT_RECORDED}
    waiting = run.table("orders").num_rows - tables["orders"].num_rows
    return {name: rows for name, rows in tables.items() if rows.num_rows}, waiting


def walked_of(tables: dict[str, pa.Table], waiting: int) -> Walked:
    """How much there is to be compared."""
    rows = sum(table.num_rows for table in tables.values())
    return Walked(tables["equity"].num_rows, len(tables), rows, waiting, ())


def _final(name: str, table: pa.Table) -> pa.Table:
    """The rows that stay as they are when the run goes on, in the words of the tables themselves."""
    if name in {"orders", "resting_orders"}:
        return table.filter(pc.not_equal(table["status"], "waiting"))
    if name == "events":
        return table.filter(pc.not_equal(table["kind"], "tax_outstanding"))
    return table.filter(pc.invert(table["open"])) if name == "trades" else table


def _same(one: pa.Table | None, other: pa.Table | None) -> bool:
    """Whether two tables have the same columns, types and bits."""
    if one is None or other is None or one.column_names != other.column_names:
        return False
    return all(
        one[name].type == other[name].type and one[name].combine_chunks().equals(other[name].combine_chunks())
        for name in one.column_names
    )
