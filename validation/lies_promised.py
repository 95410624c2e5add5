"""What is promised of lies: all are found, but for those that are listed with the strength from which they are."""

import csv
from collections.abc import Iterable
from functools import cache
from math import inf
from pathlib import Path
from typing import NamedTuple

from validation.lies_list import CELLS
from validation.lies_told import Outcome

TABLE = Path(__file__).with_name("lies_promised.csv")
"""Stated strengths: lie (or `one value`, `one high or low`), file, the least strength from which all are found (empty:
not promised), and why.
"""
_IN_CELLS = {
    *(one.name for one in CELLS if one.unit == "%" and one.name != "rates frozen"),
    "one quote x10",
    "one quote x100",
    "one quote /10",
}


class Promise(NamedTuple):
    """One row of the table."""

    lie: str
    label: str
    least: float
    why: str


@cache
def promises() -> tuple[Promise, ...]:
    """The table in its order."""
    with TABLE.open(encoding="utf-8", newline="") as rows:
        return tuple(
            Promise(row["lie"], row["file"], float(row["least"] or inf), row["why"]) for row in csv.DictReader(rows)
        )


def group(lie: str) -> str:
    """The name under which a lie is promised: those about one cell stand together, by their strength."""
    if lie in _IN_CELLS:
        return "one high or low" if lie.startswith("high or low") else "one value"
    return lie


def least(lie: str, label: str) -> float:
    """The strength from which a lie about a file is promised to be found; 0 where all are."""
    return next((one.least for one in promises() if (one.lie, one.label) == (group(lie), label)), 0.0)


def broken(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Lies that should have been found."""
    return [one for one in outcomes if not one.seen and one.strength >= least(one.lie, one.label)]
