"""Paths that are run together: what came of each, as rows."""

from threading import Event
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from engine.survival.histories import PathName
from engine.survival.layout import Layout
from engine.survival.outcomes import Months, Rows, Runs, table_of


class Group(NamedTuple):
    """Cells that are run together: the number of the first, how many, and of how many of these, the first ones, the
    wealth by month is kept.
    """

    first: int
    cells: int
    fanned: int


class Part(NamedTuple):
    """Paths of a layout, by their numbers, that are run together in a group of cells."""

    layout: Layout
    group: Group
    numbers: range

    @property
    def names(self) -> list[PathName]:
        """Names of its paths."""
        return [self.layout.path(number) for number in self.numbers]

    @property
    def fanned(self) -> int:
        """Of how many cells the wealth by month is kept."""
        return self.group.fanned if self.names[0].history == 0 else 0


class Told(NamedTuple):
    """Rows of the paths of a part, and their wealth by path, cell and month where it is kept."""

    rows: pa.Table
    months: Months | None


class Stopped(Exception):  # noqa: N818  (nothing is wrong: another thread failed, or the user stopped it)
    """The others have stopped."""


def run_part(runs: Runs, part: Part, stopped: Event | None = None) -> Told:
    """What came of the paths of a part. Raises `Stopped` once that is set."""
    layout, group, numbers = part
    names, fanned = part.names, part.fanned
    months = np.ones((len(names), fanned, runs.months + 1), dtype=np.float32) if fanned else None
    records = []
    for row, name in enumerate(names):
        if stopped is not None and stopped.is_set():
            raise Stopped
        told, wealth = runs.run(name)
        records.append(told)
        if months is not None:
            months[row, :, 1:] = wealth[:fanned]
    return Told(table_of(Rows(numbers, names, records, group.first), layout.kinds), months)
