"""Trials as journals: begun at their size, rehearsed in a month of history, and judged."""

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from data.base.days import Day, day_of, iso
from data.base.errors import ConfigError
from data.market.market import Market
from engine.audit.plan_questions import Said
from engine.journal.begin import opening_session
from engine.journal.lessons import lessons
from engine.journal.paper import Paper
from engine.journal.trial import Trial, sized, trial_of, trial_told
from engine.settings.run_config import RunConfig


class Begun(NamedTuple):
    """A trial that was begun: its journal, its terms, and what cannot be learned at its size."""

    paper: Paper
    trial: Trial
    lessons: tuple[Said, ...]


def start_trial(
    path: Path | str, plan: RunConfig, market: Market, first: Day | None = None,
    *, contracts: int | None = None, more: Mapping[str, Any] | None = None,
) -> Begun:  # fmt: skip
    """Begin a journal of a plan at the size of its trial (default: the smallest at which it can be followed), as
    `Paper.start` does. Raises what `Paper.start` and `trial_of` raise.
    """
    opening = opening_session(market, first)
    trial = trial_of(plan, market, opening, contracts)
    small = sized(plan, trial, trial.capital, trial.contracts)
    cannot = lessons(small, trial, market, opening)
    return Begun(Paper.start(path, small, market, opening, more={**(more or {}), **trial.told()}), trial, cannot)


class Rehearsal(NamedTuple):
    """What is rehearsed: the day on which the account is opened, the last day, the size of the trial (None: the
    smallest), and whether it is the plan's own size instead.
    """

    first: Day
    last: Day
    contracts: int | None = None
    full: bool = False


def rehearsed(path: Path, plan: RunConfig, market: Market, asked: Rehearsal) -> tuple[Paper, Begun | None]:
    """A stretch of history rehearsed in a new journal: the journal, and the trial that it is of. Raises what beginning
    and stepping raise, and `ConfigError` for days that the market does not have.
    """
    if not any(asked.first <= day <= asked.last for day in market.days):
        raise ConfigError(
            f"--from {iso(asked.first)[:7]}: the market has no session from then to {iso(asked.last)}; it goes from "
            f"{iso(market.starts)} to {iso(market.days[-1])}"
        )
    begun = None if asked.full else start_trial(path, plan, market, asked.first, contracts=asked.contracts)
    paper = Paper.start(path, plan, market, asked.first) if begun is None else begun.paper
    paper.step(market, min(asked.last, market.days[-1]))
    return paper, begun


def trial_kept(paper: Paper) -> Trial | None:
    """The terms of a journal's trial; None of one that is none."""
    return trial_told(paper.folder.about)


def unlooked(paper: Paper) -> dict[str, int] | None:
    """The most sessions in a row, by month, whose step was made only after the next session was over (by the date of
    its record); None where all was over before the journal began, which is a rehearsal.
    """
    began = _day(paper.folder.about["started"])
    steps = [one for one in paper.folder.entries() if one.kind == "step"]
    if not steps or steps[-1].session < began:
        return None
    found, row = dict[str, int](), 0
    for one, following in pairwise(steps):
        row = row + 1 if one.session >= began and _day(one.recorded) > following.session else 0
        month = iso(one.session)[:7]
        found[month] = max(found.get(month, 0), row)
    return found


def _day(moment: str) -> Day:
    return day_of(datetime.fromisoformat(moment).date())
