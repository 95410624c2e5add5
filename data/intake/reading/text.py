"""Text as rows: delimiter, quotation marks."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from data.base.finding import Refused
from data.base.saying import said
from data.intake.reading.problems import reading

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 60
_LINE = re.compile(r"[^\r\n]+(?:\r\n?|\n)?|\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of a row, and the line of the file on which it begins."""

    line: int
    cells: list[str]


def split(text: str, name: str, bounded: Callable[[Iterable[Row]], list[Row]]) -> tuple[str, list[Row]]:
    """(delimiter, rows) of a text. Raises `Refused` where its quotation marks do not close."""
    delimiter = _delimiter(text)
    return delimiter, bounded(_rows(text, delimiter, name))


def _rows(text: str, delimiter: str, name: str) -> Iterator[Row]:
    reader = csv.reader((one[0] for one in _LINE.finditer(text)), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            yield Row(line, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        check = "unclosed-quote" if "unexpected end" in str(error) else "damaged"
        raise Refused([reading(check, name, said("decoding.no_fields", error=error), line=line)]) from None


def _delimiter(text: str) -> str:
    """The delimiter that parts most of the first lines into the same number of fields, more than one."""
    sample = text[:100_000].splitlines()[:_SAMPLE]

    def agreement(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(cells) for cells in csv.reader(sample, delimiter=delimiter))
        widths.pop(0, None)
        widths.pop(1, None)
        return (max(widths.values()), max(widths)) if widths else (0, 0)

    try:
        return max(DELIMITERS, key=agreement)
    except csv.Error:
        return ","
