"""Runs of configurations on the paths of a market: what each came to, as a row."""

from collections.abc import Sequence

import numpy as np

from data.base.arrays import Floats
from data.market.market import Market
from engine.fast.announce import announce
from engine.fast.compiled import Tell
from engine.fast.path_loop import Outcome, PathLoop
from engine.settings.run_config import RunConfig
from engine.survive.histories import Histories, How, PathName, on_path
from engine.survive.outcome_row import outcome_row

_COUNTS = ("calls", "missed", "loss_cuts", "forced_sales", "stops", "fills")
_FIRSTS = ("call", "missed", "sale", "stop", "fall_10", "fall_20", "fall_35", "fall_50", "ruin")
_FIGURES = ("margin_factor", "drawdown", "least_ratio", "wealth", "fund", "carry_given_up")
OUTCOME = np.dtype(
    [(name, "i8") for name in (*_COUNTS, *(f"first_{name}" for name in _FIRSTS))] + [(name, "f8") for name in _FIGURES]
)
"""Columns of the table `paths`, but for the path's name: a session that never came is -1, a ratio there never was NaN.
"""


class PathRuns:
    """Configurations that run on paths drawn from a market; several threads may `run`. Raises `ConfigError` for what
    cannot run so.
    """

    def __init__(
        self,
        configs: Sequence[RunConfig],
        market: Market,
        how: How,
        tell: Tell = announce,
        *,
        compiled: bool | None = None,
    ) -> None:
        own = [on_path(config) for config in configs]
        self.histories = Histories(own, market, how)
        self.months, self.sessions = 12 * how.years, len(self.histories.over.days) - self.histories.over.first
        template = self.histories.market_of(PathName(0, 0, 0))
        self._years = how.years
        self._loop = PathLoop(own, template, self.histories.over, self.months, tell, compiled=compiled)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Names of the kinds of path."""
        return tuple(kind.name for kind in self.histories.kinds)

    @property
    def compiled(self) -> bool:
        """Whether they run as compiled code."""
        return self._loop.compiled

    def run(self, name: PathName) -> tuple[np.ndarray[tuple[int], np.dtype[np.void]], Floats]:
        """A row of `OUTCOME` for each configuration, and wealth at the end of each month (multiples of opening
        capital), shape (configurations, months).
        """
        factor = self.histories.margin_factor(name)
        outcomes, wealth = self._loop.run(self.histories.columns(name), factor)
        return np.array([self._row(one, factor) for one in outcomes], OUTCOME), wealth

    def _row(self, one: Outcome, factor: float) -> tuple[float, ...]:
        found = {**outcome_row(one, self._years), "margin_factor": factor}
        return tuple(found[name] for name in OUTCOME.names or ())
