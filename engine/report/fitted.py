"""Tables for a terminal that give way to its width: gaps first, then titles; names, numbers and dates stay whole."""

from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Column, Table

WIDE, NARROW = (0, 1), (0, 1, 0, 0)
"""Paddings that leave gaps of three and of two between columns."""
GAPS = {WIDE: 3, NARROW: 2}


class Fitted(Table):
    """A table with one line, below its header. Where it is wider than the terminal, gaps become narrower and titles are
    broken at their spaces; where even that is too wide, cells are folded.
    """

    def __init__(self, title: str | None = None, *, show_header: bool = True) -> None:
        super().__init__(
            box=SIMPLE_HEAD, padding=WIDE, pad_edge=False, show_edge=False, title=title, title_justify="left",
            show_header=show_header,
        )  # fmt: skip

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Lines of at most the width that the terminal has."""
        most = [max(map(cell_len, _lines(column)), default=0) for column in self.columns]
        wide = self._total(most, WIDE) > options.max_width
        self.padding = NARROW if wide else WIDE
        least = [max(map(cell_len, _words(column)), default=0) for column in self.columns]
        spare = options.max_width - self._total(least, NARROW)
        for column, small, large in zip(self.columns, least, most, strict=True):
            more = min(spare, large - small)
            spare -= more
            column.width = small + more if wide and spare + more >= 0 else None
        return super().__rich_console__(console, options)

    @staticmethod
    def _total(widths: list[int], padding: tuple[int, ...]) -> int:
        return sum(widths) + GAPS[padding] * (len(widths) - 1)


def _lines(column: Column) -> Iterator[str]:
    for cell in (column.header, *column.cells):
        yield from str(cell).split("\n")


def _words(column: Column) -> Iterator[str]:
    """What must not be broken: words of a title and of text, whole cells of numbers."""
    texts = column.justify != "right"
    for cell in (column.header, *(column.cells if texts else ())):
        yield from str(cell).split()
    if not texts:
        yield from map(str, column.cells)
