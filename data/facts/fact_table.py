"""Dated facts and tables of them, looked up by name and day."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from data.base.days import Day, day_of
from data.base.errors import MissingFact

CARRIED = "carried"
CONFIDENCES = ("H", "M", "L", "own", CARRIED)


@dataclass(frozen=True, slots=True)
class Fact:
    """One row: a value in `unit`, valid from `valid_from` until the next row of its name."""

    name: str
    valid_from: Day
    value: float | None
    unit: str
    confidence: str
    source: str

    @property
    def known(self) -> bool:
        """Whether it tells of its own days: it has a value, and not one of other days."""
        return self.value is not None and self.confidence != CARRIED


class Reach(NamedTuple):
    """The first day that facts cover, and the first that they no longer do (None: they have not ended)."""

    first: Day
    end: Day | None = None


class FactTable:
    """The rows of one table, looked up by name and day. `files` names the file of each root (a name as far as its first
    dot) where there are several.
    """

    def __init__(self, table: str, rows: list[Fact], files: Mapping[str, str] | None = None) -> None:
        self.table, self._files = table, files
        self._rows: dict[str, list[Fact]] = {}
        for row in sorted(rows, key=lambda fact: fact.valid_from):
            self._rows.setdefault(row.name, []).append(row)

    def __iter__(self) -> Iterator[Fact]:
        return (row for rows in self._rows.values() for row in rows)

    @property
    def names(self) -> tuple[str, ...]:
        """All names, in order of their first rows' dates."""
        return tuple(self._rows)

    def file(self, name: str) -> str:
        """The file that has a name, or would have it, as messages call it: with the table where a file has several."""
        if self._files is None:
            return f"data/facts/{self.table}.csv"
        return f"{self._files.get(name.partition('.')[0], 'data/facts/families')} ({self.table})"

    def under(self, prefix: str) -> tuple[Fact, ...]:
        """All rows whose names begin with `prefix` and a dot, by name and date; none where there is no such name."""
        return tuple(row for row in self if row.name.startswith(f"{prefix}."))

    def history(self, name: str) -> tuple[Fact, ...]:
        """All rows of a name in order of date. Raises `MissingFact` for an unknown name."""
        if name not in self._rows:
            raise MissingFact(self.file(name), name, None, f"it has {', '.join(sorted(self._rows))}")
        return tuple(self._rows[name])

    def find(self, name: str, day: Day) -> Fact | None:
        """The row valid on a day; None before the first row and after the series is closed. Raises
        `MissingFact` for an unknown name.
        """
        rows = self.history(name)
        place = bisect_right(rows, day, key=lambda fact: fact.valid_from)
        return rows[place - 1] if place and rows[place - 1].value is not None else None

    def value(self, name: str, day: Day) -> float:
        """Value valid on a day, in the unit of its row. Raises `MissingFact` where there is none, or no such name.

        >>> from data.facts import facts
        >>> facts("futures").value("ES.multiplier", day_of(date(2020, 3, 16)))
        50.0
        """
        fact = self.find(name, day)
        if fact is None or fact.value is None:
            raise MissingFact(self.file(name), name, day, "add a row with its source, or choose another period")
        return fact.value

    def carried(self, name: str, day: Day) -> float:
        """Value valid on a day, else the nearest known: the first before the first row, the last once the series
        has ended. In the unit of its row.

        Raises `MissingFact` for an unknown name.
        """
        rows = self.history(name)
        place = max(bisect_right(rows, day, key=lambda fact: fact.valid_from), 1)
        value = rows[place - 1].value
        # an empty value ends a series: what held the day before is carried
        return self.carried(name, rows[place - 1].valid_from - 1) if value is None else value

    def path(self, name: str, days: Sequence[Day]) -> list[float]:
        """`carried` on each of some days, shape (days,). Raises `MissingFact` for an unknown name."""
        rows = self.history(name)
        places = np.searchsorted([row.valid_from for row in rows], days, side="right") - 1
        values = [self.carried(name, row.valid_from) for row in rows]
        return [values[place] for place in np.maximum(places, 0).tolist()]

    def reach(self, prefix: str) -> Reach:
        """The days on which every series of a name, or of all names that begin with it and a dot, is known
        of itself: not carried, nor ended.

        Raises `MissingFact` where there is no such name.
        """
        series = [rows for name, rows in self._rows.items() if f"{name}.".startswith(f"{prefix}.")]
        series = series or [list(self.history(prefix))]
        ends = [rows[-1].valid_from for rows in series if not rows[-1].known]
        return Reach(max(next(row.valid_from for row in rows if row.known) for rows in series), min(ends, default=None))

    def group(self, prefix: str = "") -> dict[str, Fact]:
        """The newest row of each name that begins with `prefix` and a dot, by the rest of
        the name; of all names without one.

        Raises `MissingFact` where there is none.
        """
        start = f"{prefix}." if prefix else ""
        found = {name.removeprefix(start): rows[-1] for name, rows in self._rows.items() if name.startswith(start)}
        if not found:
            groups = sorted({name.partition(".")[0] for name in self._rows})
            raise MissingFact(self.file(prefix), prefix, None, f"it has {', '.join(groups)}")
        return found

    def latest(self, name: str) -> Fact:
        """The newest row of a name; its value is None where the series has ended. Raises
        `MissingFact` for an unknown name.
        """
        return self.history(name)[-1]


def fact_of(row: Mapping[str, str]) -> Fact:
    """The fact of a row of text by column. Raises `ValueError` for what is no date or no number."""
    return Fact(
        name=row["name"],
        valid_from=day_of(date.fromisoformat(row["valid_from"])),
        value=float(row["value"]) if row["value"] else None,
        unit=row["unit"],
        confidence=row["confidence"],
        source=row["source"],
    )
