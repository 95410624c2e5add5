"""Tables for a terminal that give way to its width: gaps first, then titles; names, numbers and dates stay whole."""

from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Column, Table
from rich.text import Text

WIDE, NARROW = (0, 1), (0, 1, 0, 0)
"""Paddings that leave gaps of three and of two between columns."""
BREAKS = 16
"""Columns that a line of Japanese text should have, at least."""
GAPS = {WIDE: 3, NARROW: 2}


class Fitted(Table):
    """A table with one line, below its header. Where it is wider than the terminal, gaps become narrower and titles are
    broken at their spaces; where even that is too wide, cells are folded.
    """

    def __init__(self, title: str | None = None, *, show_header: bool = True) -> None:
        super().__init__(box=SIMPLE_HEAD, padding=WIDE, pad_edge=False, show_edge=False, show_header=show_header)
        self.above = title
        """Its title, which may be wider than the table."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Lines of at most the width that the terminal has."""
        most = [max(map(cell_len, _lines(column)), default=0) for column in self.columns]
        wide = self._total(most, WIDE) > options.max_width
        self.padding = NARROW if wide else WIDE
        least = [_least(column) for column in self.columns]
        fits = self._total(least, NARROW) <= options.max_width
        room = options.max_width - self._total([0] * len(most), NARROW)
        for column, width in zip(self.columns, _shrunk(most, least, room) if fits else most, strict=True):
            column.width = width if wide and fits else None
        if self.above is not None:
            yield Text(self.above, style="table.title", overflow="fold")
        yield from super().__rich_console__(console, options)

    @staticmethod
    def _total(widths: list[int], padding: tuple[int, ...]) -> int:
        return sum(widths) + GAPS[padding] * (len(widths) - 1)


def _shrunk(widths: list[int], least: list[int], room: int) -> list[int]:
    """Widths that fill a room at most, the widest made smaller first, none below its least."""
    found = list(widths)
    while sum(found) > room:
        widest = max((place for place, width in enumerate(found) if width > least[place]), key=found.__getitem__)
        found[widest] -= 1
    return found


def _lines(column: Column) -> Iterator[str]:
    for cell in (column.header, *column.cells):
        yield from str(cell).split("\n")


def _least(column: Column) -> int:
    """What must not be broken: words of a title and of text, whole cells of numbers. Japanese text, which has no
    spaces, breaks anywhere.
    """
    texts = column.justify != "right"
    title = max(map(cell_len, str(column.header).split()), default=0)
    if not texts:
        return max(title, max(map(cell_len, map(str, column.cells)), default=0))
    words = [word for cell in column.cells for word in str(cell).split()]
    return max(title, max((min(cell_len(one), BREAKS if _wide(one) else cell_len(one)) for one in words), default=0))


def _wide(word: str) -> bool:
    return cell_len(word) > len(word)
