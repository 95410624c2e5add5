"""A survival result as one picture that can be passed on: map, curves and fan.

It is written as SVG: nothing that the program needs can draw pixels, and browsers, editors and slides take SVG as it is
(docs/decisions/004-dependencies.md).
"""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from data.base.errors import ConfigError, ResultError
from engine.report.drawing import BLACK, Area, Ink, Line, Shape, Sheet, Text, as_file, box, wrapped
from engine.report.palette import SOURCES
from engine.report.picture import GREY, GRID, SMALL, Panel, drawn
from engine.report.survival_heat import Grid, Square, axis_text, grids
from engine.report.survival_pictures import ACCOUNT, curves, fan
from engine.report.survival_rows import interval
from engine.results.folders import refuse_existing, write_text
from engine.survival.first_sentence import in_focus
from engine.survival.result import SurvivalResult
from engine.words import Words, words
from engine.words.sentence import chance, percent

LINE = 118
"""Letters of half width that a line of the sentence takes."""
WIDE = 180.0
"""Width from which a square has room for its interval."""
NARROW = 110.0
"""Width below which what stands in a square is small."""
HOT = Ink("hot", SOURCES["costs"])
MAP, CURVES, FAN = Panel(220, 500, 940, 700), Panel(1320, 386, 1000, 400), Panel(1320, 876, 1000, 380)


def write_picture(result: SurvivalResult, path: Path | str, language: str = "en") -> Path:
    """Write the picture; a file of that name is replaced whole. Raises `ConfigError` for a name that does not end in
    .svg, `ResultError` when it cannot be written.
    """
    path, say = Path(path), words(language)
    check_picture(path, say)
    return write_text(path, picture(result, say))


def check_picture(path: Path, say: Words) -> None:
    """Raise `ConfigError` for a picture whose name does not end in .svg, and `ResultError` for one in no folder, or
    where something that is no file has its name.
    """
    if path.suffix.lower() != ".svg":
        raise ConfigError(say("survive.picture_kind", file=path))
    if not path.parent.is_dir():
        raise ResultError(say("survive.picture_folder", file=path))
    refuse_existing(path, force=True)


def picture(result: SurvivalResult, say: Words) -> str:
    """The picture of the cell in focus as SVG; nothing in it is loaded from elsewhere."""
    return as_file(sheet(result, say))


def sheet(result: SurvivalResult, say: Words) -> Sheet:
    """The picture of the cell in focus."""
    asked, market, title = result.request, result.manifest["market"], say("survive.title")
    lines = wrapped(result.first_sentence(say.language), LINE)
    span = {"paths": asked["paths"], "years": asked["years"], "first": market["first"], "last": market["last"]}
    shapes: list[Shape] = [
        Text(80, 104, title, size=56, bold=True),
        *(Text(80, 168 + 46 * place, line, size=32) for place, line in enumerate(lines)),
        *_map(result, say),
        *_named(CURVES, say("survive_chart.curves")),
        *drawn(curves(result, say), CURVES),
        Text(80, 1310, f"mmf-overlay · {say('survive.span', **span)}", GREY),
    ]
    wealth = fan(result, say)
    if wealth.curves:
        shapes += [*_named(FAN, say("survive_chart.fan")), *drawn(wealth, FAN)]
    return Sheet(2400, 1350, title, " ".join(lines), shapes)


def _named(panel: Panel, title: str) -> Iterator[Text]:
    yield Text(panel.left, panel.top - 12.0, title, size=28, bold=True)


def _map(result: SurvivalResult, say: Words) -> Iterator[Shape]:
    """The map that has the cell in focus: squares with their texts, and the line between safe and not."""
    own = in_focus(result.tables)["cell"]
    grid = next(grid for grid in grids(result, say) if own in [square.cell for square in grid.squares])
    across, down = min(MAP.width / len(grid.overlays), 320.0), min(MAP.height / len(grid.buffers), 180.0)
    yield Text(80, 410, f"{say('survive_chart.heat')}: {grid.name}", size=28, bold=True)
    line = say("survive.map_line", confidence=percent(result.request["confidence"]))
    yield Text(80, 450, f"{say('survive.corner')}; {line}", GREY)
    yield from _edges(grid, across, down)
    squares = [
        (square, Panel(MAP.left + across * x, MAP.top + down * y, across, down))
        for y, row in enumerate(grid.rows)
        for x, square in enumerate(row)
        if square
    ]
    yield from chain.from_iterable(_square(square, at, say) for square, at in squares)
    yield from chain.from_iterable(_lines(square, at) for square, at in squares)


def _edges(grid: Grid, across: float, down: float) -> Iterator[Text]:
    """What is written above columns and beside rows."""
    for x, overlay in enumerate(grid.overlays):
        yield Text(MAP.left + across * (x + 0.5), MAP.top - 14.0, axis_text(overlay), GREY, "middle")
    for y, buffer in enumerate(grid.buffers):
        yield Text(MAP.left - 20.0, MAP.top + down * (y + 0.5) + 8.0, axis_text(buffer), GREY, "end")


def _square(square: Square, at: Panel, say: Words) -> Iterator[Shape]:
    path = box(at.left, at.top, at.width, at.height)
    yield Area(path, HOT, square.heat * 0.55)
    yield Line(path, GRID, 2.0)
    x, y, told = at.left + at.width / 2.0, at.top + at.height / 2.0, at.width > WIDE
    size = 28.0 if at.width > NARROW else 20.0
    text = chance(square.row["probability"])
    yield Text(x, y if told else y + 10.0, text, anchor="middle", size=size, bold=square.safe)
    if told:
        yield Text(x, y + 34.0, interval(square.row, say), anchor="middle", size=SMALL)


def _lines(square: Square, at: Panel) -> Iterator[Line]:
    """A frame round the user's own square, and the line where it stops being safe."""
    if square.own:
        yield Line(box(at.left + 6.0, at.top + 6.0, at.width - 12.0, at.height - 12.0), ACCOUNT, 6.0)
    if square.right:
        yield Line(f"M{at.right:g} {at.top:g}V{at.bottom:g}", BLACK, 8.0)
    if square.below:
        yield Line(f"M{at.left:g} {at.bottom:g}H{at.right:g}", BLACK, 8.0)
