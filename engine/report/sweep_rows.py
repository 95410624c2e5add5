"""Tables of a sweep as text: its runs, those that were refused, and the windows of a walk forward."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from engine.report.formats import figure
from engine.report.survival_rows import NOTHING
from engine.report.sweep_figures import Row, column_title, setting_text, told
from engine.sweeps.ranking import Ranked
from engine.sweeps.result import SweepResult
from engine.words import Words

FIGURES = ("sharpe", "cagr", "volatility", "max_drawdown", "worst_month", "margin_calls", "forced_sales")
PLATEAU, ALIKE, CLIFF, OWN = "=", "~", "!", "*"
"""Marks of cells, as they stand on a terminal."""


class Told(NamedTuple):
    """Columns of a table: settings that differ between its rows, by name and short name, figures that do, and what is
    the same in all rows, as text.
    """

    settings: dict[str, str]
    figures: list[str]
    same: dict[str, str]


def figures_shown(result: SweepResult) -> list[str]:
    """The figures of a table of runs, the criterion first."""
    return list(dict.fromkeys([result.request["criterion"], *FIGURES]))


def columns_of(result: SweepResult, rows: Sequence[Row], say: Words) -> Told:
    """Columns of a table with some rows: what is the same in all of them has none. A single row has all."""
    texts = {name: {setting_text(row[name]) for row in rows} for name in result.values}
    figures = {name: {told(name, row, say) for row in rows} for name in figures_shown(result)}
    alike = [name for name in figures if len(figures[name]) == 1 and len(rows) > 1]
    differ = [name for name in texts if len(texts[name]) > 1 or len(rows) == 1]
    same = {name: texts[name].pop() for name in texts if name not in differ}
    same |= {column_title(name, say): figures[name].pop() for name in alike}
    return Told(short_names(differ), [name for name in figures if name not in alike], same)


def short_names(names: Sequence[str]) -> dict[str, str]:
    """Settings by their last word, where no other has the same.

    >>> short_names(["overlay.ratio", "hedge.ratio", "cash.buffer"])
    {'overlay.ratio': 'overlay.ratio', 'hedge.ratio': 'hedge.ratio', 'cash.buffer': 'buffer'}
    """
    last = [name.rpartition(".")[2] for name in names]
    return {name: word if last.count(word) == 1 else name for name, word in zip(names, last, strict=True)}


def marks(row: Row, found: Ranked) -> str:
    """Marks of a cell: on the plateau of the best or as good elsewhere, at a cliff, the plan's own."""
    cell = row["cell"]
    near = (PLATEAU, cell in found.plateau), (ALIKE, cell in found.alike - found.plateau)
    told = (*near, (CLIFF, cell in found.cliffs), (OWN, row["own"]))
    return "".join(mark for mark, there in told if there)


def windows(result: SweepResult, say: Words) -> list[Mapping[str, Any]]:
    """Windows of a walk forward: dates, the row of `runs` that was chosen, and the criterion where it was chosen, where
    it was held, and of the median cell there, as text.
    """
    rows = {row["cell"]: row for row in result.tables["runs"].drop_columns(["months"]).to_pylist()}
    criterion = result.request["criterion"]

    def text(value: float | None) -> str:
        return NOTHING if value is None else figure(criterion, value, say)

    return [
        {"start": row["start"].isoformat(), "end": row["end"].isoformat(), "row": rows[row["cell"]],
         "figures": [text(row[name]) for name in ("train", "test", "median")]}
        for row in result.tables["walk_forward"].to_pylist()
    ]  # fmt: skip
