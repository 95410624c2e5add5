"""A journal as a run: the same result as `backtest` gives, which report, compare and audit read."""

from dataclasses import replace

from data.base.days import iso
from data.base.errors import ResultError
from data.market.market import Market
from engine.journal.paper import Paper
from engine.results.run import RunResult
from engine.runs.backtest import backtest


def as_run(paper: Paper, market: Market) -> RunResult:
    """The run of a journal's plan until the session at which it stands, with what was dealt. Raises `ResultError`
    before the first step, where what was recorded no more follows from the market, and as `Paper.step` does.
    """
    head, run = paper.head(), paper.replayed(market)
    if run.chained_until(head.until) != head.rows:
        raise ResultError(
            f"{paper.path}: what is recorded no longer follows; `overlay paper step` says where it differs"
        )
    last = run.sessions[-1]
    result = backtest(paper.config, market.until(last), given=paper.given_until(last))
    told = {"journal": {"path": paper.path.name, "entries": head.number, "sha256": head.sha256, "until": iso(last)}}
    return replace(result, manifest={**result.manifest, **told})
