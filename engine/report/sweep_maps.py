"""Heat maps of a sweep: two settings that are numbers across and down, all others held."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from statistics import median
from typing import Any, NamedTuple

from engine.report.sweep_figures import WORSE, Row, setting_text, told
from engine.sweeps.landscape import Axis, axes
from engine.sweeps.ranking import Ranked
from engine.sweeps.result import SweepResult
from engine.words import Words

SIDES = {"left": (0, -1), "right": (0, 1), "above": (-1, 0), "below": (1, 0)}


class Square(NamedTuple):
    """A cell on a map: its row of `runs`, or several that the map puts together; the figure, or its median, as text;
    the strength of its colour from 0 to 1, and its marks. `edges` are the sides on which the plateau ends.
    """

    rows: list[Row]
    text: str
    heat: float
    plateau: bool
    cliff: bool
    edges: tuple[str, ...] = ()

    @property
    def own(self) -> bool:
        """Whether the plan itself is here."""
        return any(row["own"] for row in self.rows)

    @property
    def refused(self) -> str:
        """Why its settings make no run; empty where they do."""
        reasons = [row["refused"] for row in self.rows]
        return str(reasons[0]) if all(reasons) else ""


class Map(NamedTuple):
    """A map: what all its cells have in common (`name`), the settings across and down with their values, and the
    squares by row; None where a combination was not tried.
    """

    name: str
    across: Axis
    down: Axis
    rows: list[list[Square | None]]


def numbers(result: SweepResult) -> list[Axis]:
    """Settings that are numbers and have several values."""
    return [axis for axis in axes(result.values) if axis.ordered and len(axis.values) > 1]


def pairs(result: SweepResult) -> list[tuple[Axis, Axis]]:
    """All pairs of axes that a map can have, across and down."""
    return list(combinations(numbers(result), 2))


def others_of(row: Row, names: Sequence[str], without: Sequence[str]) -> str:
    """What a row holds of the settings that are no axes, as on a command line."""
    return " ".join(
        f"{name}={setting_text(row[name])}" for name in names if name not in without and row[name] is not None
    )


def maps(result: SweepResult, found: Ranked, name: str, pair: tuple[Axis, Axis], say: Words) -> Iterator[Map]:
    """The maps of a figure over a pair of settings, one for each combination of the others: that of the plan itself
    first, or where it is none of several that of the best. Of cells that were drawn there is one alone, with the median
    of all others.
    """
    every = result.tables["runs"].drop_columns(["months"]).to_pylist()
    colours = _Colours(name, *_ends([row[name] for row in every]))
    names = [axis.name for axis in pair]
    if result.request["sample"]:
        groups, first = {say("sweep.together"): [row for row in every if None not in map(row.get, names)]}, None
    else:
        groups = combinations_of(every, list(result.values), names)
        first = _first(groups, found)
    for group, rows in sorted(groups.items(), key=lambda one: one[0] != first):
        yield Map(group, *pair, _laid(rows, pair, lambda of: _square(of, colours, found, say)))


class _Colours(NamedTuple):
    """A figure, and its values at the faintest and at the strongest colour: the same on all maps."""

    figure: str
    low: float
    high: float

    def heat(self, value: float | None) -> float:
        if value is None or self.high == self.low:
            return 0.0
        return round((value - self.low) / (self.high - self.low), 2)


def combinations_of(rows: Sequence[Row], names: Sequence[str], along: Sequence[str]) -> dict[str, list[Row]]:
    """Rows by what they hold of the settings that are no axes; a combination of one cell has no map where another has
    several.
    """
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if all(row[name] is not None for name in along):
            groups.setdefault(others_of(row, names, along), []).append(row)
    return {group: told for group, told in groups.items() if len(told) > 1} or groups


def _first(groups: Mapping[str, Sequence[Row]], found: Ranked) -> str | None:
    """The combination that the plan itself has, else that of the best."""
    at = {row["cell"]: group for group, rows in groups.items() for row in rows}
    return next((at[row["cell"]] for row in (found.own, *found.rows) if row["cell"] in at), None)


def _square(rows: list[Row], colours: _Colours, found: Ranked, say: Words) -> Square:
    known = [row[colours.figure] for row in rows if row[colours.figure] is not None]
    value = median(known) if known else None
    ran = any(row["refused"] is None for row in rows)
    text = told(colours.figure, {colours.figure: value}, say) if ran else say("sweep.refused_cell")
    cell = rows[0]["cell"] if len(rows) == 1 else None
    return Square(rows, text, colours.heat(value), cell in found.plateau, cell in found.cliffs)


def _laid(
    rows: Sequence[Row], pair: tuple[Axis, Axis], square: Callable[[list[Row]], Square]
) -> list[list[Square | None]]:
    at: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        at.setdefault(tuple(row[axis.name] for axis in pair), []).append(row)
    laid = [[square(at[x, y]) if (x, y) in at else None for x in pair[0].values] for y in pair[1].values]
    return [
        [one and one._replace(edges=_edges(laid, y, x) if one.plateau else ()) for x, one in enumerate(line)]
        for y, line in enumerate(laid)
    ]


def _edges(laid: Sequence[Sequence[Square | None]], y: int, x: int) -> tuple[str, ...]:
    """Sides of a square of the plateau on which the next one is not of it."""

    def inside(row: int, column: int) -> bool:
        there = 0 <= row < len(laid) and 0 <= column < len(laid[row])
        other = laid[row][column] if there else None
        return other is not None and other.plateau

    return tuple(side for side, (down, across) in SIDES.items() if not inside(y + down, x + across))


def _ends(values: Sequence[Any]) -> tuple[float, float]:
    known = [value for value in values if value is not None]
    return (min(known), max(known)) if known else (0.0, 0.0)


def side(name: str) -> str:
    """Colour of a figure: `gain` where more is better, `loss` where it is worse."""
    return "loss" if name in WORSE else "gain"
