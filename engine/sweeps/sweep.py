"""Many settings of one plan on one market: the cells, their runs, what so many looks leave, the folder."""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypedDict, Unpack

import numpy as np
import pyarrow as pa

from data.base.days import Day
from data.base.errors import ConfigError
from data.market.embedded import embedded_market
from data.market.market import Market
from engine.analysis.metrics import known_figures
from engine.analysis.months import Months
from engine.assembly.open_account import open_account
from engine.fast.announce import announce
from engine.fast.compiled import Tell
from engine.manifest.manifest import code_revision, facts_hash, inputs, market_told, software
from engine.results.folders import write_whole
from engine.results.trials import Trial, looks, record
from engine.settings.run_config import RunConfig
from engine.survival.listener import cores
from engine.survival.made_of import key_of_runs
from engine.sweeps.chunk import Answer, Asked, Chunk, asked_of, run_chunk
from engine.sweeps.criteria import best
from engine.sweeps.kept import Kept, read_rows
from engine.sweeps.landscape import landscape
from engine.sweeps.proof import months_held, proof, unseen
from engine.sweeps.request import SweepRequest, SweepTerms, request_of
from engine.sweeps.result import CURVES, SweepResult, rows_table, write_result
from engine.sweeps.running import Where, chunks_of, run_chunks
from engine.sweeps.schemas import EARNED, RUNS, runs_schema
from engine.sweeps.sweep_notes import sweep_notes
from engine.sweeps.told import Row
from engine.sweeps.walk_forward import Walk, walk_forward
from engine.sweeps.windows import walk_terms, windows
from engine.tasks.unfinished import opened
from engine.words import Words, words


class Terms(TypedDict, total=False):
    """How a sweep goes about it; see `SweepTerms`. `tell` hears how far it is."""

    engine: Literal["fast", "full"]
    sample: int | None
    seed: int
    curves: bool
    criterion: str
    walk: str | None
    tell: Tell


def sweep(
    plan: RunConfig | None = None,
    grid: Sequence[str] = (),
    market: Market | None = None,
    *,
    executor: Executor | None = None,
    out: Path | str = "results",
    **terms: Unpack[Terms],
) -> SweepResult:
    """Run a plan (default: pattern A) with the cells of a grid, each of it as in `overlay.ratio=0.1:0.3:0.05`, on a
    market (default: the embedded one); saved below `out`, a row a run.

    `executor` is any of `concurrent.futures`, such as Dask's `client.get_executor()`; without one, full books run in
    processes of this machine and the fast driver in threads. Runs are kept as they come: the same sweep, asked again
    after it was stopped, goes on where it was. Raises `ConfigError` for settings and terms that cannot be, and
    `ResultError` where nothing can be written.
    """
    told: dict[str, Any] = dict(terms)
    workers = Workers(executor, cores(), words(), told.pop("tell", announce))
    return swept(
        request_of(plan or RunConfig(), grid, SweepTerms(**told)), market or embedded_market(), Path(out), workers
    )


class Workers(NamedTuple):
    """What runs a sweep: an executor of somebody's own, or how many of ours; the language in which is told how far it
    is, and who hears it.
    """

    executor: Executor | None
    size: int
    say: Words
    passing: Tell

    def hear(self, done: int, total: int, ran: tuple[int, float]) -> None:
        """Tell how many runs are done, of how many, given how many of them ran now and in how many seconds."""
        count, seconds = ran
        minutes, rest = divmod(round(seconds / count * (total - done)) if count else 0, 60)
        left = f"{minutes}:{rest:02d}" if count or done == total else "?"
        self.passing(self.say("progress.cells", done=done, total=total, left=left))


