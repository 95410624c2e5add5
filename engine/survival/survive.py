"""Thousands of made-up histories through the whole account: the question, its paths, its tables, its folder."""

import os
import shutil
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypedDict, Unpack

import pyarrow as pa

from data.base.days import iso
from data.base.moment import now
from data.market.embedded import embedded_market
from data.market.market import Market
from engine.fast.announce import announce
from engine.fast.compiled import Tell
from engine.manifest.manifest import made_of
from engine.portfolio.plan import PortfolioPlan
from engine.results.folders import write_whole
from engine.settings.run_config import RunConfig
from engine.survival.accounts import portfolio_request
from engine.survival.alone import run_alone
from engine.survival.alone_paths import AlonePaths
from engine.survival.elsewhere import MAKE
from engine.survival.histories import How, bills_open
from engine.survival.joint import joint_tables
from engine.survival.listener import Listener, listener_of
from engine.survival.path_runs import PathRuns
from engine.survival.request import SurvivalRequest, SurvivalTerms, request_of
from engine.survival.result import PATHS, SurvivalResult, write_result
from engine.survival.schemas import KINDS
from engine.survival.search import search
from engine.survival.start_notes import start_notes
from engine.survival.starts import StartRuns
from engine.survival.store import Store
from engine.survival.study import Study
from engine.survival.tables import tables_of
from engine.tasks.program import key_of
from engine.tasks.unfinished import opened
from engine.words.notes import Note, note

FANNED = 8
"""Cells up to which wealth by month is kept of every one, and every one is left alone where that is asked for; of more,
the user's own plan alone.
"""


class Going(TypedDict, total=False):
    """How a question is gone about; see `survive`."""

    executor: Executor | None
    tell: Tell


def survive(
    config: RunConfig | None = None,
    market: Market | None = None,
    terms: SurvivalTerms | None = None,
    *,
    vary: Sequence[str] = (),
    out: Path | str = "results",
    **going: Unpack[Going],
) -> SurvivalResult:
    """Run a plan (default: pattern A) through histories drawn from a market (default: the embedded one), and beside it
    the cells of a grid, `vary` as in `overlay.ratio=0.1:0.5:0.1`; saved below `out`.

    Paths are kept there while it goes on: the same question, asked again after it was stopped, goes on where it was.
    They run in threads, or by `executor`, any of `concurrent.futures`, such as Dask's
    `client.get_executor(pure=False)`: the same bits. `tell` hears sentences of how far it is. Raises `ConfigError` for
    settings and terms that cannot be, `DataError` for a market from which nothing can be drawn, `ResultError` where
    nothing can be written, and `WorkerError` where the executor's workers die or run another program.
    """
    asked = request_of(config or RunConfig(), vary, terms or SurvivalTerms())
    listener = listener_of(going.get("tell", announce))._replace(executor=going.get("executor"))
    return survived(asked, market or embedded_market(), Path(out), listener)


def survive_portfolio(
    plan: PortfolioPlan,
    market: Market | None = None,
    terms: SurvivalTerms | None = None,
    *,
    out: Path | str = "results",
    **going: Unpack[Going],
) -> SurvivalResult:
    """Run all accounts of a plan on the same histories, each by itself, and beside them the whole capital in each
    alone; the tables `joint`, `pairs` and `whole` tell of them together. The rest as of `survive`. Raises also
    `ConfigError` for accounts and terms as `portfolio_request` does.
    """
    asked = portfolio_request(plan, terms or SurvivalTerms())
    listener = listener_of(going.get("tell", announce))._replace(executor=going.get("executor"))
    return survived(asked, market or embedded_market(), Path(out), listener)


