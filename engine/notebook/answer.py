"""An answer that shows itself: at a prompt as its command prints it, in a notebook as tables and sentences."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from typing import Generic, TypeVar

from rich.table import Table

from data.base.visible import visible
from engine.report.console import Screen
from engine.words import Words, words

Found_co = TypeVar("Found_co", covariant=True)
Part = str | Table
WIDTH = 100
"""Columns of a line at a prompt."""


@dataclass(frozen=True, repr=False)
class Answer(Generic[Found_co]):
    """What was `found`, in codes and numbers, and the `parts` that tell it in some language: lines and tables."""

    found: Found_co
    parts: Callable[[Words], Iterable[Part]]

    def text(self, language: str = "en", width: int = WIDTH) -> str:
        """What the command prints, in lines of `width` columns. Raises `ConfigError` for a language there is
        none of.
        """
        screen = Screen(width=width, highlight=False, markup=False, emoji=False, safe_box=True, color_system=None)
        with screen.capture() as told:
            for part in self.parts(words(language)):
                screen.print(part, soft_wrap=isinstance(part, str))
        return "\n".join(line.rstrip() for line in told.get().rstrip().splitlines())

    def html(self, language: str = "en") -> str:
        """The same in HTML, which takes its colours from the page. Raises `ConfigError` for a language there is none
        of.
        """
        told = (_table(part) if isinstance(part, Table) else _line(part) for part in self.parts(words(language)))
        return visible(f"<div>{''.join(told)}</div>")

    def __repr__(self) -> str:
        """The answer as text, in English."""
        return self.text()

    def _repr_html_(self) -> str:
        """The answer as a notebook shows it, in English."""
        return self.html()


def _line(text: str) -> str:
    return f'<div style="white-space:pre-wrap;min-height:0.6em">{escape(text)}</div>'


def _table(table: Table) -> str:
    """A table, its title above it; whatever a cell holds is shown as text."""
    title = str(getattr(table, "above", None) or table.title or "")
    columns = [[str(cell) for cell in column.cells] for column in table.columns]
    sides = [f"text-align:{'right' if column.justify == 'right' else 'left'}" for column in table.columns]
    heads = _row("th", [str(column.header) for column in table.columns], sides) if table.show_header else ""
    body = "".join(_row("td", cells, sides) for cells in zip(*columns, strict=True))
    caption = (
        f'<caption style="text-align:left;caption-side:top;color:inherit">{escape(title)}</caption>' if title else ""
    )
    return f'<table style="border-collapse:collapse;color:inherit">{caption}{heads}{body}</table>'


def _row(tag: str, cells: Iterable[str], sides: Iterable[str]) -> str:
    style = "padding:0.2em 0.7em;vertical-align:top;white-space:pre-line"
    told = (f'<{tag} style="{side};{style}">{escape(cell)}</{tag}>' for cell, side in zip(cells, sides, strict=True))
    return f"<tr>{''.join(told)}</tr>"
