"""Runs the paths that are not kept yet, part by part, in threads or wherever an executor has them run."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import NamedTuple

from engine.survival.elsewhere import Question, run_there
from engine.survival.layout import Layout
from engine.survival.outcomes import Runs
from engine.survival.part import Group, Part, run_part
from engine.survival.store import Parts
from engine.tasks.gathering import gathered


class Reached(NamedTuple):
    """How far a run of paths has come: paths that are done, those of all, and seconds that are left (0: unknown)."""

    done: int
    total: int
    seconds: float


class Work(NamedTuple):
    """What is run, and where it is kept."""

    layout: Layout
    group: Group
    parts: Parts


Hear = Callable[[Reached], None]
Waiting = Sequence[tuple[int, range]]
"""Parts by their places, and the numbers of their paths."""


def missing(work: Work, months: int) -> Waiting:
    """The parts, of paths of so many months, that are not there, or not as they were written."""
    return [
        (place, numbers)
        for place, numbers in enumerate(work.layout.parts())
        if not work.parts.intact(place, Part(work.layout, work.group, numbers), months)
    ]


def paths_of(waiting: Waiting) -> int:
    """How many paths some parts have."""
    return sum(len(numbers) for _, numbers in waiting)


By = Callable[[Work, Waiting], Iterator[int]]
"""Runs and keeps parts that are waited for, and yields which of them are done, by their order."""


def run_parts(work: Work, waiting: Waiting, by: By, hear: Hear) -> None:
    """Run and keep parts, and tell how far it is. Raises what `by` raises."""
    began, total, ahead, done = time.monotonic(), work.layout.total, paths_of(waiting), 0
    for one in by(work, waiting):
        done += len(waiting[one][1])
        hear(Reached(total - ahead + done, total, (time.monotonic() - began) / done * (ahead - done)))


def in_threads(threads: int, runs: Runs) -> By:
    """In so many threads of this process. What one raises stops them all."""

    def by(work: Work, waiting: Waiting) -> Iterator[int]:
        stopped = Event()

        def run(one: tuple[int, range]) -> None:
            place, numbers = one
            work.parts.keep(place, *run_part(runs, Part(work.layout, work.group, numbers), stopped))

        with ThreadPoolExecutor(threads) as pool:
            try:
                for place, _ in gathered(pool, run, waiting):
                    yield place
            finally:
                stopped.set()

    return by


def elsewhere(executor: Executor, question: Question) -> By:
    """By an executor, whose results are kept here."""

    def by(work: Work, waiting: Waiting) -> Iterator[int]:
        parts = [Part(work.layout, work.group, numbers) for _, numbers in waiting]
        for one, told in gathered(executor, partial(run_there, question), parts):
            work.parts.keep(waiting[one][0], *told)
            yield one

    return by
