"""A journal as a run: the same result as `backtest` gives, which report, compare and audit read."""

from dataclasses import replace

from data.base.days import iso
from data.base.errors import ResultError
from data.market.market import Market
from engine.journal.journal import Journal
from engine.results.run import RunResult
from engine.runs.backtest import backtest


def as_run(journal: Journal, market: Market) -> RunResult:
    """The run of a journal's plan until the session at which it stands, with what was dealt. Raises `ResultError`
    before the first step, where what was recorded no more follows from the market, and as `Journal.step` does.
    """
    head, run = journal.head(), journal.replayed(market)
    if run.chained_until(head.until) != head.rows:
        raise ResultError(
            f"{journal.path}: what is recorded no longer follows; `overlay paper step` says where it differs"
        )
    last = run.sessions[-1]
    result = backtest(journal.config, market.until(last), given=journal.given_until(last))
    told = {"journal": {"path": journal.path.name, "entries": head.number, "sha256": head.sha256, "until": iso(last)}}
    return replace(result, manifest={**result.manifest, **told})
