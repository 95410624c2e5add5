"""Small tables of dated facts: what, since when, how sure, and who says so.

Every table is a CSV beside this file with the columns `name, valid_from, value, unit, confidence, source`. A value
holds from its date until the next row of the same name; an empty value says that nothing is known from that day on.

What is asked for a day that no row covers is either refused or carried, and which of the two is the caller's to say:

* `carried` answers with the nearest value known: that of the first row for earlier days, the last one known once the
  series has ended. So it is for whatever an account's terms are made of (costs, price limits, profiles, tax,
  money-market and financing spreads, forwards, swap points): a run on days without a row is right but for the size of a
  cost, and its notes say which tables were carried (`engine.manifest.fact_notes`).
* `find` answers None: so it is where the absence means something. Margin in dollars of a level of its own
  (`exchange_margin`) gives way to the model, an opening price (`real_opens`) is no real one.
* `value` raises `MissingFact`: so it is where a neighbour's value would be wrong, as the law on margin accounts of a
  day before it (`fx_margin_accounts`).

Dates of events are not values: where a calendar ends a run's notes say so, and no event is made up.

Confidence: `H` primary source, `M` good secondary source, `L` weak source or inference, `own` computed from public
data, `carried` a value of other days (a mean of them, say) that stands in where nothing is known.
"""

import csv
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from data.base.days import Day, day_of
from data.base.errors import MissingFact

FOLDER = Path(__file__).parent
CARRIED = "carried"


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

    def under(self, prefix: str) -> tuple[Fact, ...]:
        """All rows whose names begin with `prefix` and a dot, by name and date; none where there is no such name."""
        return tuple(row for row in self if row.name.startswith(f"{prefix}."))

    def history(self, name: str) -> tuple[Fact, ...]:
        """All rows of a name in order of date. Raises `MissingFact` for an unknown name."""
        if name not in self._rows:
            raise MissingFact(self.table, name, None, f"it has {', '.join(sorted(self._rows))}")
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

        >>> facts("futures").value("ES.multiplier", day_of(date(2020, 3, 16)))
        50.0
        """
        fact = self.find(name, day)
        if fact is None or fact.value is None:
            raise MissingFact(self.table, name, day, "add a row with its source, or choose another period")
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
            raise MissingFact(self.table, prefix, None, f"it has {', '.join(groups)}")
        return found

    def latest(self, name: str) -> Fact:
        """The newest row of a name; its value is None where the series has ended. Raises
        `MissingFact` for an unknown name.
        """
        return self.history(name)[-1]


@cache
def facts(table: str) -> FactTable:
    """The table in `data/facts/<table>.csv`, read once. Raises `FileNotFoundError` where there is none."""
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
