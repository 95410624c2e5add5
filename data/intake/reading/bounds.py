"""How much of a table is read: so many rows, fields and signs, whatever the format."""

from collections.abc import Iterable

from data.base.finding import Refused
from data.base.saying import Saying, said
from data.intake.reading.head import LIMIT
from data.intake.reading.problems import reading
from data.intake.reading.text import Row

MOST_ROWS, MOST_FIELDS, CELLS_A_ROW, MOST_SIGNS = 200_000, 1_000, 20, 32_767
"""Rows of a table (and lines without anything in any), fields of a row, fields of a row on average, signs of a cell."""


class Bounds:
    """What may still be read of a file that has at most so many rows in a table; its tables share fields and signs."""

    def __init__(self, name: str, most: int = MOST_ROWS) -> None:
        self.name, self.most = name, most
        self.cells, self.signs = most * CELLS_A_ROW, LIMIT * max(most // MOST_ROWS, 1)
        self._same: dict[str, str] = {}

    def rows(self, rows: Iterable[Row]) -> list[Row]:
        """The rows of one table as a list, each text kept once. Raises `Refused` where there is more."""
        kept, empty = list[Row](), 0
        for row in rows:
            empty += not row.cells
            lengths = [*map(len, row.cells)]
            self.cells -= len(lengths)
            self.signs -= sum(lengths)
            if len(kept) >= self.most or len(lengths) > MOST_FIELDS or self.cells < 0 or empty > MOST_ROWS:
                raise self.refused(self.limit, row.line)
            if self.signs < 0 or max(lengths, default=0) > MOST_SIGNS:
                raise self.refused(said("sheet.signs", signs=MOST_SIGNS), row.line)
            kept.append(Row(row.line, [self._same.setdefault(cell, cell) for cell in row.cells]))
        return kept

    @property
    def limit(self) -> Saying:
        """What a table has at most."""
        return said("sheet.limit", rows=self.most, columns=MOST_FIELDS, cells=self.most * CELLS_A_ROW)

    def refused(self, limit: Saying, line: int | None = None) -> Refused:
        """That there is more than a limit says."""
        return Refused([reading("too-many-cells", self.name, said("sheet.more_than", limit=limit), line=line)])
