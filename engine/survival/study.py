"""The cells of a question, run group by group on the same paths."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.market.market import Market
from engine.fast import compiled as machine
from engine.settings.grid import Cell
from engine.settings.run_config import RunConfig
from engine.survival.counting import Span, own_paths
from engine.survival.elsewhere import MAKE, Question
from engine.survival.histories import How
from engine.survival.layout import Layout, layout_of
from engine.survival.listener import Listener
from engine.survival.outcomes import Outcomes, Runs, Shelf
from engine.survival.part import Group
from engine.survival.request import SurvivalTerms
from engine.survival.running import By, Waiting, Work, elsewhere, in_threads, missing, paths_of, run_parts
from engine.survival.store import Parts, Store
from engine.survival.tables import Found, Row, fan_rows, found, plan_of
from engine.tasks.market_ref import market_ref

ROWS = 600_000
"""Rows of `paths` that are looked at together: what a computer of 500 MB holds beside the rest."""


class Kept(NamedTuple):
    """A group of cells that has been run, and where its paths are."""

    group: Group
    parts: Parts


class Study:
    """Runs groups of cells on the paths of some terms, drawn from a market, and tells what came of them. `make` makes
    the runs.
    """

    def __init__(self, asked: tuple[SurvivalTerms, Market], store: Store, listener: Listener, make: MAKE) -> None:
        self._terms, self._market = asked
        self._store, self._listener, self._make = store, listener, make
        self.kept: list[Kept] = []
        self.layout = Layout((), 0, 0, 0)
        self.span = Span(0, self._terms.years, self._terms.poor)

    def run(self, cells: Sequence[Cell], fanned: int) -> list[Found]:
        """Run cells, the first `fanned` with their wealth by month; what came of each. The first cell of all is the
        user's own plan. Raises what the runs raise.
        """
        configs, how = tuple(cell.config for cell in cells), self._terms.how(self._market)
        runs = self._make(configs, self._market, how, self._listener.passing)
        self.layout = layout_of(runs.kinds, self._terms.paths, self._terms.histories)
        self.span = Span(runs.sessions, self._terms.years, self._terms.poor)
        first = self.kept[-1].group.first + self.kept[-1].group.cells if self.kept else 0
        kept = Kept(Group(first, len(cells), fanned), self._store.parts(_digest(cells, fanned)))
        work = Work(self.layout, kept.group, kept.parts)
        waiting = missing(work, runs.months)
        self._announce(waiting, len(cells))
        run_parts(work, waiting, self._by(configs, how, runs), self._listener.hear)
        self.kept.append(kept)
        return list(self._found(cells, kept))

    def _by(self, configs: tuple[RunConfig, ...], how: How, runs: Runs) -> By:
        if self._listener.executor is None:
            return in_threads(self._listener.threads, runs)
        return elsewhere(self._listener.executor, Question(configs, market_ref(self._market), how, self._make))

    def _announce(self, waiting: Waiting, cells: int) -> None:
        """Tell what is there already, and how long the rest takes in plain Python."""
        say, tell, ahead = self._listener.say, self._listener.tell, paths_of(waiting)
        if ahead < self.layout.total:
            tell(say("progress.paths_kept", there=self.layout.total - ahead, total=self.layout.total))
        if ahead and not machine.will_compile(wish=None):
            machine.tell_of_plain(self.span.sessions, tell, say, ahead * cells)

    def _found(self, cells: Sequence[Cell], kept: Kept) -> Iterator[Found]:
        """What came of the cells of a group, of so many at once as there is room for."""
        group, at_once = kept.group, max(ROWS // self.layout.total, 1)
        for first in range(group.first, group.first + group.cells, at_once):
            shelf = self._shelf(range(first, min(first + at_once, group.first + group.cells)), kept)
            for cell in shelf.cells:
                plan = plan_of(cell, cells[cell - group.first], own=cell == 0)
                yield found(plan, shelf.outcomes(cell), self.layout, self.span)

    def _shelf(self, cells: range, kept: Kept) -> Shelf:
        """Cells of a group with what came of them."""
        shelf = Shelf(cells, self.layout.total)
        for place, numbers in enumerate(self.layout.parts()):
            shelf.fill(kept.parts.read(place, shelf.columns), numbers)
        return shelf

    def outcomes(self, cells: int) -> Iterator[Outcomes]:
        """What came of each of the first cells of all, which are of one group, path by path."""
        for cell in range(cells):
            yield self._shelf(range(cell, cell + 1), self.kept[0]).outcomes(cell)

    def fan(self) -> Iterator[Row]:
        """Rows of `fan` of the cells whose wealth by month is kept."""
        for group, parts in self.kept:
            for place in range(group.fanned):
                yield from fan_rows(group.first + place, self._months(parts, place))

    def _months(self, parts: Parts, cell: int) -> NDArray[np.float32]:
        """Wealth by month of the paths of history 0 in a cell, by its place in its group."""
        months = np.empty((own_paths(self.layout).stop, 12 * self.span.years + 1), dtype=np.float32)
        for place, numbers in enumerate(self.layout.parts()):
            if numbers.start < len(months):
                # a part at a time: what is mapped stays in memory as long as it is looked at
                months[numbers.start : numbers.stop] = parts.months(place)[:, cell, :]
        return months

    def files(self) -> list[Path]:
        """Files with the rows of all paths, group by group."""
        count = len(list(self.layout.parts()))
        return [kept.parts.rows(place) for kept in self.kept for place in range(count)]


def _digest(cells: Sequence[Cell], fanned: int) -> str:
    """Under which a group of cells is kept."""
    return hashlib.sha256(" ".join([str(fanned), *(cell.config.digest for cell in cells)]).encode()).hexdigest()
