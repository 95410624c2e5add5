"""Runs the paths that are not kept yet, part by part, in several threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from threading import Event
from time import monotonic
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats
from engine.survive.layout import Layout
from engine.survive.outcomes import Rows, Runs, table_of
from engine.survive.store import Parts


class Reached(NamedTuple):
    """How far a run of paths has come: paths that are done, those of all, and seconds that are left (0: unknown)."""

    done: int
    total: int
    seconds: float


class Group(NamedTuple):
    """Cells that are run together: the number of the first, how many, and of how many of these, the first ones, the
    wealth by month is kept.
    """

    first: int
    cells: int
    fanned: int


Hear = Callable[[Reached], None]


def run_parts(runs: Runs, layout: Layout, group: Group, parts: Parts, how: tuple[int, Hear]) -> int:
    """Run and keep every part that is not there intact, in `how[0]` threads, and tell `how[1]`; how many paths were
    there. What a thread raises stops them all.
    """
    threads, hear = how
    all_parts = list(enumerate(layout.parts()))
    waiting = [(place, part) for place, part in all_parts if not parts.intact(place, len(part) * group.cells)]
    found = layout.total - sum(len(part) for _, part in waiting)
    stopped, began, done = Event(), monotonic(), 0

    def run(place: int, numbers: range) -> int:
        made = _run_part(runs, layout, group, numbers, stopped)
        parts.keep(place, *made)
        return len(numbers)

    pool = ThreadPoolExecutor(threads)
    try:
        hear(Reached(found, layout.total, 0.0))
        for future in as_completed([pool.submit(run, place, part) for place, part in waiting]):
            done += future.result()
            left = layout.total - found - done
            hear(Reached(found + done, layout.total, (monotonic() - began) / done * left))
    finally:
        stopped.set()
        pool.shutdown(cancel_futures=True)
    return found


class _Stopped(Exception):  # noqa: N818  (nothing is wrong: another thread failed, or the user stopped it)
    """The others have stopped."""


def _run_part(
    runs: Runs, layout: Layout, group: Group, numbers: range, stopped: Event
) -> tuple[pa.Table, Floats | None]:
    """(rows of the paths of a part, their wealth by path, cell and month where it is kept)."""
    names = [layout.path(number) for number in numbers]
    keeps = group.fanned > 0 and names[0].history == 0
    months = np.empty((len(names), group.fanned, runs.months + 1), dtype=np.float32) if keeps else None
    records = []
    for row, name in enumerate(names):
        if stopped.is_set():
            raise _Stopped
        told, wealth = runs.run(name)
        records.append(told)
        if months is not None:
            months[row] = wealth[: group.fanned]
    return table_of(Rows(numbers, names, records, group.first), layout.kinds), months
