"""Many settings of one plan on one market: the cells, their runs, what so many looks leave, the folder."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypedDict, Unpack

from data.base.moment import now
from data.market.embedded import embedded_market
from data.market.market import Market
from engine.fast.announce import announce
from engine.fast.compiled import Tell
from engine.manifest.manifest import made_of, market_digest
from engine.results.folders import write_whole
from engine.results.trials import looks, record
from engine.settings.run_config import RunConfig
from engine.sweeps.proof import months_held, proof, unseen
from engine.sweeps.request import SweepRequest, SweepTerms, request_of
from engine.sweeps.result import CURVES, SweepResult, write_result
from engine.sweeps.running import Where
from engine.sweeps.sweep_notes import sweep_notes
from engine.sweeps.sweep_runs import SweepRuns
from engine.tasks.program import key_of
from engine.tasks.unfinished import opened
from engine.tasks.workers import cores
from engine.words import Words, words


class Terms(TypedDict, total=False):
    """How a sweep goes about it; see `SweepTerms`. `tell` hears how far it is."""

    engine: Literal["fast", "full"] | None
    sample: int | None
    seed: int
    curves: bool
    criterion: str
    walk: str | None
    tell: Tell


def sweep(
    plan: RunConfig | None = None,
    grid: Sequence[str] | str = (),
    market: Market | None = None,
    *,
    executor: Executor | None = None,
    out: Path | str = "results",
    **terms: Unpack[Terms],
) -> SweepResult:
    """Run a plan (default: pattern A) with the cells of a grid, each of it as in `overlay.ratio=0.1:0.3:0.05` (a single
    one may stand alone), on a market (default: the embedded one); saved below `out`, a row a run.

    `executor` is any of `concurrent.futures`, such as Dask's `client.get_executor(pure=False)`; without one, full books
    and large sweeps run in processes of this machine, the fast driver else in threads. Runs are kept as they come: the
    same sweep, asked again after it was stopped, goes on where it was. Raises `ConfigError` for settings and terms that
    cannot be, `DataError` for a walk forward that has nothing to choose from, `ResultError` where nothing can be
    written, and `WorkerError` where workers die or run another program.
    """
    told: dict[str, Any] = dict(terms)
    workers = Workers(executor, cores(), words(), told.pop("tell", announce))
    vary = (grid,) if isinstance(grid, str) else grid
    return swept(
        request_of(plan or RunConfig(), vary, SweepTerms(**told)), market or embedded_market(), Path(out), workers
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
        key = "progress.cells" if count or done == total else "progress.cells_first"
        self.passing(self.say(key, done=done, total=total, left=f"{minutes}:{rest:02d}"))


def swept(asked: SweepRequest, market: Market, out: Path, workers: Workers) -> SweepResult:
    """The result of a request, saved below `out`; see `sweep`."""
    started, own = now(), asked.cells[0].config
    question = asked.digest(market_digest(market))
    key = key_of(question, asked.configs)
    with opened(out, "sweep", key) as folder:
        runs = SweepRuns(asked, market, Where(workers.executor, workers.size, workers.hear, folder))
        tables = runs.tables()
        name = f"{started.at:%Y%m%dT%H%M%S}-sweep-{question[:6]}"
        # before it is saved: a look is a look whether its result is kept or not
        record(out, runs.trials(), "sweep", name)
        seen = looks(out, market.digest)
        held = max(map(months_held, asked.configs))
        manifest = {
            "started": started.at.isoformat(timespec="seconds"),
            "seconds": started.seconds,
            "digest": question,
            "notes": sweep_notes(runs.rows, list(asked.values), asked.unknown),
            "looks": {
                **proof(runs.rows, asked.terms.criterion, seen, held),
                "unseen": unseen(runs.days[0], runs.days[-1]),
            },
            "patterns": list(dict.fromkeys(cell.config.kind_called for cell in asked.cells)),
            "request": {**asdict(asked.terms), "vary": list(asked.vary), "values": asked.values, "months": runs.months},
            **made_of(own, market),
        }
        written: dict[str, Any] = {}

        def write(into: Path) -> None:
            runs.move_curves(into / CURVES)
            written.update(write_result(into, own, tables, manifest))

        path = write_whole(out, name, write)
    return SweepResult(own, tables, written, path)
