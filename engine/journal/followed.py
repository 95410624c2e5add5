"""All that a journal tells of how its plan was followed, gathered once: what a page of it is made of."""

from typing import NamedTuple

from data.market.market import Market
from engine.journal.as_run import as_run
from engine.journal.deviations import Deviations
from engine.journal.judge import Judgement, judged, seen_in
from engine.journal.next_size import Paths, next_size
from engine.journal.paper import Paper
from engine.journal.rehearsal import trial_kept, unlooked
from engine.journal.status import Status
from engine.journal.trial import Trial
from engine.results.run import RunResult
from engine.runs.backtest import backtest
from engine.survival.listener import listener_of


class Followed(NamedTuple):
    """A journal: where it stands, the run that it is, the same with the model's fills alone (None where all fills are
    the model's), what was done otherwise, the judgement of the last month that is over (None for a plan without a fund,
    which has none), and the terms of its trial (None of one that is none).
    """

    paper: Paper
    status: Status
    run: RunResult
    model: RunResult | None
    deviations: Deviations
    judgement: Judgement | None
    trial: Trial | None


def followed(paper: Paper, market: Market) -> Followed:
    """A journal on a market that goes at least as far; no made-up histories are run for its next size. Raises
    `ResultError` as `as_run` does.
    """
    run, at = as_run(paper, market), paper.status(market)
    model = backtest(paper.config, market.until(at.until)) if paper.given_until(at.until) else None
    judgement = _judgement(paper, run, market)
    return Followed(paper, at, run, model, paper.deviations(market), judgement, trial_kept(paper))


def _judgement(paper: Paper, run: RunResult, market: Market) -> Judgement | None:
    if not run.config.kind.on_a_fund:
        return None
    trial, seen = trial_kept(paper), seen_in(run, None, unlooked(paper))
    if trial is None:
        return judged(seen, None, is_trial=False)
    return judged(seen, next_size(run, trial, market, Paths(paths=0), listener_of()), is_trial=True)
