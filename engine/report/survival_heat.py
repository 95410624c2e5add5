"""Heat maps of a survival result: overlay by buffer, how often the broker sells, and where it stops being safe."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from engine.survival.first_sentence import THROWN_OUT, Row
from engine.survival.result import SurvivalResult
from engine.survival.schemas import ALL
from engine.words import Words
from engine.words.sentence import percent

AXES = ("overlay.ratio", "options.budget", "cash.buffer")
"""Settings that are the axes of a map; others that were varied have maps of their own."""
FAINT = 4
"""Powers of ten below certainty at which a cell loses its colour."""


class Square(NamedTuple):
    """A cell on its map: its row of `survival`, whether it is safe as the table `safe` understands it, and whether it
    is the user's own. `right` and `below`: the line between safe and not runs there.
    """

    cell: int
    row: Row
    safe: bool
    own: bool
    right: bool = False
    below: bool = False

    @property
    def heat(self) -> float:
        """Strength of its colour, 0 to 1: a power of ten is a step."""
        chance = self.row["probability"]
        return round(min(max(1.0 + math.log10(chance) / FAINT, 0.0), 1.0), 2) if chance > 0.0 else 0.0


class Grid(NamedTuple):
    """A map: what all its cells have in common, overlays from left to right, buffers from top to bottom, and the
    squares by row; None where a combination was not tried.
    """

    name: str
    overlays: list[float]
    buffers: list[float]
    rows: list[list[Square | None]]

    @property
    def squares(self) -> list[Square]:
        """Those that were tried."""
        return [square for row in self.rows for square in row if square]


def grids(result: SurvivalResult, say: Words) -> list[Grid]:
    """A map for each profile and pattern, and for each value of other settings that were varied."""
    found = {
        row["cell"]: row
        for row in result.table("survival").to_pylist()
        if (row["event"], row["kind"]) == (THROWN_OUT, ALL)
    }
    groups: dict[tuple[str, ...], list[Row]] = {}
    for cell in result.table("cells").to_pylist():
        groups.setdefault((cell["profile"], cell["pattern"], _others(cell)), []).append(cell)
    least = 1.0 - result.request["confidence"]
    return [_grid(_name(group, say), cells, found, least) for group, cells in groups.items()]


def upper(row: Row) -> float:
    """Upper bound of a probability; what simulation leaves open where no history was resampled."""
    return float(row["simulation_high"] if row["high"] is None else row["high"])


def _others(cell: Row) -> str:
    settings: Mapping[str, Any] = json.loads(cell["settings"])
    own = {*AXES, "pattern", "account.profile"}
    return " ".join(f"{name}={value}" for name, value in settings.items() if name not in own)


def _name(group: tuple[str, ...], say: Words) -> str:
    profile, pattern, others = group
    return " · ".join(filter(None, [profile, say("survive.pattern", name=pattern), others]))


def _grid(name: str, cells: Sequence[Row], found: Mapping[int, Row], allowed: float) -> Grid:
    overlays, buffers = (sorted({cell[axis] for cell in cells}) for axis in ("overlay", "buffer"))
    at = {(cell["buffer"], cell["overlay"]): cell for cell in cells}
    rows = [_safe_first((at.get((buffer, overlay)) for overlay in overlays), found, allowed) for buffer in buffers]
    return Grid(name, overlays, buffers, _with_lines(rows))


def _safe_first(cells: Iterable[Row | None], found: Mapping[int, Row], allowed: float) -> list[Square | None]:
    """A row of squares, the smallest overlay first: safe until the first that is not."""
    row: list[Square | None] = []
    safe = True
    for cell in cells:
        safe = safe and (cell is None or upper(found[cell["cell"]]) <= allowed)
        row.append(Square(cell["cell"], found[cell["cell"]], safe, cell["own"]) if cell else None)
    return row


def _with_lines(rows: list[list[Square | None]]) -> list[list[Square | None]]:
    def differs(square: Square, row: int, column: int) -> bool:
        other = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
        return other is not None and other.safe != square.safe

    return [
        [
            square and square._replace(right=differs(square, y, x + 1), below=differs(square, y + 1, x))
            for x, square in enumerate(row)
        ]
        for y, row in enumerate(rows)
    ]


def axis_text(value: float) -> str:
    """An overlay or a buffer as it stands at a map.

    >>> axis_text(0.2), axis_text(0.005)
    ('20 %', '0.5 %')
    """
    return percent(value)
