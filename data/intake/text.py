"""Text as rows: encoding, delimiter, quotation marks."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from data.intake.finding import Refused
from data.intake.reading import reading

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 60
_ELSEWHERE = {"cp932": "Shift-JIS", "cp1252": "Windows-1252"}


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of a row, and the line of the file on which it begins."""

    line: int
    cells: list[str]


def decoded(content: bytes, name: str) -> str:
    """The text of a file: UTF-8, or UTF-16 where a byte-order mark says so. Raises `Refused` for anything else."""
    coding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return content.decode(coding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = f"byte 0x{content[error.start]:02x} is not {coding.removesuffix('-sig').upper()}{_likely(content)}"
        raise Refused([reading("wrong-encoding", name, problem, line=line)]) from None


def _likely(content: bytes) -> str:
    for coding, told in _ELSEWHERE.items():
        try:
            content.decode(coding)
        except UnicodeDecodeError:
            continue
        return f" (it may be {told})"
    return ""


def split(text: str, name: str, bounded: Callable[[Iterable[Row], str], list[Row]]) -> tuple[str, list[Row]]:
    """(delimiter, rows) of a text. Raises `Refused` where its quotation marks do not close."""
    delimiter = _delimiter(text)
    try:
        return delimiter, bounded(_rows(text, delimiter), name)
    except csv.Error as error:
        line = text.count("\n") + 1
        check = "unclosed-quote" if "unexpected end" in str(error) else "damaged"
        raise Refused([reading(check, name, f"cannot be parted into fields ({error})", line=line)]) from None


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    for cells in reader:
        yield Row(line, cells)
        line = reader.line_num + 1


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
