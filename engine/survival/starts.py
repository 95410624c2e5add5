"""Every real start date: what became of an account that was opened on each, over the sessions that really came."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

import numpy as np
import pyarrow as pa

from data.base.arrow import to_column
from data.base.days import Day, iso
from data.base.errors import ConfigError
from data.market.market import Market
from data.market.periods import named_periods
from engine.analysis.crises import crises_within
from engine.assembly.broker_terms import opening_capital
from engine.fast import compiled as machine
from engine.fast.announce import announce
from engine.fast.compiled import Tell
from engine.fast.prepare import prepare
from engine.fast.window_loop import Stretch, WindowLoop
from engine.results.run import RunResult
from engine.runs.backtest import backtest
from engine.settings.run_config import RunConfig
from engine.survival.outcome_row import outcome_row
from engine.survival.outcomes import NEVER
from engine.survival.real_money import real_worth
from engine.survival.schemas import SCHEMAS
from engine.survival.windows import Window, first_of_months, over, windows

Hear = Callable[[int, int], None]
"""Hears how many runs are done, and of how many."""
Row = dict[str, float]
_SCHEMA = SCHEMAS["starts"]
A_PART = 50
"""Runs that a thread does at once."""


class StartRuns:
    """Runs of so many years from every real start date of a market, in the accounts of some configurations; in plain
    Python, where that would take an hour, from the first one of each month (`monthly`). Periods of configurations
    decide nothing.

    Raises `ConfigError` where no window of a configuration has what it needs.
    """

    def __init__(
        self,
        configs: Sequence[RunConfig],
        market: Market,
        years: int,
        tell: Tell = announce,
        *,
        compiled: bool | None = None,
    ) -> None:
        self._market, self._years, self._tell = market, years, tell
        self.monthly = not machine.will_compile(wish=compiled)
        self._cells = [(config, self._windows(config)) for config in configs]
        self.total = sum(len(found) for _, found in self._cells)

    def _windows(self, config: RunConfig) -> list[Window]:
        found = windows(config, self._market, self._years)
        return first_of_months(found, self._market) if self.monthly else found

    def only(self, starts: Sequence[Window]) -> "StartRuns":
        """These runs from some of their start dates alone."""
        self._cells = [(config, [one for one in found if one in starts]) for config, found in self._cells]
        self.total = sum(len(found) for _, found in self._cells)
        return self

    def table(self, threads: int = 1, hear: Hear | None = None) -> pa.Table:
        """The table `starts`, start by start and within it cell by cell, by so many threads. Raises what `prepare`
        raises, and `FastBooksFull` where the loop has no room for a run.
        """
        tables, done = [], 0
        for cell, (config, found) in enumerate(self._cells):
            rows: list[Row] = []
            for part in self._rows(config, found, threads):
                rows += part
                done += len(part)
                if hear is not None:
                    hear(done, self.total)
            tables.append(_table(cell, self._market, found, rows))
        return pa.concat_tables(tables).sort_by([("start", "ascending"), ("cell", "ascending")])

    def _rows(self, config: RunConfig, found: Sequence[Window], threads: int) -> Iterator[list[Row]]:
        """What came of each window, part by part."""
        with ThreadPoolExecutor(threads) as pool:
            for _, same in groupby(found, key=lambda one: one.stretch):
                yield from self._over(config, list(same), pool)

    def _over(self, config: RunConfig, found: Sequence[Window], pool: ThreadPoolExecutor) -> Iterator[list[Row]]:
        """What came of windows of one stretch."""
        first, spot = found[0].first, self._market.floats("usdjpy")
        whole = over(config, self._market, found[0]._replace(end=found[-1].end))
        loop = WindowLoop(prepare(whole, self._market, dated=True), self._tell, compiled=not self.monthly)
        runs = [
            Stretch(one.first - first, one.end - first, opening_capital(config, float(spot[one.first])))
            for one in found
        ]
        parts = [slice(place, place + A_PART) for place in range(0, len(runs), A_PART)]
        for part, outcomes in zip(parts, pool.map(loop.run, (runs[part] for part in parts)), strict=True):
            yield [
                outcome_row(one, self._years, real_worth(config, self._years, spot[window.first], spot[window.end - 1]))
                for window, one in zip(found[part], outcomes, strict=True)
            ]


def _table(cell: int, market: Market, found: Sequence[Window], rows: Sequence[Row]) -> pa.Table:
    columns = {name: np.array([row[name] for row in rows], dtype=float) for name in rows[0]}
    columns = {
        name: np.where(told == NEVER, np.nan, told) if name.startswith("first_") else told
        for name, told in columns.items()
    }
    days = [(market.days[one.first], market.days[one.end - 1]) for one in found]
    columns["start"], columns["end"] = np.array(days).T
    columns["cell"] = np.full(len(found), cell)
    unseen = pa.array([crises_unseen(*one) for one in days], pa.list_(pa.string()))
    arrays = [
        unseen if field.name == "crises_unseen" else to_column(columns[field.name], field.type, nullable=field.nullable)
        for field in _SCHEMA
    ]
    return pa.Table.from_arrays(arrays, schema=_SCHEMA)


def crises_unseen(first: Day, last: Day) -> list[str]:
    """Names of the crises that do not lie between two days, both included, in order of time."""
    seen = crises_within(first, last)
    return [one.name for one in named_periods("crisis") if one not in seen]


def run_from(config: RunConfig, market: Market, day: Day, years: int) -> RunResult:
    """The run of a row of `starts`, by the event engine, with everything that a run has. Raises `ConfigError` for a day
    that is no start date, and what `backtest` raises.
    """
    found = windows(config, market, years)
    window = next((one for one in found if market.days[one.first] == day), None)
    if window is None:
        first, last = (iso(market.days[one.first]) for one in (found[0], found[-1]))
        raise ConfigError(
            f"--start {iso(day)}: from there no run of {years} years begins; those begin on sessions from {first} to "
            f"{last}"
        )
    return backtest(over(config, market, window), market)
