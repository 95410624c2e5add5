"""A survival result as one picture that can be passed on: map, curves and fan.

It is written as SVG, from a template of our own: nothing that the program needs can draw pixels, and browsers, editors
and slides take SVG as it is (docs/decisions/004-dependencies.md).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import east_asian_width

from data.base.errors import ConfigError, ResultError
from engine.report import frame
from engine.report.palette import PAPER, SOURCES, strokes
from engine.report.survival_heat import Square, axis_text, grids
from engine.report.survival_rows import interval, of_cell
from engine.results.folders import write_text
from engine.survival.first_sentence import in_focus
from engine.survival.result import SurvivalResult
from engine.survival.schemas import ALL, EVENTS
from engine.words import Words, words
from engine.words.sentence import chance, percent

LOUD = ("margin_call", "forced_sale", "ruin", "fall_20", "fall_35", "fall_50")
BANDS = ((0.01, 0.99, 0.13), (0.05, 0.95, 0.2), (0.25, 0.75, 0.34))
"""Quantiles between which the fan is filled, and how densely."""
LINE = 118
"""Letters of half width that a line of the sentence takes."""
TICKS = 5
WIDE = 90.0
"""Width from which a square has room for its interval."""


class Panel(NamedTuple):
    """A rectangle of the picture, in its units, and the values at its edges."""

    left: float
    top: float
    width: float
    height: float
    last: float = 1.0
    low: float = 0.0
    high: float = 1.0

    def point(self, x: float, y: float) -> str:
        """Where a value stands, x from 0 to `last`, y from `low` to `high`."""
        up = (y - self.low) / (self.high - self.low)
        return f"{self.left + self.width * x / self.last:.1f},{self.top + self.height * (1.0 - up):.1f}"

    def points(self, xs: Sequence[float], ys: Sequence[float]) -> str:
        """A line."""
        return " ".join(self.point(x, y) for x, y in zip(xs, ys, strict=True))

    def ticks(self) -> list[tuple[float, float]]:
        """(value, place from above) of a few values at the left edge."""
        values = [self.low + (self.high - self.low) * place / (TICKS - 1) for place in range(TICKS)]
        return [(value, float(self.point(0.0, value).partition(",")[2])) for value in values]


MAP, CURVES, FAN = Panel(110, 250, 470, 350), Panel(700, 225, 460, 155), Panel(700, 455, 460, 155)


def write_picture(result: SurvivalResult, path: Path | str, language: str = "en") -> Path:
    """Write the picture; a file of that name is replaced whole. Raises `ConfigError` for a name that does not end in
    .svg, `ResultError` when it cannot be written.
    """
    path, say = Path(path), words(language)
    check_picture(path, say)
    return write_text(path, picture(result, say))


def check_picture(path: Path, say: Words) -> None:
    """Raise `ConfigError` for a picture whose name does not end in .svg, and `ResultError` for one in no folder."""
    if path.suffix.lower() != ".svg":
        raise ConfigError(say("survive.picture_kind", file=path))
    if not path.parent.is_dir():
        raise ResultError(say("survive.picture_folder", file=path))


def picture(result: SurvivalResult, say: Words) -> str:
    """The picture of the cell in focus as SVG; nothing in it is loaded from elsewhere."""
    asked, market = result.request, result.manifest["market"]
    template = frame.environment().get_template("survival.svg")
    return template.render(
        title=say("survive.title"),
        lines=wrapped(result.first_sentence(say.language), LINE),
        source=say(
            "survive.span", paths=asked["paths"], years=asked["years"], first=market["first"], last=market["last"]
        ),
        paper=PAPER.light, account=SOURCES["overlay"].light, hot=SOURCES["costs"].light,
        map=_map(result, say), curves=_curves(result, say), fan=_fan(result, say), years=asked["years"], say=say,
    )  # fmt: skip


def wrapped(text: str, width: int) -> list[str]:
    """Text in lines of at most so many letters of half width; words stay whole, Japanese may end anywhere.

    >>> wrapped("one two three 99 %", 7)
    ['one two', 'three', '99 %']
    """
    lines = [""]
    for piece in _pieces(text):
        if _width(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def _pieces(text: str) -> list[str]:
    """What may not be broken: words with the space behind them, single letters of full width."""
    found = [""]
    for place, letter in enumerate(text):
        wide = east_asian_width(letter) in "WF"
        if wide and letter not in "、。)":
            found.append("")
        found[-1] += letter
        if (wide or letter == " ") and text[place + 1 : place + 2] != "%":
            found.append("")
    return [piece for piece in found if piece]


def _width(text: str) -> int:
    return len(text) + len([letter for letter in text if east_asian_width(letter) in "WF"])


def _map(result: SurvivalResult, say: Words) -> dict[str, Any]:
    """The map that has the cell in focus: squares with their places and texts, and the line between safe and not."""
    own = in_focus(result.tables)["cell"]
    grid = next(grid for grid in grids(result, say) if own in [square.cell for square in grid.squares])
    across, down = min(MAP.width / len(grid.overlays), 160.0), min(MAP.height / len(grid.buffers), 90.0)
    return {
        "name": grid.name,
        "line": say("survive.map_line", confidence=percent(result.request["confidence"])),
        "columns": [(MAP.left + across * (x + 0.5), axis_text(one)) for x, one in enumerate(grid.overlays)],
        "rows": [(MAP.top + down * (y + 0.5), axis_text(one)) for y, one in enumerate(grid.buffers)],
        "squares": [
            _square(square, (MAP.left + across * x, MAP.top + down * y), say, told=across > WIDE)
            for y, squares in enumerate(grid.rows)
            for x, square in enumerate(squares)
            if square
        ],
        "size": (across, down),
        "bottom": MAP.top + down * len(grid.buffers),
        "panel": MAP,
    }


def _square(square: Square, corner: tuple[float, float], say: Words, *, told: bool) -> dict[str, Any]:
    return {
        "left": corner[0],
        "top": corner[1],
        "one": square,
        "text": chance(square.row["probability"]),
        "interval": interval(square.row, say) if told else "",
    }


def _curves(result: SurvivalResult, say: Words) -> dict[str, Any]:
    """Shares of paths without an event, by year."""
    rows = of_cell(result.table("by_year"), in_focus(result.tables)["cell"])
    shares = {
        event: [1.0, *(row["share"] for row in rows if (row["event"], row["kind"]) == (event, ALL))] for event in LOUD
    }
    least = min(min(values) for values in shares.values())
    panel = CURVES._replace(last=result.request["years"], low=min(least, 0.999))
    form = "{:.0%}" if least < 0.9 else "{:.1%}" if least < 0.99 else "{:.2%}"
    lines = [
        {"points": panel.points(range(len(values)), values), "name": say.told("happened", event), "stroke": stroke}
        for event, stroke in strokes(EVENTS).items()
        if len(values := shares.get(event, [])) > 1
    ]
    return {"panel": panel, "lines": lines, "ticks": [(form.format(value), up) for value, up in panel.ticks()]}


def _fan(result: SurvivalResult, say: Words) -> dict[str, Any] | None:
    """Wealth by month, in bands; None where it was not kept."""
    rows = of_cell(result.table("fan"), in_focus(result.tables)["cell"])
    of: dict[float, list[float]] = {}
    for row in rows:
        of.setdefault(row["quantile"], []).append(row["wealth"])
    if not of:
        return None
    months = range(len(of[0.5]))
    panel = FAN._replace(last=len(months) - 1, low=min(*of[0.01], 1.0), high=max(of[0.99]) * 1.02)
    bands = [
        {
            "points": panel.points([*months, *reversed(months)], [*of[high], *reversed(of[low])]),
            "density": density,
            "name": say("differences.between", low=percent(low), high=percent(high)),
        }
        for low, high, density in BANDS
    ]
    ticks = [(f"{value:.2f}x", up) for value, up in panel.ticks()]
    return {"panel": panel, "bands": bands, "middle": panel.points(months, of[0.5]), "ticks": ticks}
