"""Small tables of dated facts: what, since when, how sure, and who says so.

Every table is a CSV beside this file with the columns `name, valid_from, value, unit, confidence, source`.
A value holds from its date until the next row of the same name; an empty value closes the series.
Confidence: `H` primary source, `M` good secondary source, `L` weak source or inference, `own` computed from public data.
"""

import csv
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from data.days import Day, day_of
from data.errors import MissingFact

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Fact:
    """One row: a value in `unit`, valid from `valid_from` until the next row of its name."""

    name: str
    valid_from: Day
    value: float | None
    unit: str
    confidence: str
    source: str


class FactTable:
    """The rows of one CSV, looked up by name and day."""

    def __init__(self, table: str, rows: list[Fact]) -> None:
        self.table = table
        self._rows: dict[str, list[Fact]] = {}
        for row in sorted(rows, key=lambda fact: fact.valid_from):
            self._rows.setdefault(row.name, []).append(row)

    def __iter__(self) -> Iterator[Fact]:
        return (row for rows in self._rows.values() for row in rows)

    @property
    def names(self) -> tuple[str, ...]:
        """All names, in order of their first rows' dates."""
        return tuple(self._rows)

    def history(self, name: str) -> tuple[Fact, ...]:
        """All rows of a name in order of date. Raises `MissingFact` for an unknown name."""
        if name not in self._rows:
            raise MissingFact(self.table, name, None, f"it has {', '.join(sorted(self._rows))}")
        return tuple(self._rows[name])

    def find(self, name: str, day: Day) -> Fact | None:
        """The row valid on a day; None before the first row and after the series is closed."""
        rows = self.history(name)
        place = bisect_right(rows, day, key=lambda fact: fact.valid_from)
        return rows[place - 1] if place and rows[place - 1].value is not None else None

    def value(self, name: str, day: Day) -> float:
        """Value valid on a day. Raises `MissingFact` where there is none."""
        fact = self.find(name, day)
        if fact is None or fact.value is None:
            raise MissingFact(self.table, name, day, "add a row with its source, or choose another period")
        return fact.value

    def carried_back(self, name: str, day: Day) -> float:
        """Value valid on a day; before the first row that of the first row. Raises `MissingFact` after the series is closed."""
        return self.value(name, max(day, self.history(name)[0].valid_from))

    def group(self, prefix: str = "") -> dict[str, Fact]:
        """The newest row of each name that begins with `prefix` and a dot, by the rest of the name; of all names without one.

        Raises `MissingFact` where there is none.
        """
        start = f"{prefix}." if prefix else ""
        found = {name.removeprefix(start): rows[-1] for name, rows in self._rows.items() if name.startswith(start)}
        if not found:
            groups = sorted({name.partition(".")[0] for name in self._rows})
            raise MissingFact(self.table, prefix, None, f"it has {', '.join(groups)}")
        return found

    def latest(self, name: str) -> Fact:
        """The newest row of a name."""
        return self.history(name)[-1]


@cache
def facts(table: str) -> FactTable:
    """The table in `data/facts/<table>.csv`."""
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return FactTable(table, [_fact(row) for row in csv.DictReader(lines)])


def files() -> list[Path]:
    """All fact files, in name order (for hashing)."""
    return sorted(FOLDER.glob("*.csv"))


def _fact(row: dict[str, str]) -> Fact:
    return Fact(
        name=row["name"],
        valid_from=day_of(date.fromisoformat(row["valid_from"])),
        value=float(row["value"]) if row["value"] else None,
        unit=row["unit"],
        confidence=row["confidence"],
        source=row["source"],
    )
