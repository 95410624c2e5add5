"""The runs of a sweep, kept as they come, and the tables that they make."""

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa

from data.base.arrow import to_array
from data.base.days import Day
from data.base.errors import ConfigError
from data.market.market import Market
from engine.analysis.metrics import known_figures
from engine.analysis.months import Months
from engine.assembly.open_account import open_account
from engine.manifest.manifest import plan_digest
from engine.results.trials import Trial
from engine.runs.backtest import backtest
from engine.sweeps.chunk import Answer, Asked, Chunk, asked_of, run_chunk
from engine.sweeps.criteria import best
from engine.sweeps.kept import Kept, read_figures, read_rows
from engine.sweeps.landscape import landscape
from engine.sweeps.request import SweepRequest
from engine.sweeps.result import rows_table
from engine.sweeps.running import Where, chunks_of, run_chunks
from engine.sweeps.schemas import EARNED, RUNS, runs_schema
from engine.sweeps.told import Row
from engine.sweeps.walk_forward import Walk, walk_forward
from engine.sweeps.windows import walk_terms, windows


class SweepRuns:
    """The runs of a request, kept in a folder as they come: `rows` are those of the table `runs` as plain values, and
    `months` the labels of their returns, once `tables` were made.
    """

    def __init__(self, asked: SweepRequest, market: Market, where: Where) -> None:
        self._asked, self._market, self._where = asked, market, where
        self._kept: list[Kept] = []
        self.rows: list[Row] = []
        self.months: list[str] = []

    def tables(self) -> dict[str, pa.Table]:
        """All tables by name. Raises `ConfigError` where every cell is refused, and for a walk forward of an account in
        which money flows.
        """
        terms = self._asked.terms
        if terms.walk and not all(one.config.flows.none for one in self._asked.cells):
            raise ConfigError(
                f"--walk-forward {terms.walk}: money that is paid in and taken out would begin anew in each window; "
                "leave out [flows]"
            )
        self._kept = self._run([asked_of(*one) for one in enumerate(self._asked.configs)], curves=terms.curves)
        told, self.months = read_rows(self._kept)
        if all(row.get("refused") for row in told):
            for one in self._kept:
                one.rows.unlink()
            raise ConfigError(told[0]["refused"])
        self.rows = self._described(told)
        runs = rows_table(self.rows, runs_schema(self._asked.values, _further(told)))
        found = {"runs": runs, "landscape": landscape(self.rows, self._asked.values, terms.criterion)}
        if terms.walk:
            found |= dict(zip(("walk_forward", "stitched"), self._walk(terms.walk, told), strict=True))
        return found

    @cached_property
    def days(self) -> list[Day]:
        """The sessions of the plan itself."""
        plan = self._asked.cells[0].config
        if plan.own.feed == "own":
            days: list[Day] = to_array(backtest(plan, self._market).table("equity")["date"]).tolist()
            return days
        feed, _ = open_account(plan, self._market)
        return feed.market.days[feed.first_row : feed.end_row]

    def trials(self) -> list[Trial]:
        """What was looked at, as the ledger of trials keeps it."""
        named, market = np.array(self.months, dtype="datetime64[M]"), self._market.digest
        return [
            Trial(row["digest"], market, row["pattern"], self.days[0], self.days[-1], Months(named, row["months"]))
            for row in self.rows
            if row.get("months") is not None
        ]

    def _walk(self, told: str, rows: Sequence[Row]) -> tuple[pa.Table, pa.Table]:
        walk = Walk(self._asked.cells, windows(self.days, walk_terms(told)), self._asked.terms.criterion)
        return walk_forward(walk, self._rows, self._held, best(rows, walk.criterion) or 0)

    def _rows(self, asked: Sequence[Asked]) -> Sequence[Row]:
        return read_figures(self._run(asked, curves=False))

    def _held(self, asked: Asked) -> Answer:
        return run_chunk(Chunk(self._asked.engine, (asked,), curves=True), self._market)

    def _run(self, asked: Sequence[Asked], *, curves: bool) -> list[Kept]:
        return run_chunks(chunks_of(asked, self._asked.engine, curves=curves), self._market, self._where)

    def _described(self, rows: Sequence[Row]) -> list[Row]:
        """Rows with the settings they are of, and those of cells whose settings make no plan behind them."""
        cells, names = self._asked.cells, list(self._asked.values)
        told = [
            {
                "digest": plan_digest(cell.config),
                "own": place == 0,
                "pattern": cell.config.kind_called,
                "profile": cell.config.broker_told,
                **{name: cell.values.get(name) for name in names},
                **row,
            }
            for place, (cell, row) in enumerate(zip(cells, rows, strict=True))
        ]
        refused = [
            {
                "cell": place,
                "digest": "",
                "own": False,
                "pattern": "",
                "profile": "",
                **one.values,
                "refused": one.reason,
            }
            for place, one in enumerate(self._asked.refused, len(cells))
        ]
        return [*told, *refused]

    def move_curves(self, folder: Path) -> None:
        """Give the curves of all runs their place in a folder, where they were kept."""
        files = [one.curves for one in self._kept if one.curves is not None]
        if files:
            folder.mkdir()
        for place, file in enumerate(files):
            os.link(file, folder / f"part-{place:05d}.parquet")


def _further(rows: Sequence[Row]) -> list[str]:
    """Figures that some runs have beyond those of both drivers."""
    known = {*EARNED, *(column.name for column in RUNS)}
    return [name for name in known_figures() if name not in known and any(name in row for row in rows)]
