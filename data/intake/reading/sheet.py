"""A file's rows as text, whatever its format: CSV, a zip with one CSV, Parquet, or a workbook."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from data.base.finding import Finding, Refused
from data.base.saying import Saying, said
from data.intake.reading.chart import chart_text, is_chart
from data.intake.reading.column_names import plain
from data.intake.reading.encoding import decoded
from data.intake.reading.footer import without_closing
from data.intake.reading.head import LIMIT, OLE, PARQUET, ZIP, other_workbook, read_head
from data.intake.reading.heading import heading, is_day, no_header
from data.intake.reading.problems import Cells, reading
from data.intake.reading.text import Row, split
from data.intake.reading.typed import parquet, workbook

MOST_ROWS, MOST_FIELDS, CELLS_A_ROW = 200_000, 1_000, 20
Bounded = Callable[[Iterable[Row], str], list[Row]]


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
    head = read_head(path, limit)
    content = path.read_bytes()
    names = (named,) if isinstance(named, str) else named
    job = _Job(
        path.name,
        hashlib.sha256(content).hexdigest(),
        frozenset(map(plain, names)) - {""},
        kind,
        partial(_bounded, most=most),
    )
    if head.block.startswith(PARQUET):
        return job.sheet(job.bounded(parquet(content, path.name, most), path.name))
    if head.block.startswith(OLE):
        return job.from_workbook(content)
    if is_chart(head.text):
        return job.from_text(chart_text(content, path.name).encode())
    if not head.block.startswith(ZIP):
        return job.from_text(content)
    members = _members(content, path.name, limit)
    if "xl/workbook.xml" in members:
        return job.from_workbook(content)
    if {"xl/workbook.bin", "content.xml"} & set(members):
        raise Refused([other_workbook(path.name)])
    tables = [name for name in members if name.lower().endswith((".csv", ".txt"))]
    if len(tables) != 1:
        raise Refused(
            [
                reading(
                    "several-files",
                    path.name,
                    said("sheet.holds", names=", ".join(members[:5]) or said("sheet.nothing")),
                )
            ]
        )
    return job.from_text(_unzipped(content, tables[0], path.name, limit))


@dataclass(frozen=True, slots=True)
class _Job:
    """A file on its way to a sheet: its name and hash, the names of columns that the user gave, what it is
    to hold, and what bounds its rows.
    """

    name: str
    sha256: str
    named: frozenset[str]
    kind: str
    bounded: Bounded

    def from_text(self, content: bytes) -> Sheet:
        text, encoding = decoded(content, self.name, self.named)
        delimiter, rows = split(text, self.name, self.bounded)
        return self.sheet(rows, delimiter, encoding)

    def from_workbook(self, content: bytes) -> Sheet:
        """The one sheet of a workbook that has a column of dates."""
        book = workbook(content, self.name, MOST_ROWS + 2)
        rows = [self.bounded(values, self.name) for values in book.sheets]
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
        findings = [self._misfit(line, cells, len(header)) for line, cells in fitted if len(cells) != len(header)]
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


def _bounded(rows: Iterable[Row], name: str, most: int = MOST_ROWS) -> list[Row]:
    """The rows as a list, given up where there are more than so many, or far more cells."""
    kept, cells = list[Row](), 0
    for row in rows:
        cells += len(row.cells)
        if len(kept) >= most or len(row.cells) > MOST_FIELDS or cells > most * CELLS_A_ROW:
            limit = said("sheet.limit", rows=most, columns=MOST_FIELDS, cells=most * CELLS_A_ROW)
            raise Refused([reading("too-many-cells", name, said("sheet.more_than", limit=limit), line=row.line)])
        kept.append(row)
    return kept


def _members(content: bytes, name: str, limit: int) -> list[str]:
    """Names in a zip that is neither damaged nor far larger inside than outside."""
    try:
        infos = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Refused([reading("damaged", name, said("sheet.no_zip", error=error))]) from None
    if sum(info.file_size for info in infos) > 4 * limit:
        raise Refused([reading("too-many-cells", name, said("sheet.unpacks", size=4 * limit // 2**20))])
    return [info.filename for info in infos if not info.is_dir()]


def _unzipped(content: bytes, member: str, name: str, limit: int) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)).open(member) as file:
            unpacked = file.read(limit + 1)
    except Exception as error:  # noqa: BLE001  (a damaged zip raises whatever its decompressor stumbles on)
        raise Refused([reading("damaged", name, said("sheet.no_member", member=member, error=error))]) from None
    if len(unpacked) > limit:
        raise Refused([reading("too-many-cells", name, said("sheet.unpacks", size=limit // 2**20))])
    return unpacked
