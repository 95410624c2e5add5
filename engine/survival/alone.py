"""Accounts that are left alone for some sessions on the paths of a question: how many of them are sold by force."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.base.arrays import Flags
from data.base.arrow import from_rows
from engine.survival.alone_paths import NO_START, AlonePaths
from engine.survival.counting import counts_of, own_paths
from engine.survival.interval import Counts, Interval, interval, together
from engine.survival.layout import Layout, layout_of
from engine.survival.listener import Listener
from engine.survival.schemas import ALL, BEGINS, SCHEMAS

Sold = NDArray[np.int16]
"""By path, kind of evening and length, see `AlonePaths.run`."""


class Alone(NamedTuple):
    """What was sold on which paths, by lengths of absence."""

    sold: Sold
    layout: Layout
    lengths: Sequence[int]
    after: int


def run_alone(paths: AlonePaths, count: int, histories: int, listener: Listener, cell: int = 0) -> pa.Table:
    """The table `absence` of a cell, of so many paths of history 0 of each kind, and as many of further histories.
    Raises what the runs raise.
    """
    layout = layout_of(paths.kinds, count, histories)
    sold = np.empty((layout.total, len(BEGINS), len(paths.away.lengths) + 1), np.int16)

    def run(numbers: range) -> range:
        for number in numbers:
            sold[number] = paths.run(layout.path(number))
        return numbers

    done = 0
    with ThreadPoolExecutor(listener.threads) as pool:
        for numbers in pool.map(run, layout.parts()):
            done += len(numbers)
            listener.hear_absences(done, layout.total)
    found = Alone(sold, layout, paths.away.lengths, paths.away.after)
    return from_rows([(cell, *row) for row in _rows(found)], SCHEMAS["absence"])


def _rows(found: Alone) -> Iterator[tuple[Any, ...]]:
    for place, begins in enumerate(BEGINS):
        for column, length in enumerate(found.lengths):
            started = found.sold[:, place, column] != NO_START
            sold = found.sold[:, place, column] >= 0
            watched = found.sold[:, place, -1]
            attended = (watched >= 0) & (watched < length + found.after)
            for kind, numbers in _of_kinds(found.layout).items():
                starts = int(started[numbers].sum())
                if not starts:
                    continue
                one = _interval(found.layout, kind, sold, started)
                ends = (one.low, one.high) if begins == "any" and found.layout.histories else (np.nan, np.nan)
                simulated = one.simulation_low, one.simulation_high
                counted = starts, int(sold[numbers].sum())
                share = float(attended[numbers].sum() / starts)
                yield begins, kind, length, *counted, one.probability, *ends, *simulated, share


def _of_kinds(layout: Layout) -> dict[str, slice]:
    """The paths of history 0 of all kinds, and of each."""
    return {ALL: own_paths(layout)} | {kind: layout.own(place) for place, kind in enumerate(layout.kinds)}


def _interval(layout: Layout, kind: str, sold: Flags, started: Flags) -> Interval:
    """How many of those that were left alone are sold, on the paths of a kind or of all; over resampled histories where
    every path has such an evening.
    """
    if kind != ALL:
        place = layout.kinds.index(kind)
        if bool(started.all()):
            return interval(counts_of(sold, layout, place))
        own = layout.own(place)
        return interval(Counts(int(sold[own].sum()), int(started[own].sum()), [], 0))
    kinds = [one for one in layout.kinds if started[layout.own(layout.kinds.index(one))].any()]
    return together([_interval(layout, one, sold, started) for one in kinds])