def swept(asked: SweepRequest, market: Market, out: Path, workers: Workers) -> SweepResult:
    """The result of a request, saved below `out`; see `sweep`."""
    started, own = datetime.now(UTC), asked.cells[0].config
    question = asked.digest(market.digest)
    key = key_of_runs(question, asked.configs)
    with opened(out, "sweep", key) as folder:
        runs = _Runs(asked, market, Where(workers.executor, workers.size, workers.hear, folder))
        tables, months = runs.tables()
        name = f"{started:%Y%m%dT%H%M%S}-sweep-{question[:6]}"
        # before it is saved: a look is a look whether its result is kept or not
        record(out, _trials(tables["runs"], months, market.digest, runs.days), "sweep", name)
        seen = looks(out, market.digest)
        held = max(map(months_held, asked.configs))
        manifest = {
            "started": started.isoformat(timespec="seconds"),
            "seconds": round((datetime.now(UTC) - started).total_seconds(), 3),
            "digest": question,
            "notes": sweep_notes(tables["runs"].to_pylist(), list(asked.values)),
            "looks": {
                **proof(tables["runs"].to_pylist(), asked.terms.criterion, seen, held),
                "unseen": unseen(runs.days[0], runs.days[-1]),
            },
            "market": market_told(market),
            "patterns": list(dict.fromkeys(cell.config.kind.name for cell in asked.cells)),
            "request": {**asdict(asked.terms), "vary": list(asked.vary), "values": asked.values, "months": months},
            "facts_sha256": facts_hash(),
            "software": dict(software()),
            "code_revision": code_revision(),
            **inputs(own),
        }
        written: dict[str, Any] = {}

        def write(into: Path) -> None:
            runs.move_curves(into / CURVES)
            written.update(write_result(into, own, tables, manifest))

        path = write_whole(out, name, write)
    return SweepResult(own, tables, written, path)


class _Runs:
    """The runs of a request, kept in a folder as they come."""

    def __init__(self, asked: SweepRequest, market: Market, where: Where) -> None:
        self._asked, self._market, self._where = asked, market, where
        self._kept: list[Kept] = []

    def tables(self) -> tuple[dict[str, pa.Table], list[str]]:
        """All tables by name, and the months of the returns in `runs`. Raises `ConfigError` where every cell is
        refused.
        """
        terms = self._asked.terms
        self._kept = self._run([asked_of(*one) for one in enumerate(self._asked.configs)], curves=terms.curves)
        rows, months = read_rows(self._kept)
        if all(row.get("refused") for row in rows):
            for one in self._kept:
                one.rows.unlink()
            raise ConfigError(rows[0]["refused"])
        runs = rows_table(self._described(rows), runs_schema(self._asked.values, _further(rows)))
        found = {"runs": runs, "landscape": landscape(runs.to_pylist(), self._asked.values, terms.criterion)}
        if terms.walk:
            found |= dict(zip(("walk_forward", "stitched"), self._walk(terms.walk, rows), strict=True))
        return found, months

    @cached_property
    def days(self) -> list[Day]:
        """The sessions of the plan itself."""
        feed, _ = open_account(self._asked.cells[0].config, self._market)
        return feed.market.days[feed.first_row : feed.end_row]

    def _walk(self, told: str, rows: Sequence[Row]) -> tuple[pa.Table, pa.Table]:
        walk = Walk(self._asked.cells, windows(self.days, walk_terms(told)), self._asked.terms.criterion)
        return walk_forward(walk, self._rows, self._held, best(rows, walk.criterion) or 0)

    def _rows(self, asked: Sequence[Asked]) -> Sequence[Row]:
        return read_rows(self._run(asked, curves=False))[0]

    def _held(self, asked: Asked) -> Answer:
        return run_chunk(Chunk(self._asked.terms.engine, (asked,), curves=True), self._market)

    def _run(self, asked: Sequence[Asked], *, curves: bool) -> list[Kept]:
        return run_chunks(chunks_of(asked, self._asked.terms.engine, curves=curves), self._market, self._where)

    def _described(self, rows: Sequence[Row]) -> list[Mapping[str, Any]]:
        """Rows with the settings they are of, and those of cells whose settings make no plan behind them."""
        cells = self._asked.cells
        told = [
            {
                "digest": cell.config.digest,
                "own": place == 0,
                "pattern": cell.config.kind.name,
                "profile": cell.config.account.told,
                **cell.values,
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


def _trials(runs: pa.Table, months: Sequence[str], market: str, days: Sequence[Day]) -> list[Trial]:
    """What was looked at, as the ledger of trials keeps it."""
    named = np.array(months, dtype="datetime64[M]")
    return [
        Trial(row["digest"], market, row["pattern"], days[0], days[-1], Months(named, np.array(row["months"])))
        for row in runs.select(["digest", "pattern", "months"]).to_pylist()
        if row["months"]
    ]


def _further(rows: Sequence[Row]) -> list[str]:
    """Figures that some runs have beyond those of both drivers."""
    known = {*EARNED, *(column.name for column in RUNS)}
    return [name for name in known_figures() if name not in known and any(name in row for row in rows)]
