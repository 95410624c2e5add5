"""What stands in the tables of a survival result, as text: the same on a terminal, in a notebook and on a page."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from engine.report.survival_heat import upper
from engine.survive.first_sentence import Row, in_focus
from engine.survive.result import SurvivalResult
from engine.survive.schemas import ALL, EVENTS
from engine.words import Words
from engine.words.sentence import chance

FULL_CELLS = 8
"""So many cells have curves and tables of their own; of more only the one in focus."""
WORST = 5
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
    count: str
    year: str


def cells_in_full(result: SurvivalResult) -> list[Row]:
    """The cells that are told in full, the one in focus first."""
    cells, focus = result.table("cells").to_pylist(), in_focus(result.tables)
    return [focus, *(cell for cell in cells if cell != focus)] if len(cells) <= FULL_CELLS else [focus]


def kinds_of(result: SurvivalResult) -> list[str]:
    """The kinds of path that there are, where there are several."""
    found = [kind for kind in result.table("survival")["kind"].unique().to_pylist() if kind != ALL]
    return found if len(found) > 1 else []


def event_rows(result: SurvivalResult, cell: int, say: Words) -> list[EventRow]:
    """All events of a cell."""
    rows = {(row["event"], row["kind"]): row for row in _of_cell(result.table("survival"), cell)}
    kinds = kinds_of(result)
    return [
        _event_row(rows[event, ALL], [rows[event, kind] for kind in kinds], say)
        for event in EVENTS
        if (event, ALL) in rows
    ]


def _event_row(row: Row, by_kind: Sequence[Row], say: Words) -> EventRow:
    return EventRow(
        say.told("happened", row["event"]),
        chance(row["probability"]),
        interval(row, say),
        f"{100.0 * (row['simulation_high'] - row['simulation_low']):.2f}",
        [chance(one["probability"]) for one in by_kind],
        NOTHING if row["mean_count"] is None else f"{row['mean_count']:.2f}",
        NOTHING if row["median_year"] is None else f"{row['median_year']:.1f}",
    )


def interval(row: Row, say: Words) -> str:
    """The ends of an interval; those of simulation alone where no history was resampled."""
    low = row["simulation_low"] if row["low"] is None else row["low"]
    return say("survive.between", low=low, high=upper(row))


def times(value: float | None) -> str:
    """A multiple of opening capital.

    >>> times(0.6249), times(None)
    ('0.62x', '–')
    """  # noqa: RUF002
    return NOTHING if value is None else f"{value:.2f}x"


def worst_paths(result: SurvivalResult, cell: int, count: int = WORST) -> list[Row]:
    """The worst paths of a cell: those with a forced sale before those without, and among them the poorest at the end
    first.
    """
    kept: list[dict[str, Any]] = []
    for part in result.parts():
        own = part.filter(pc.equal(part["cell"], cell))
        first = own.append_column("spared", pc.equal(own["forced_sales"], 0))
        order = pc.sort_indices(first, [("spared", "ascending"), ("wealth", "ascending"), ("path", "ascending")])
        kept += first.take(order[:count]).to_pylist()
    return sorted(kept, key=lambda row: (row["spared"], row["wealth"], row["path"]))[:count]


def replay_command(result: SurvivalResult, *, cell: int, path: int) -> str:
    """The command that runs one path through the event engine."""
    name = result.path.name if result.path else ""
    return f"overlay replay {name} --path {path}" + (f" --cell {cell}" if cell else "")


def start_command(result: SurvivalResult, *, cell: int, start: object) -> str:
    """The command that runs the account from a real start date."""
    name = result.path.name if result.path else ""
    return f"overlay replay {name} --start {start}" + (f" --cell {cell}" if cell else "")


def quantiles(result: SurvivalResult, cell: int) -> list[Row]:
    """Wealth at the end by quantile, of the account and of the fund alone on the same paths."""
    return _of_cell(result.table("terminal"), cell)


def _of_cell(table: pa.Table, cell: int) -> list[Row]:
    return list(table.filter(pc.equal(table["cell"], cell)).to_pylist())
