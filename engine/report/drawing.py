"""A drawing of lines, areas and texts, as SVG: in a page with the colours of the page, or as a file with those of a
theme.

Units are half pixels of a drawing that is seen at its own size, so that places are whole numbers.
"""

from collections.abc import Sequence
from itertools import chain
from textwrap import wrap
from typing import NamedTuple
from unicodedata import east_asian_width

from markupsafe import Markup

from engine.report import frame
from engine.report.palette import INK, PAPER, Stroke
from engine.results.views import Theme

SIZE = 24
"""Of letters, unless something else is said."""
BROAD = "%-mwMW"
"""Letters of half width that are broader than others; a hyphen because it stands for a minus sign."""


class Ink(NamedTuple):
    """A colour: what a page calls it, and how it is drawn where there is no page."""

    name: str
    stroke: Stroke


BLACK = Ink("ink", INK)


class Line(NamedTuple):
    """A line along a path of SVG; `density` from 0 to 1."""

    path: str
    ink: Ink
    width: float = 3.0
    dash: str = ""
    density: float = 1.0


class Area(NamedTuple):
    """What a path of SVG goes round; `density` from 0 to 1."""

    path: str
    ink: Ink
    density: float = 1.0


class Text(NamedTuple):
    """Words at a place; `anchor` as SVG has it: start, middle or end."""

    x: float
    y: float
    text: str
    ink: Ink = BLACK
    anchor: str = "start"
    size: float = SIZE
    bold: bool = False


Shape = Line | Area | Text


class Sheet(NamedTuple):
    """A whole drawing: size, what it is called and what it shows, and its shapes from the lowest up."""

    width: int
    height: int
    title: str
    told: str
    shapes: Sequence[Shape]


def in_page(sheet: Sheet) -> Markup:
    """The drawing as an element of a page that names its colours; whoever cannot see it hears what stands round it."""
    return _rendered(sheet, theme=None, width=0)


def as_file(sheet: Sheet, theme: Theme = "light", width: int = 0) -> str:
    """The drawing as a file so many pixels wide (0: its own width); nothing in it is loaded from elsewhere."""
    return str(_rendered(sheet, theme, width or sheet.width // 2))


def _rendered(sheet: Sheet, theme: Theme | None, width: int) -> Markup:
    template = frame.environment().get_template("drawing.svg")

    def colour(ink: Ink) -> str:
        return f"var(--{ink.name})" if theme is None else ink.stroke.colour(theme)

    return Markup(  # noqa: S704  (what stands in it is escaped by the template)
        template.render(
            sheet=sheet, colour=colour, paper=None if theme is None else PAPER.colour(theme), width=width,
            kind_of=lambda shape: type(shape).__name__,
        )
    )  # fmt: skip


def box(left: float, top: float, width: float, height: float) -> str:
    """A rectangle as a path."""
    return f"M{left:g} {top:g}h{width:g}v{height:g}h{-width:g}z"


def wide(text: str, size: float = SIZE) -> float:
    """How wide a text stands at most, in the fonts of a page that are wide."""
    return size * (0.6 * half_widths(text) + 0.35 * len([letter for letter in text if letter in BROAD]))


def half_widths(text: str) -> int:
    """Letters of half width that a text takes; one of full width takes two."""
    return len(text) + len([letter for letter in text if east_asian_width(letter) in "WF"])


def wrapped(text: str, width: int) -> list[str]:
    """Text in lines of at most so many letters of half width; words stay whole where a line has room for them, Japanese
    may end anywhere.

    >>> wrapped("one two three 99 %", 7), wrapped("a-name-without-a-gap", 7)
    (['one two', 'three', '99 %'], ['a-name-', 'without', '-a-gap'])
    """
    lines = [""]
    for piece in chain.from_iterable(_fitting(one, width) for one in _pieces(text)):
        if half_widths(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines if line.strip()]


def _fitting(piece: str, width: int) -> list[str]:
    """A piece, or parts of one that is longer than a line."""
    if half_widths(piece.rstrip()) <= width:
        return [piece]
    *parts, last = wrap(piece, max(width, 1))
    return [*parts, last + piece[len(piece.rstrip()) :]]


def _pieces(text: str) -> list[str]:
    """What may not be broken: words with the space behind them, single letters of full width."""
    found = [""]
    for place, letter in enumerate(text):
        full = east_asian_width(letter) in "WF"
        if full and letter not in "、。)":
            found.append("")
        found[-1] += letter
        if (full or letter == " ") and text[place + 1 : place + 2] != "%":
            found.append("")
    return [piece for piece in found if piece]
