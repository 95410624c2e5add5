"""`Paper`: a plan that is followed session by session on paper."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from data.base.days import Day
from data.market.market import Market
from engine.journal.as_run import as_run
from engine.journal.begin import begin, path_of
from engine.journal.deviations import Deviations, deviations
from engine.journal.folder import open_folder
from engine.journal.journal import Clock, Journal, now_utc
from engine.journal.status import Status, status
from engine.journal.verify import Verified, verified
from engine.results.run import RunResult
from engine.settings.run_config import RunConfig


class Paper(Journal):
    """A journal that is open, and what can be asked of it.

    paper = Paper.start("paper/spx", load_config("plan.toml"), load_market("today.parquet"))
    paper.step(load_market("tomorrow.parquet"))
    """

    @classmethod
    def start(
        cls, path: Path | str, config: RunConfig, market: Market, first: Day | None = None,
        *, more: Mapping[str, Any] | None = None, now: Clock = now_utc,
    ) -> Self:  # fmt: skip
        """A new journal, as `begin` makes it. Raises what that raises."""
        return cls(begin(path, config, market, first, more=more, now=now), now)

    @classmethod
    def open(cls, path: Path | str, now: Clock = now_utc) -> Self:
        """The journal of a folder, of this or an earlier version. Raises `ResultError` where it is none, or its plan is
        not the one that was written.
        """
        return cls(open_folder(Path(path)), now)

    @classmethod
    def find(cls, name: str | None, inside: Path) -> Self:
        """A journal by its path or its name below `inside`; by no name the only one there is. Raises `ResultError`
        where there is none, or more than one, and as `open` does.
        """
        return cls.open(path_of(name, inside))

    def status(self, market: Market, *, levels: bool = False) -> Status:
        """Where it stands; with `levels` also how far away is what the next close could bring. Raises `ResultError` as
        `replayed` does.
        """
        return status(self, market, levels=levels)

    def deviations(self, market: Market) -> Deviations:
        """What was done otherwise than planned, and its cost. Raises `ResultError` as `replayed` does."""
        return deviations(self, market)

    def verify(self) -> Verified:
        """Whether it is what was written, to the last byte."""
        return verified(self.path)

    def result(self, market: Market) -> RunResult:
        """The run that it is. Raises `ResultError` as `as_run` does."""
        return as_run(self, market)
