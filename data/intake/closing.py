"""Lines below a table that are no rows of it: terms, sources, totals."""

import re
from collections.abc import Sequence

from data.intake.heading import is_day, is_number
from data.intake.names import bare
from data.intake.text import Row

_MOST, _SENTENCE = 40, 120
_TOTALS = frozenset((
    "total", "totals", "sum", "average", "mean", "highest", "lowest", "count", "change", "summe", "durchschnitt", "promedio", "moyenne",
    "media", "合計", "平均", "最高", "最低", "計",
))  # fmt: skip
_WORDS = re.compile(
    r"©|\(c\)|※|注|出所|出典|資料|copyright|source|note|disclaimer|data provided|data as of|downloaded|quelle|fuente|fonte|\*",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"[<{\[]|.{0,60}\b(error|exception|exceeded|timed? ?out|denied|forbidden|refused|limit)\b", re.IGNORECASE
)
"""How the message of a download begins or reads that broke off: the rows after it are missing."""
_FOOTNOTE = re.compile(r"\(?\d{1,2}[).:]\s+\D", re.ASCII)


def without_closing(rows: Sequence[Row]) -> tuple[Sequence[Row], tuple[str, ...]]:
    """(rows of the table, what is to be told of the lines below it). Only lines after the last row are passed over."""
    count = 0
    while count < min(len(rows) - 1, _MOST + 1) and _closes(rows[-1 - count]):
        count += 1
    if not count or count > _MOST:
        return rows, ()
    below = rows[len(rows) - count :]
    said = " ".join(cell.strip() for cell in below[0].cells if cell.strip())
    which = f"line {below[0].line}" if count == 1 else f"lines {below[0].line} to {below[-1].line}"
    be = "is no row" if count == 1 else "are no rows"
    return rows[: len(rows) - count], (f"{which} below the table {be}, and passed over: {_short(said)!r}",)


def _closes(row: Row) -> bool:
    """Whether a line is a sentence and no row: one cell of text, or more that begin like terms, a source or a total."""
    cells = [cell.strip() for cell in row.cells if cell.strip()]
    first = cells[0]
    if bare(first) in _TOTALS:
        return True
    if len(first) < _SENTENCE and _FAILED.match(first):
        return False
    if (first[0].isdigit() and not _FOOTNOTE.match(first)) or not any(map(str.isalpha, first)):
        return False
    if is_day(first) or (is_number(first) and len(cells) == 1):
        return False
    if len(cells) == 1:
        return len(first) > 3 or bool(_WORDS.match(first))
    return bool(_WORDS.match(first)) and not any(is_day(cell) for cell in cells)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"
