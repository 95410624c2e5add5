"""Changes of a table and of bytes, one at a time, by chance."""

import re
from collections.abc import Callable

import numpy as np

from validation.hostile_tables import Table

Rng = np.random.Generator
VALUES = (
    "", " ", "nan", "inf", "-inf", "1e400", "-1e308", "1e-320", "0", "-0.0", "-1", "11111111111111111111", "9" * 400,
    "1,234", "1.234,5", "1e5", "0x10", "1_000", "\u0663\u0664", "\uff11\uff12\uff13", "\u2461", "\xbd", "\u22125",
    "(5)", "5-", "$5", "5%", "%", "true", "#REF!", "=1+1", "@x", "2015-02-30", "0001-01-01", "9999-12-31",
    "10000-01-01", "-2015-01-01", "20150101", "99999999999999999999", "01/02/2015", "1.2.2015", "2015-01-02T25:00",
    "2015-01-02 00:00:00+99:99", "2015W53", "2015-Q9", "1900-02-29", "43000", "-1", "1e9", "x" * 300, "x" * 40000,
    "\x00", "\x1b[31m", "\u202e", "\ud800", "\ufeff", "\x00\u2028", "a\nb", "a\rb", '"', '""', "'", ",", ";", "\t",
    "|", "ESZ99", "ESF15", "ES999999", "999912", "000000", "SPX", "None", "NULL", "{}", "[1", "<a>", "&amp;", "%s",
    "{0}", "{x}", "\\", "../../etc/passwd", "C", "Z", "buy", "EUR", "cash", "2015-03-10", "2100-06-18", "Date",
    "date", "close",
)  # fmt: skip
"""What stands in a cell by chance."""


def _place(rng: Rng, table: Table) -> tuple[int, int]:
    row = int(rng.integers(len(table)))
    return row, int(rng.integers(max(len(table[row]), 1)))


def _cell(rng: Rng, table: Table) -> Table:
    row, column = _place(rng, table)
    if table[row]:
        table[row][column] = str(VALUES[int(rng.integers(len(VALUES)))])
    return table


def _column(rng: Rng, table: Table) -> Table:
    column, value = _place(rng, table)[1], str(VALUES[int(rng.integers(len(VALUES)))])
    return [table[0], *([*row[:column], value, *row[column + 1 :]] for row in table[1:])]


def _header(rng: Rng, table: Table) -> Table:
    column = int(rng.integers(max(len(table[0]), 1)))
    other = str(rng.choice([*VALUES[:20], *table[0], "Date", "Close", "expiry", "value"]))
    return [[*table[0][:column], other, *table[0][column + 1 :]], *table[1:]]


def _dropped(rng: Rng, table: Table) -> Table:
    column = _place(rng, table)[1]
    return [[*row[:column], *row[column + 1 :]] for row in table]


def _turned(rng: Rng, table: Table) -> Table:
    return [table[0], *(table[1:][place] for place in rng.permutation(len(table) - 1))]


def _few(rng: Rng, table: Table) -> Table:
    return table[: int(rng.integers(1, 4))]


def _twice(rng: Rng, table: Table) -> Table:
    row = _place(rng, table)[0]
    return [*table[: row + 1], *table[row:]]


def _wide(rng: Rng, table: Table) -> Table:
    row = _place(rng, table)[0]
    return [*table[:row], [*table[row], *["x"] * int(rng.integers(1, 30))], *table[row + 1 :]]


def _shifted(rng: Rng, table: Table) -> Table:
    year = str(rng.choice(["0001", "1799", "1899", "1928", "2199", "9999", "2999"]))
    return [table[0], *([cell.replace("2015", year) for cell in row] for row in table[1:])]


EDITS: tuple[Callable[[Rng, Table], Table], ...] = (
    _cell, _cell, _cell, _cell, _column, _header, _dropped, _turned, _few, _twice, _wide, _shifted,
)  # fmt: skip


def _flip(rng: Rng, content: bytes) -> bytes:
    found = bytearray(content)
    for _ in range(int(rng.integers(1, 9))):
        if found:
            found[int(rng.integers(len(found)))] = int(rng.integers(256))
    return bytes(found)


def _cut(rng: Rng, content: bytes) -> bytes:
    return content[: int(rng.integers(len(content) + 1))]


def _insert(rng: Rng, content: bytes) -> bytes:
    at = int(rng.integers(len(content) + 1))
    piece = rng.bytes(5) if rng.random() < 0.4 else VALUES[int(rng.integers(len(VALUES)))].encode("utf-8", "replace")
    return content[:at] + piece + content[at:]


def _again(rng: Rng, content: bytes) -> bytes:
    first, last = sorted(rng.integers(len(content) + 1, size=2).tolist())
    return content[:last] + content[first:]


def _without(rng: Rng, content: bytes) -> bytes:
    first, last = sorted(rng.integers(len(content) + 1, size=2).tolist())
    return content[:first] + content[last:] if last - first < 2_000 else content


def _number(rng: Rng, content: bytes) -> bytes:
    found = list(re.finditer(rb'(?<=")[\w.+-]+(?=")|\d+', content))
    if not found:
        return content
    one, value = found[int(rng.integers(len(found)))], VALUES[int(rng.integers(len(VALUES)))]
    return content[: one.start()] + value.encode("utf-8", "replace") + content[one.end() :]


BYTES = _flip, _cut, _insert, _again, _without, _number, _number
