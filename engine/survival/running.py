"""Runs the paths that are not kept yet, part by part, in several threads."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from threading import Event
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from engine.survival.layout import Layout
from engine.survival.outcomes import Months, Rows, Runs, table_of
from engine.survival.store import Parts


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


class Work(NamedTuple):
    """What is run and where it is kept."""

    runs: Runs
    layout: Layout
    group: Group
    parts: Parts


Hear = Callable[[Reached], None]
Waiting = Sequence[tuple[int, range]]
"""Parts by their places, and the numbers of their paths."""


def missing(layout: Layout, group: Group, parts: Parts) -> Waiting:
    """The parts that are not there, or not as they were written."""
    return [
        (place, numbers)
        for place, numbers in enumerate(layout.parts())
        if not parts.intact(place, len(numbers) * group.cells)
    ]


def paths_of(waiting: Waiting) -> int:
    """How many paths some parts have."""
    return sum(len(numbers) for _, numbers in waiting)


def run_parts(work: Work, waiting: Waiting, threads: int, hear: Hear) -> None:
    """Run and keep parts in so many threads, and tell how far it is. What a thread raises stops them all."""
    stopped, began, total, ahead = Event(), time.monotonic(), work.layout.total, paths_of(waiting)

    def run(place: int, numbers: range) -> int:
        work.parts.keep(place, *_run_part(work, numbers, stopped))
        return len(numbers)

    pool, done = ThreadPoolExecutor(threads), 0
    try:
        for future in as_completed([pool.submit(run, *one) for one in waiting]):
            done += future.result()
            hear(Reached(total - ahead + done, total, (time.monotonic() - began) / done * (ahead - done)))
    finally:
        stopped.set()
        pool.shutdown(cancel_futures=True)


class _Stopped(Exception):  # noqa: N818  (nothing is wrong: another thread failed, or the user stopped it)
    """The others have stopped."""


def _run_part(work: Work, numbers: range, stopped: Event) -> tuple[pa.Table, Months | None]:
    """(rows of the paths of a part, their wealth by path, cell and month where it is kept)."""
    runs, layout, group, _ = work
    names = [layout.path(number) for number in numbers]
    keeps = group.fanned > 0 and names[0].history == 0
    months = np.ones((len(names), group.fanned, runs.months + 1), dtype=np.float32) if keeps else None
    records = []
    for row, name in enumerate(names):
        if stopped.is_set():
            raise _Stopped
        told, wealth = runs.run(name)
        records.append(told)
        if months is not None:
            months[row, :, 1:] = wealth[: group.fanned]
    return table_of(Rows(numbers, names, records, group.first), layout.kinds), months
