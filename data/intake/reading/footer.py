"""Lines below a table that are no rows of it: terms, sources, totals."""

import re
from collections.abc import Sequence

from data.base.saying import Saying, said
from data.intake.reading.column_names import bare
from data.intake.reading.heading import is_day, is_number
from data.intake.reading.text import Row

_MOST = 40
_SHORTEST, _LONG, _SENTENCE = 3, 20, 120
"""Signs that a line of terms has more of: in one cell, in several; and that a message of a download has fewer of."""
_TOTALS = frozenset((
    "total", "totals", "sum", "average", "mean", "highest", "lowest", "count", "change", "summe", "durchschnitt",
    "promedio", "moyenne",
    "media", "合計", "平均", "最高", "最低", "計",
))  # fmt: skip
_WORDS = re.compile(
    r"©|\(c\)|※|注|出所|出典|資料|copyright|source|note|disclaimer|data provided|data as of|downloaded"
    r"|quelle|fuente|fonte|\*",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"[<{\[]|.{0,60}\b(error|exception|exceeded|timed? ?out|denied|forbidden|refused|limit)\b", re.IGNORECASE
)
"""How the message of a download begins or reads that broke off: the rows after it are missing."""
_SIGNS = "+-\u2212▲△▼ "
_FOOTNOTE = re.compile(r"\(?\d{1,2}[).:]\s+\D", re.ASCII)


def without_closing(rows: Sequence[Row]) -> tuple[Sequence[Row], tuple[Saying, ...]]:
    """(rows of the table, what is to be told of the lines below it). Only lines after the last row are passed over."""
    count = 0
    while count < min(len(rows) - 1, _MOST + 1) and _closes(rows[-1 - count]):
        count += 1
    if not count or count > _MOST:
        return rows, ()
    below = rows[len(rows) - count :]
    text = _short(" ".join(cell.strip() for cell in below[0].cells if cell.strip()))
    first, last = below[0].line, below[-1].line
    lines = said("noted.below", first=first, last=last, text=text)
    return rows[: len(rows) - count], (said("noted.below_one", line=first, text=text) if count == 1 else lines,)


def _closes(row: Row) -> bool:
    """Whether a line is a total, or a sentence and no row: text without a date, in one cell, or long, or
    that begins like terms or a source.
    """
    cells = [cell.strip() for cell in row.cells if cell.strip()]
    first, whole = cells[0], "".join(cells)
    if bare(first) in _TOTALS or any(is_day(cell) for cell in cells) or not _says_something(first):
        return bare(first) in _TOTALS
    if len(cells) == 1:
        return len(first) > _SHORTEST
    return bool(_WORDS.match(first)) or (len(whole) > _LONG and not any(map(is_number, cells)))


def _says_something(first: str) -> bool:
    """Whether a line that begins so is text, and not a number, a damaged date or the
    message of a download that broke off.
    """
    failed = len(first) < _SENTENCE and _FAILED.match(first)
    numeric = is_number(first) or (first.lstrip(_SIGNS)[:1].isdigit() and not _FOOTNOTE.match(first))
    return not failed and not numeric and any(map(str.isalpha, first))


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"