def survived(
    asked: SurvivalRequest, market: Market, out: Path, listener: Listener, make: MAKE = PathRuns
) -> SurvivalResult:
    """The result of a request, saved below `out`; see `survive`. `make` makes what runs the paths."""
    started, terms, own = now(), asked.terms, asked.cells[0].config
    real, alone = _real_starts(asked, market, listener), _left_alone(asked, market, listener)
    with opened(out, "survive", key_of(asked.digest(market.digest), [cell.config for cell in asked.cells])) as folder:
        study = Study((terms, market), Store(folder), listener, make)
        cells = study.run(asked.cells, len(asked.cells) if len(asked.cells) <= FANNED else 1)
        notes = [*asked.notes, *of_kinds(study)]
        notes += search(asked, study, cells, market) if terms.find else []
        tables = tables_of(cells, study.layout, terms.confidence, study.fan())
        if asked.accounts and asked.accounts.several:
            outcomes = study.outcomes(len(asked.accounts.names))
            tables |= joint_tables(outcomes, asked.accounts, study.layout)
            # accounts are no sizes of one overlay, among which the largest safe one could be told
            tables["safe"] = tables["safe"].slice(0, 0)
        if real:
            tables["starts"] = real.table(listener.threads, listener.hear_starts)
            notes += start_notes(tables["starts"], market, terms, monthly=real.monthly)
        if alone:
            tables["absence"] = _absences(alone, terms, listener)
            notes += _of_absences(asked, len(alone))
        manifest = {
            "started": started.at.isoformat(timespec="seconds"),
            "seconds": started.seconds,
            "notes": notes,
            **_told(asked, study, market),
        }
        written: dict[str, Any] = {}

        def write(to: Path) -> None:
            (to / PATHS).mkdir()
            for place, file in enumerate(study.files()):
                _take_over(file, to / PATHS / f"part-{place:05d}.parquet")
            written.update(write_result(to, own, tables, manifest))

        path = write_whole(out, f"{started.at:%Y%m%dT%H%M%S}-survive-{manifest['digest'][:6]}", write)
    return SurvivalResult(own, tables, written, path)


def of_kinds(study: Study) -> list[Note]:
    """That the answer hangs on one kind of path, where it does."""
    return [note("survive_only_blocks")] if study.layout.kinds == KINDS[:1] else []


def _real_starts(asked: SurvivalRequest, market: Market, listener: Listener) -> StartRuns | None:
    """Runs from every real start date, where they are asked for. Raises `ConfigError` where there is none."""
    configs = [cell.config for cell in asked.cells]
    return StartRuns(configs, market, asked.terms.years, listener.passing) if asked.terms.history else None


def _left_alone(asked: SurvivalRequest, market: Market, listener: Listener) -> list[AlonePaths]:
    """Cells on paths on which they are left alone, where that is asked for. Raises what `AlonePaths` raises."""
    terms = asked.terms
    cells = asked.cells if len(asked.cells) <= FANNED else asked.cells[:1]
    how = (market, terms.how(market), terms.absent, listener.passing)
    return [AlonePaths(cell.config, *how) for cell in cells] if terms.absent else []


def _absences(alone: Sequence[AlonePaths], terms: SurvivalTerms, listener: Listener) -> pa.Table:
    """The table `absence` of the first cells."""
    count = terms.paths, terms.histories, listener
    return pa.concat_tables([run_alone(paths, *count, cell) for cell, paths in enumerate(alone)])


def _of_absences(asked: SurvivalRequest, cells: int) -> list[Note]:
    """That not every cell was left alone, and that its settings leave an account alone besides."""
    told = [] if cells == len(asked.cells) else [note("survive_absence_of_plan", most=FANNED)]
    return told if asked.cells[0].config.absence.none else [*told, note("survive_absence_besides")]


def _told(asked: SurvivalRequest, study: Study, market: Market) -> dict[str, Any]:
    """What the manifest tells of a request, its market and the program."""
    return {
        "digest": asked.digest(market.digest),
        "patterns": list(dict.fromkeys(cell.config.kind.name for cell in asked.cells)),
        "request": _request(asked, study, asked.terms.how(market)),
        **made_of(asked.cells[0].config, market),
    }


def _request(asked: SurvivalRequest, study: Study, how: How) -> dict[str, Any]:
    """What was asked, as the manifest keeps it."""
    terms, layout = asked.terms, study.layout
    struck = zip(terms.crashes, how.crashes, strict=True)
    return {
        **asdict(terms),
        "vary": list(asked.vary),
        **({"accounts": asked.accounts.told()} if asked.accounts else {}),
        "absent": list(terms.absent),
        "block": how.block,
        "crashes": [{"asked": text, "day": iso(one.day), "fall": one.fall, "rate": one.rate} for text, one in struck],
        "bills_open": bills_open() if _lived_from(asked) else 0.0,
        "kinds": list(layout.kinds),
        "paths_of_a_history": layout.each,
        "sessions": study.span.sessions,
        "groups": [kept.group.cells for kept in study.kept],
    }


def _lived_from(asked: SurvivalRequest) -> bool:
    """Whether money is paid in or taken out in some cell."""
    return asked.terms.find == "withdrawal" or any(not cell.config.flows.none for cell in asked.cells)


def _take_over(file: Path, to: Path) -> None:
    """A file under another name too, without copying it where the file system can."""
    try:
        os.link(file, to)
    except OSError:
        shutil.copyfile(file, to)
