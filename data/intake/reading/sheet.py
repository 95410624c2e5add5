"""A file's rows as text, whatever its format: CSV, a zip with one CSV, Parquet, or a workbook."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from data.base.finding import Finding, Refused, until_many
from data.base.saying import Saying, said
from data.intake.reading.bounds import MOST_ROWS, Bounds
from data.intake.reading.chart import chart_text, is_chart
from data.intake.reading.column_names import plain
from data.intake.reading.encoding import decoded
from data.intake.reading.footer import without_closing
from data.intake.reading.head import LIMIT, OLE, PARQUET, ZIP, other_workbook, read_whole
from data.intake.reading.heading import heading, is_day, no_header
from data.intake.reading.packed import DENSEST, check_workbook, members, unzipped
from data.intake.reading.problems import Cells, reading
from data.intake.reading.text import Row, split
from data.intake.reading.typed import parquet, workbook


@dataclass(frozen=True, slots=True)
class Sheet:
    """Header, rows as text, and the line of each row in the user's file; `delimiter` is empty where cells had types,
    and `epoch` is `1904` in workbooks that count days from then.

    `notes` are what was done in reading it; `encoding` is empty where that is UTF-8.
    """

    name: str
    sha256: str
    header: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]
    delimiter: str = ""
    tickers: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)
    epoch: str = ""
    notes: tuple[Saying, ...] = ()
    encoding: str = ""

    def beside(self, places: Collection[int]) -> "Sheet":
        """The sheet with those rows only that have something in one of these columns, as
        where a longer series stands beside.
        """
        rows = [place for place, row in enumerate(self.rows) if any(row[one].strip() for one in places)]
        if len(rows) == len(self.rows):
            return self
        note = said("noted.other_columns", rows=len(self.rows) - len(rows))
        return replace(
            self,
            rows=[self.rows[row] for row in rows],
            lines=[self.lines[row] for row in rows],
            notes=(*self.notes, note),
        )

    def cells(self, place: int) -> Cells:
        """A column, its cells without the white space around them."""
        return Cells(self.name, self.header[place].strip(), [row[place].strip() for row in self.rows], self.lines)


def read_sheet(path: Path, named: str | Collection[str] = (), most: int = MOST_ROWS, kind: str = "") -> Sheet:
    """The one table of a file of at most so many rows; `named` are names of columns that the user gave, `kind` what the
    file is to hold, for what is said of it.

    Raises `Refused` where there is none, with the reason.
    """
    limit = LIMIT * most // MOST_ROWS
    head, content = read_whole(path, limit)
    names = (named,) if isinstance(named, str) else named
    known = frozenset(map(plain, names)) - {""}
    job = _Job(path.name, hashlib.sha256(content).hexdigest(), known, kind, Bounds(path.name, most))
    # a few bytes that are packed must not become a memory full
    limit = min(limit, max(LIMIT, DENSEST * len(content)))
    if head.block.startswith(PARQUET):
        return job.sheet(job.bounds.rows(parquet(content, path.name, most, limit)))
    if head.block.startswith(OLE):
        return job.from_workbook(content)
    if is_chart(head.text):
        return job.from_text(chart_text(content, path.name).encode())
    return job.from_zip(content, limit) if head.block.startswith(ZIP) else job.from_text(content)


@dataclass(frozen=True, slots=True)
class _Job:
    """A file on its way to a sheet: its name and hash, the names of columns that the user gave, what it is
    to hold, and what bounds its rows.
    """

    name: str
    sha256: str
    named: frozenset[str]
    kind: str
    bounds: Bounds

    def from_text(self, content: bytes) -> Sheet:
        text, encoding = decoded(content, self.name, self.named)
        delimiter, rows = split(text, self.name, self.bounds.rows)
        return self.sheet(rows, delimiter, encoding)

    def from_zip(self, content: bytes, limit: int) -> Sheet:
        """The table of a workbook, or of the one text in a zip."""
        held = members(content, self.name, limit)
        if "xl/workbook.xml" in held:
            check_workbook(content, self.bounds, limit)
            return self.from_workbook(content)
        if {"xl/workbook.bin", "content.xml"} & set(held):
            raise Refused([other_workbook(self.name)])
        tables = [name for name in held if name.lower().endswith((".csv", ".txt"))]
        if len(tables) != 1:
            names = ", ".join(held[:5]) or said("sheet.nothing")
            raise Refused([reading("several-files", self.name, said("sheet.holds", names=names))])
        return self.from_text(unzipped(content, tables[0], self.name, limit))

    def from_workbook(self, content: bytes) -> Sheet:
        """The one sheet of a workbook that has a column of dates."""
        book = workbook(content, self.name, MOST_ROWS + 2, self.bounds.rows)
        rows = book.sheets
        dated = [values for values in rows if heading(_filled(values), self.named)]
        if len(dated) > 1:
            raise Refused([reading("several-sheets", self.name, said("sheet.several", count=len(dated)))])
        return replace(self.sheet((dated or rows or [[]])[0]), epoch=book.epoch)

    def sheet(self, rows: Sequence[Row], delimiter: str = "", encoding: str = "") -> Sheet:
        """The table among the rows: what is above its header or closes it is left out, and
        rows of another width are findings.
        """
        rows = _filled(rows)
        top = heading(rows, self.named)
        if top is None:
            raise Refused([no_header(self.name, rows, self.kind)])
        header, (below, closing) = _without_empty_end(top.names), without_closing(top.below)
        fitted = [(row.line, _fitted(row.cells, len(header))) for row in below]
        kept = [(line, cells) for line, cells in fitted if len(cells) == len(header)]
        misfits = (self._misfit(line, cells, len(header)) for line, cells in fitted if len(cells) != len(header))
        findings = until_many(misfits)
        if not kept:
            raise Refused([*findings, reading("no-rows", self.name, said("sheet.no_row"))])
        findings += self._above(rows[: len(rows) - len(top.below)])
        if len(top.tickers) > 1:
            findings.append(reading("several-tickers", self.name, said("sheet.holds", names=", ".join(top.tickers))))
        lines, cells = zip(*kept, strict=True)
        coding = (said("noted.encoding", encoding=encoding),) if encoding else ()
        notes = (*coding, *top.notes, *closing)
        return Sheet(
            self.name,
            self.sha256,
            header,
            list(cells),
            list(lines),
            delimiter,
            top.tickers,
            findings,
            notes=notes,
            encoding=encoding,
        )

    def _misfit(self, line: int, cells: list[str], width: int) -> Finding:
        problem = said("sheet.fields", own=len(cells), header=width)
        return reading("field-count", self.name, problem, line=line, value=cells[0])

    def _above(self, rows: Sequence[Row]) -> list[Finding]:
        above = next((row for row in rows if _dated(row)), None)
        if above is None:
            return []
        value = above.cells[0]
        return [reading("row-above-header", self.name, said("sheet.above_header"), line=above.line, value=value)]


def _filled(rows: Iterable[Row]) -> list[Row]:
    """The rows in which anything stands."""
    return [row for row in rows if any(cell.strip() for cell in row.cells)]


def _without_empty_end(names: Sequence[str]) -> tuple[str, ...]:
    while names and not names[-1].strip():
        names = names[:-1]
    return tuple(names)


def _dated(row: Row) -> bool:
    """Whether a row begins with a date and goes on, as one of prices does."""
    return any(cell.strip() for cell in row.cells[1:]) and is_day(row.cells[0])


def _fitted(cells: list[str], width: int) -> list[str]:
    """A row without the empty fields that trailing commas leave beyond the header."""
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    return cells
