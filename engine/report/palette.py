"""Colours: one and a dash for each run, the same in every chart, so that no two runs are told
apart by colour alone, and a mark where colours come again; sources and regimes, in colours that no run has.

Blue, vermillion, green and purple are those of Okabe and Ito, Color Universal Design (2008),
https://jfly.uni-koeln.de/color/. On white every colour has a contrast of 3:1 or more (WCAG 2.2, 1.4.11), on #111111 its
lighter sister 7:1. Gaps are short, so that they are not taken for missing days.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.base.errors import ConfigError
from engine.plugs.pattern import PATTERNS
from engine.results.views import Theme

if TYPE_CHECKING:
    from engine.results.run import RunResult


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a run is drawn: its colour on a light and on a dark background (#rrggbb), its dash as charts and SVG take it,
    and the symbol of Plotly that marks it where its colour is another run's too; empty for none.
    """

    light: str
    dark: str
    dash: str
    symbol: str = ""

    def colour(self, theme: Theme) -> str:
        """The colour for a background."""
        return self.light if theme == "light" else self.dark


PAPER = Stroke("#ffffff", "#111418", "solid")
"""The page."""
INK = Stroke("#1a2027", "#e8ecf1", "solid")
"""What is written."""
QUIET = Stroke("#56606c", "#a5afbb", "solid")
"""What is written beside it."""
LINE = Stroke("#d6dbe1", "#323a44", "solid")
"""Lines of tables and grids."""
BAD = Stroke("#b42318", "#ff8a7c", "solid")
"""What went wrong."""
INDEX = Stroke("#6b7280", "#9aa4b2", "2px,2px")
"""The benchmark."""
SOURCES: dict[str, Stroke] = {
    "carry": Stroke("#1f7a8c", "#7fd6e3", "solid"),
    "overlay": Stroke("#2b3a67", "#c3cfff", "solid"),
    "costs": Stroke("#a4243b", "#ff6b81", "solid"),
    "currency": Stroke("#a000c8", "#dd6bff", "solid"),
    "tax": Stroke("#6d6875", "#b8b2bf", "solid"),
}
REGIMES = (
    Stroke("#2f855a", "#3fae78", "solid"),
    Stroke("#7b8794", "#8b98a8", "solid"),
    Stroke("#b7791f", "#d69e2e", "solid"),
    Stroke("#b42318", "#f06a5d", "solid"),
)
"""From calm to bad."""
PALETTE = {
    "blue": Stroke("#0072B2", "#56B4E9", "solid"),
    "vermillion": Stroke("#D55E00", "#FF8C42", "7px,2px"),
    "green": Stroke("#009E73", "#2FC99A", "2px,2px"),
    "purple": Stroke("#CC79A7", "#E58AC9", "7px,2px,2px,2px"),
    "olive": Stroke("#7A6000", "#D6BC4A", "14px,3px"),
    "indigo": Stroke("#5D4FB0", "#A79BF0", "14px,3px,2px,3px"),
}
MARKS = {"": "", "circle": "●", "square": "■", "triangle-up": "▲", "diamond": "◆", "cross": "✚"}
"""Symbols of runs and how a text shows them, one for each round through the palette."""


def strokes_of(runs: "Mapping[str, RunResult]") -> dict[str, Stroke]:
    """A stroke for each run by its name, as `strokes` has them; strategies of one's own have none of a pattern's as
    long as there are others. A run on its own has the colour of its pattern, whatever it is called, and no gaps. Raises
    `ConfigError` as `strokes` does.
    """
    if len(runs) == 1:
        ((name, run),) = runs.items()
        pattern = run.config.kind.name
        return {name: replace(strokes([pattern], [pattern] if run.config.kind.is_free else [])[pattern], dash="solid")}
    return strokes(list(runs), [name for name, run in runs.items() if run.config.kind.is_free])


def strokes(names: Sequence[str], strange: Collection[str] = ()) -> dict[str, Stroke]:
    """A stroke for each run: a pattern's own, and for the others, and where an earlier one has it, those that are left,
    in order; from the seventh on with other dashes and a mark. Those of `strange` have no pattern's as long as there
    are others. Raises `ConfigError` for a pattern with a colour that there is not.
    """
    kept: dict[str, Stroke] = {}
    for name in names:
        colour = PATTERNS[name].colour if name in PATTERNS and name not in strange else ""
        own = _own(name, colour) if colour else None
        if own and own not in kept.values():
            kept[name] = own
    free = [stroke for stroke in _every_stroke(len(names)) if stroke not in kept.values()]
    patterns = [PALETTE.get(PATTERNS[name].colour) for name in PATTERNS.names()] if strange else []
    for name in strange:
        kept[name] = next((stroke for stroke in free if stroke not in patterns), free[0])
        free.remove(kept[name])
    return {name: kept.get(name) or free.pop(0) for name in names}


def _own(pattern: str, colour: str) -> Stroke:
    if colour not in PALETTE:
        raise ConfigError(f"pattern {pattern!r}: its colour {colour!r} is none of {', '.join(PALETTE)}")
    return PALETTE[colour]


def _every_stroke(count: int) -> list[Stroke]:
    """At least `count` strokes above the patterns' own: the palette, then its colours again,
    each round with the dashes moved by one and a mark of its own.
    """
    colours, symbols = list(PALETTE.values()), list(MARKS)
    size = len(colours)
    places = (divmod(n, size) for n in range(count + size))
    return [
        replace(colours[one], dash=colours[(one + round_) % size].dash, symbol=symbols[round_ % len(symbols)])
        for round_, one in places
    ]


def regime_stroke(place: int, count: int) -> int:
    """Which of `REGIMES` a label has, at its place among `count` that go from calm to bad."""
    return place if count == len(REGIMES) else round(place * (len(REGIMES) - 1) / max(count - 1, 1))


def own_stroke(place: int, count: int) -> int:
    """Which of `REGIMES` one's own label has, at its place among `count` in the order of their file; grey the one after
    them, which stands for none. Colours come again where there are more labels than colours.

    >>> [own_stroke(place, 2) for place in range(3)], [own_stroke(place, 4) for place in range(5)]
    ([0, 2, 1], [0, 2, 3, 0, 1])
    """
    return 1 if place == count else (0, 2, 3)[place % 3]
