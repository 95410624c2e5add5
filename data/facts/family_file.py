"""A file of a family of underlyings, read row for row."""

import csv
import io
from collections.abc import Iterator, Mapping
from math import isfinite
from pathlib import Path
from typing import NamedTuple

from data.base.bounded import read_text
from data.base.errors import DataError
from data.base.meant import file_hint
from data.facts.fact_table import CONFIDENCES, Fact, fact_of

MOST = 1 << 20
"""Bytes of a file that are read."""
COLUMNS = ("table", "name", "valid_from", "value", "unit", "confidence", "source")


class FamilyRow(NamedTuple):
    """One row: the line of the file it stands on, the table it is of, and its fact."""

    line: int
    table: str
    fact: Fact


def family_rows(path: Path, label: str) -> Iterator[FamilyRow]:
    """The rows of a file, in their order. Raises `DataError` with a sentence for each that cannot be read, and for a
    file that cannot be; `label` names it there.
    """
    problems: list[str] = []
    for line, row in _lines(path, label):
        wrong = _wrong(row)
        if wrong:
            problems.append(f"{label}, line {line}: {wrong}")
        else:
            yield FamilyRow(line, row["table"], fact_of(row))
    if problems:
        raise DataError("\n".join(problems))


def _lines(path: Path, label: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        text = read_text(path, MOST, "utf-8-sig")
        reader = csv.DictReader(io.StringIO(text), restval="")
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise DataError(f"{label}: its first line should be {','.join(COLUMNS)}")
        yield from ((reader.line_num, row) for row in reader)
    except OSError as error:
        told = file_hint(path, "give the path of a CSV file")
        raise DataError(f"{label}: cannot be read ({error.strerror}); {told}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{label}: is no CSV in UTF-8 ({error})") from None


def _wrong(row: Mapping[str, str]) -> str:
    """What is wrong with the text of a row; nothing where it is a fact."""
    if None in row:
        return f"has more than {len(COLUMNS)} cells; put quotes around text with commas"
    root, _, rest = row["name"].partition(".")
    if not root or not rest:
        return f"name {row['name']!r} should be a root and what is told of it, such as ES.tick"
    try:
        fact = fact_of(row)
    except ValueError:
        return (
            f"{row['name']} is {row['value']!r} from {row['valid_from']!r}; give a number and a date such as 1999-06-21"
        )
    # Python takes 0_5 for 5
    if fact.value is not None and (not isfinite(fact.value) or "_" in row["value"]):
        return f"{fact.name} is {row['value']!r}; give a number"
    if fact.confidence not in CONFIDENCES:
        return f"confidence {fact.confidence!r} of {fact.name} should be one of {', '.join(CONFIDENCES)}"
    bare = [name for name in ("unit", "source") if not row[name].strip()]
    return f"{fact.name} has no {' and no '.join(bare)}" if bare else ""
