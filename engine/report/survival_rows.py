"""What stands in the tables of a survival result, as text: the same on a terminal, in a notebook and on a page."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from engine.report.survival_heat import upper
from engine.survival.first_sentence import THROWN_OUT, Row, in_focus, simulation
from engine.survival.result import SurvivalResult
from engine.survival.schemas import ALL, EVENTS, LIVED
from engine.words import Words
from engine.words.sentence import chance

FULL_CELLS = 8
"""So many cells have curves and tables of their own; of more only the one in focus."""
NOTHING = "–"  # noqa: RUF001


class EventRow(NamedTuple):
    """An event as text: how often, within what, how much of that is simulation, by kind of path, how often a path has
    it, and when half of those that had it had it first.
    """

    event: str
    probability: str
    interval: str
    simulation: str
    kinds: list[str]
    often: str
    year: str


def cells_in_full(result: SurvivalResult) -> list[Row]:
    """The cells that are told in full, the one in focus first."""
    cells, focus = result.table("cells").to_pylist(), in_focus(result.tables)
    return [focus, *(cell for cell in cells if cell != focus)] if len(cells) <= FULL_CELLS else [focus]


def kinds_of(result: SurvivalResult) -> list[str]:
    """The kinds of path that there are, where there are several."""
    found = [kind for kind in result.table("survival")["kind"].unique().to_pylist() if kind != ALL]
    return found if len(found) > 1 else []


def events_of(result: SurvivalResult) -> list[str]:
    """What is told of some cell, in its order: more where money is taken out."""
    told = set(result.table("survival")["event"].to_pylist())
    return [*EVENTS, *(event for event in LIVED if event in told)]


def event_rows(result: SurvivalResult, cell: int, say: Words) -> list[EventRow]:
    """All events of a cell."""
    rows: dict[str, dict[str, Row]] = {}
    for row in of_cell(result.table("survival"), cell):
        rows.setdefault(row["event"], {})[row["kind"]] = row
    return [_event_row(rows[event], kinds_of(result), say) for event in events_of(result) if event in rows]


def event_titles(result: SurvivalResult, say: Words) -> list[str]:
    """What stands above the columns of events."""
    first, last = ("event", "probability", "interval", "simulation"), ("count", "year")
    kinds = [say.told("path_kind", kind) for kind in kinds_of(result)]
    return [
        *(say(f"survive_column.{name}") for name in first),
        *kinds,
        *(say(f"survive_column.{name}") for name in last),
    ]


def _event_row(rows: Mapping[str, Row], kinds: Sequence[str], say: Words) -> EventRow:
    row = rows[ALL]
    return EventRow(
        say.told("happened", row["event"]),
        chance(row["probability"]),
        interval(row, say),
        f"{simulation(rows):.2f}",
        [chance(rows[kind]["probability"]) for kind in kinds],
        NOTHING if row["mean_count"] is None else often(row["mean_count"]),
        NOTHING if row["median_year"] is None else f"{row['median_year']:.1f}",
    )


def interval(row: Row, say: Words) -> str:
    """The ends of an interval; those of simulation alone where no history was resampled."""
    low = row["simulation_low"] if row["low"] is None else row["low"]
    return say("survive.between", low=low, high=upper(row))


def often(count: float) -> str:
    """A mean count, with a digit also where it is small.

    >>> often(12.345), often(0.0027), often(0.0)
    ('12.35', '0.003', '0')
    """
    return f"{count:,.2f}" if count >= 0.1 else f"{count:.1g}"


def times(value: float | None) -> str:
    """A multiple of opening capital.

    >>> times(0.6249), times(None)
    ('0.62x', '–')
    """  # noqa: RUF002
    return NOTHING if value is None else f"{value:.2f}x"


def quantiles(result: SurvivalResult, cell: int) -> list[Row]:
    """Wealth at the end by quantile, of the account and of the fund alone on the same paths."""
    return of_cell(result.table("terminal"), cell)


def of_cell(table: pa.Table, cell: int) -> list[Row]:
    """The rows of a cell."""
    return list(table.filter(pc.equal(table["cell"], cell)).to_pylist())


ALL_EVENTS = ("margin_call", THROWN_OUT, "ruin", "not_lived")
ALL_QUANTILES = (0.01, 0.5)


def all_cells(result: SurvivalResult, say: Words) -> dict[str, Any]:
    """Titles (`all_titles`) and rows (`all_cells`) with a few numbers of every cell; none where there is one alone."""
    cells = result.table("cells").to_pylist()
    happened = {(row["cell"], row["event"]): row for row in result.table("survival").to_pylist() if row["kind"] == ALL}
    ends = {(row["cell"], row["quantile"]): row["wealth"] for row in result.table("terminal").to_pylist()}
    events = [event for event in ALL_EVENTS if event in events_of(result)]
    titles = [
        say("survive_column.cell"),
        *(say.told("happened", event) for event in events),
        say("survive_column.interval"),
    ]
    rows = [
        [
            cell["name"],
            *(_chance_of(happened.get((cell["cell"], event))) for event in events),
            interval(happened[cell["cell"], THROWN_OUT], say),
            *(times(ends[cell["cell"], quantile]) for quantile in ALL_QUANTILES),
        ]
        for cell in cells
    ]
    return {
        "all_titles": [*titles, *(say("survive.end_at", share=quantile) for quantile in ALL_QUANTILES)],
        "all_cells": rows if len(cells) > 1 else [],
    }


def _chance_of(row: Row | None) -> str:
    return NOTHING if row is None else chance(row["probability"])
