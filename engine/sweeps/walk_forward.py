"""A walk forward: in each window the settings that were best on the years before are held for the next ones."""

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from data.base.arrow import to_array
from data.base.days import Day, date_of, iso
from data.base.errors import DataError
from engine.analysis.drawdowns import falls
from engine.settings.grid import Cell
from engine.settings.run_config import parse_config
from engine.sweeps.chunk import Answer, Asked, asked_of
from engine.sweeps.criteria import best
from engine.sweeps.result import rows_table
from engine.sweeps.schemas import SCHEMAS
from engine.sweeps.told import Row
from engine.sweeps.windows import Window

Rows = Callable[[Sequence[Asked]], Sequence[Row]]
"""Runs cells, and gives their rows in the same order."""
Held = Callable[[Asked], Answer]
"""Runs one cell with its curve."""


class Walk(NamedTuple):
    """Cells and windows, and the criterion by which one of the cells is chosen in each window."""

    cells: Sequence[Cell]
    windows: Sequence[Window]
    criterion: str


class Chosen(NamedTuple):
    """The place of the cell that was chosen in a window, its criterion there and where it was held, and that of the
    median cell there.
    """

    place: int
    train: float
    test: float | None
    median: float | None


def walk_forward(walk: Walk, run: Rows, held: Held, whole: int) -> tuple[pa.Table, pa.Table]:
    """Tables `walk_forward` and `stitched`: what is chosen on each window's first years, of all cells, and the one
    account that holds each choice for the years after, beginning with what the choice before left; beside it those of
    the plan itself and of the cell `whole`, the best of all years.

    Raises `DataError` where nothing can be chosen; an account that is lost ends there.
    """
    chosen = _choices(walk, run)
    rows, curves = list[Row](), list[pa.Table]()
    own = _beside(walk, 0, held)
    capital = opening = own[0] if own else walk.cells[0].config.capital.initial
    for number, (window, choice) in enumerate(zip(walk.windows, chosen, strict=True)):
        cell = walk.cells[choice.place]
        curve = _curve(held(_asked(number, cell, (window.chosen, window.end), capital)))
        closing = curve["equity"][-1].as_py()
        rows.append({"window": number, **_row(window, cell, choice), "opening": capital, "closing": closing})
        # it begins on the session on which the one before it ended, whose equity it has
        curves.append(curve.slice(1 if curves else 0))
        capital = closing
        if capital <= 0.0:
            break
    beside = {"own": own, "best": _beside(walk, whole, held, opening)}
    return rows_table(rows, SCHEMAS["walk_forward"]), _stitched(curves, beside)


def _choices(walk: Walk, run: Rows) -> list[Chosen]:
    """What is chosen in each window: all cells of all windows are run at once."""
    spans = [span for window in walk.windows for span in ((window.start, window.chosen), (window.chosen, window.end))]
    count = len(walk.cells)
    asked = [
        _asked(number * count + place, cell, span)
        for number, span in enumerate(spans)
        for place, cell in enumerate(walk.cells)
    ]
    rows = run(asked)
    parts = [rows[first : first + count] for first in range(0, len(rows), count)]
    return [
        _choice(window, walk.criterion, *parts[2 * number : 2 * number + 2])
        for number, window in enumerate(walk.windows)
    ]


def _choice(window: Window, criterion: str, train: Sequence[Row], test: Sequence[Row]) -> Chosen:
    place = best(train, criterion)
    if place is None:
        raise DataError(
            f"walk forward: no cell has a {criterion} from {iso(window.start)} to {iso(window.chosen)} "
            f"({train[0].get('refused') or 'too few sessions, or no risk'}); choose longer windows or another criterion"
        )
    known = [row[criterion] for row in test if row.get(criterion) is not None]
    return Chosen(place, train[place][criterion], test[place].get(criterion), median(known) if known else None)


def _asked(number: int, cell: Cell, span: tuple[Day, Day], capital: float | None = None) -> Asked:
    """A cell over some sessions, with another opening capital where one is named."""
    settings: dict[str, Any] = cell.config.settings_for_all()
    settings["period"] = {"start": date_of(span[0]), "end": date_of(span[1])}
    if capital is not None:
        settings["capital"] = {**settings.get("capital", {}), "initial": capital}
        settings["investor"] = {**settings.get("investor", {}), "capital": None}
    return asked_of(number, parse_config(settings))


def _row(window: Window, cell: Cell, choice: Chosen) -> Row:
    return {
        "train_start": date_of(window.start),
        "train_end": date_of(window.chosen),
        "start": date_of(window.chosen),
        "end": date_of(window.end),
        "cell": choice.place,
        "name": cell.name,
        "train": choice.train,
        "test": choice.test,
        "median": choice.median,
    }


def _curve(answer: Answer) -> pa.Table:
    """Sessions and equity of a run. Raises `DataError` for one that was refused."""
    refused = answer.rows[0].get("refused")
    if refused:
        raise DataError(f"walk forward: {refused}")
    return answer.curves.select(["date", "equity"])


def _beside(walk: Walk, place: int, held: Held, capital: float | None = None) -> list[float]:
    """Equity of a cell over all windows, account currency, from its own opening capital or another; nothing where it
    is refused.
    """
    span = (walk.windows[0].chosen, walk.windows[-1].end)
    answer = held(_asked(0, walk.cells[place], span, capital))
    return [] if answer.rows[0].get("refused") else answer.curves["equity"].to_pylist()


def _stitched(curves: Sequence[pa.Table], beside: Mapping[str, list[float]]) -> pa.Table:
    whole = pa.concat_tables(curves)
    fallen = falls(np.asarray(to_array(whole["equity"])))
    whole = whole.append_column("drawdown", pa.array(fallen))
    for name, equity in beside.items():
        told = pa.array(equity[: len(whole)]) if equity else pa.nulls(len(whole), pa.float64())
        whole = whole.append_column(name, told)
    return whole.cast(SCHEMAS["stitched"])
