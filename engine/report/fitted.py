"""Tables for a terminal that give way to its width: gaps first, then titles; names, numbers and dates stay whole."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len, chop_cells
from rich.console import Console, ConsoleOptions, JustifyMethod, RenderableType, RenderResult
from rich.containers import Lines
from rich.style import StyleType
from rich.table import Column, Table
from rich.text import Text

from data.base.visible import visible

WIDE, CLOSER = (0, 1), ((0, 1, 0, 0), (0, 0, 0, 0))
"""Paddings: the usual one, which leaves gaps of three between columns, and those that leave two, and one."""
BREAKS = 16
"""Columns that a line of Japanese text should have, at least."""
TOGETHER = re.compile(
    r"[(「『【]*(?:[-+]?[\d.,]+ (?:%|[一-龥]{1,3}|[ァ-ヶー]+)|[!-~]+|[ァ-ヶー]+・?|.)[、。,;:)」』】]* *"
)
"""What stays on one line of Japanese text: a number with its unit, a word of Latin letters or of katakana, or one
character, with brackets and stops.
"""


class Japanese(Text):
    """A cell of Japanese text, whose lines are filled: they break between any two characters, not at spaces alone."""

    def wrap(self, console: Console, width: int, *, justify: JustifyMethod | None = None, **_: Any) -> Lines:
        """Its lines, of at most so many columns, blanks behind them taken off."""
        lines = Lines(Text(line) for one in self.plain.split("\n") for line in filled(one, width))
        lines.justify(console, width, justify or "left")
        return lines


def sentence(text: str, width: int) -> str:
    """A sentence for a terminal of so many columns, that of Japanese in lines that are filled."""
    return "\n".join(filled(text, width)) if _wide(text) else text


def filled(text: str, width: int) -> list[str]:
    """Lines of at most so many columns, as full as they can be.

    >>> filled("期限の 1 営業日後、全建玉を決済される。", 16)
    ['期限の 1 営業日', '後、全建玉を決済', 'される。']
    """
    lines = [""]
    for part in (bit for found in TOGETHER.findall(text) for bit in _bits(found, width)):
        if lines[-1] and cell_len(lines[-1] + part.rstrip()) > width:
            lines.append("")
        lines[-1] += part
    return [line.rstrip() for line in lines]


def _bits(word: str, width: int) -> list[str]:
    return [word] if cell_len(word.rstrip()) <= width else chop_cells(word, width)


class Fitted(Table):
    """A table with one line, below its header. Where it is wider than the terminal, gaps become narrower and titles are
    broken at their spaces; where even that is too wide, it is told as several tables, each with the first column.
    """

    def __init__(self, title: str | None = None, *, show_header: bool = True) -> None:
        super().__init__(box=SIMPLE_HEAD, padding=WIDE, pad_edge=False, show_edge=False, show_header=show_header)
        self.above = title
        """Its title, which may be wider than the table."""

    def add_row(
        self, *renderables: RenderableType | None, style: StyleType | None = None, end_section: bool = False
    ) -> None:
        """A row, lines of Japanese text in it filled, control characters as they would be typed."""
        told = (visible(one) if isinstance(one, str) else one for one in renderables)
        cells = (Japanese(one) if isinstance(one, str) and _wide(one) else one for one in told)
        super().add_row(*cells, style=style, end_section=end_section)

    def add_column(self, header: RenderableType = "", *others: Any, **more: Any) -> None:
        """A column, control characters in its title as they would be typed."""
        super().add_column(visible(header) if isinstance(header, str) else header, *others, **more)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Lines of at most the width that the terminal has."""
        if self.above is not None:
            yield Text(self.above, style="table.title", overflow="fold")
        own, room = self.padding, options.max_width
        if len(blocks := self._blocks(room)) > 1:
            yield from _apart(blocks, self.caption)
            return
        most = [max(map(cell_len, _lines(column)), default=0) for column in self.columns]
        least = [_least(column) for column in self.columns]
        closer = [one for one in CLOSER if self._total(least, one) <= room]
        if self._total(most, own) > room and closer:
            self.padding = closer[0]
            self._set(_shrunk(most, least, room - self._total([0] * len(most), closer[0])))
        yield from super().__rich_console__(console, options)
        self.padding = own
        self._set([None] * len(most))

    def _blocks(self, room: int) -> list["Fitted"]:
        """The table as several, each with the first column and as many of the others as there is room for."""
        least, groups = [_least(column) for column in self.columns], list[list[int]]([[]])
        for place in range(1, len(self.columns)):
            if groups[-1] and self._total([least[one] for one in (0, *groups[-1], place)], CLOSER[-1]) > room:
                groups.append([])
            groups[-1].append(place)
        return [self._of([0, *group]) for group in groups] if len(groups) > 1 else [self]

    def _of(self, places: Sequence[int]) -> "Fitted":
        """The same rows with some of the columns."""
        columns = [self.columns[place] for place in places]
        table = Fitted(show_header=self.show_header)
        table.collapse_padding = self.collapse_padding
        for one in columns:
            table.add_column(
                one.header, justify=one.justify, overflow=one.overflow, no_wrap=one.no_wrap, style=one.style
            )
        for row, cells in zip(self.rows, zip(*(one.cells for one in columns), strict=True), strict=True):
            table.add_row(*cells, style=row.style, end_section=row.end_section)
        return table

    def _total(self, widths: Sequence[int], padding: tuple[int, int, int, int]) -> int:
        """Columns that a table takes with a padding: above, right, below, left."""
        _, right, _, left = padding
        gap = 1 + (max(right, left) if self.collapse_padding else right + left)
        return sum(widths) + gap * (len(widths) - 1)

    def _set(self, widths: Sequence[int | None]) -> None:
        for column, width in zip(self.columns, widths, strict=True):
            column.width = width


def _apart(blocks: Sequence[Table], caption: Any) -> Iterator[RenderableType]:
    """Tables with an empty line between them, and a caption below the last."""
    for place, block in enumerate(blocks):
        if place:
            yield ""
        block.caption, block.caption_justify = (caption if place == len(blocks) - 1 else None), "left"
        yield block


def _shrunk(most: list[int], least: list[int], room: int) -> list[int]:
    """Widths that fill a room at most, the widest made smaller first, none below its least."""
    widths = list(most)
    while sum(widths) > room:
        widest = max((place for place, width in enumerate(widths) if width > least[place]), key=widths.__getitem__)
        widths[widest] -= 1
    return widths


def _lines(column: Column) -> Iterator[str]:
    for cell in (column.header, *column.cells):
        yield from str(cell).split("\n")


def _least(column: Column) -> int:
    """What must not be broken: words of a title and of text, whole cells of numbers and of columns that do not wrap.
    Japanese text, which has no spaces, breaks anywhere.
    """
    texts = column.justify != "right" and not column.no_wrap
    title = max(map(cell_len, str(column.header).split()), default=0)
    if not texts:
        return max(title, max(map(cell_len, map(str, column.cells)), default=0))
    words = [word for cell in column.cells for word in str(cell).split()]
    return max(title, max((min(cell_len(one), BREAKS if _wide(one) else cell_len(one)) for one in words), default=0))


def _wide(word: str) -> bool:
    return cell_len(word) > len(word)
