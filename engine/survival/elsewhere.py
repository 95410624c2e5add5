"""Parts of paths that are run in other processes, wherever these are."""

import hashlib
from collections.abc import Callable, Sequence
from typing import NamedTuple

from data.market.market import Market
from engine.fast.compiled import Tell
from engine.settings.run_config import RunConfig
from engine.survival.histories import How
from engine.survival.outcomes import Runs
from engine.survival.part import Part, Told, run_part
from engine.tasks.made_once import MadeOnce
from engine.tasks.market_ref import MarketRef
from engine.tasks.program import require_same

MAKE = Callable[[Sequence[RunConfig], Market, How, Tell], Runs]


class Question(NamedTuple):
    """What paths are run on, as it is handed to another process: configurations, a market, how paths are drawn from it,
    and what makes the runs.
    """

    configs: tuple[RunConfig, ...]
    market: MarketRef
    how: How
    make: MAKE

    @property
    def key(self) -> str:
        """SHA-256 of what makes these runs others than those of another question."""
        made = [*(one.digest for one in self.configs), self.market.digest, repr(self.how), repr(self.make)]
        return hashlib.sha256(" ".join(made).encode()).hexdigest()

    def runs(self) -> Runs:
        """The runs. Raises what `make` raises, and `WorkerError` as `MarketRef.market` does."""
        return self.make(self.configs, self.market.market(), self.how, lambda _: None)


_RUNS = MadeOnce[Runs](most=1)


def run_there(question: Question, part: Part) -> Told:
    """What came of a part of a question, of which a process makes the runs once. Raises `WorkerError` where this
    process runs another program than the one that asks, and what making the runs raises.
    """
    require_same(question.market.program)
    return run_part(_RUNS.get(question.key, question.runs), part)
