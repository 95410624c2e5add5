"""Colours and dashes: one for each run everywhere, in the order of a comparison, readable on a light and on a dark page.

Hues are those of Okabe and Ito, "Color Universal Design" (2008), made lighter for dark pages; contrast with the page is at least 3:1
(WCAG 2.1, 1.4.11), which a test computes. Dashes tell runs apart without colour.
"""

from typing import NamedTuple


class Ink(NamedTuple):
    """A colour for light pages, one for dark pages (both #rrggbb), and a dash of Plotly's."""

    light: str
    dark: str
    dash: str = "solid"


PAPER = Ink("#ffffff", "#111418")
"""The page itself."""

RUNS: tuple[Ink, ...] = (
    Ink("#0072b2", "#4ba3e3"),
    Ink("#d55e00", "#f28e4b", "dash"),
    Ink("#008a64", "#2cc79a", "dot"),
    Ink("#b0568f", "#e29ac4", "dashdot"),
    Ink("#7a6000", "#d4b23a", "longdash"),
    Ink("#5d4fb0", "#a59bf2", "longdashdot"),
)
INDEX = Ink("#6b7280", "#9aa4b2", "dot")
"""The benchmark."""

SOURCES: dict[str, Ink] = {
    "carry": Ink("#008a64", "#2cc79a"),
    "overlay": Ink("#0072b2", "#4ba3e3"),
    "costs": Ink("#d55e00", "#f28e4b"),
    "currency": Ink("#5d4fb0", "#a59bf2"),
    "tax": Ink("#7a6000", "#d4b23a"),
}
REGIMES: tuple[Ink, ...] = (
    Ink("#2f855a", "#3fae78"),
    Ink("#7b8794", "#8b98a8"),
    Ink("#b7791f", "#d69e2e"),
    Ink("#b42318", "#f06a5d"),
)
"""From calm to bad."""


def ink_of(place: int) -> Ink:
    """Colour and dash of the run at a place of a comparison; after six they come again."""
    return RUNS[place % len(RUNS)]


def regime_ink(place: int, count: int) -> Ink:
    """Colour of a label at its place among `count`, which go from calm to bad."""
    return REGIMES[place if count == len(REGIMES) else round(place * (len(REGIMES) - 1) / max(count - 1, 1))]
