"""Runs of configurations on the paths of a market: what each came to, as a row."""

from collections.abc import Sequence

import numpy as np

from data.base.arrays import Floats
from data.market.market import Market
from engine.fast.announce import announce
from engine.fast.compiled import Tell
from engine.fast.path_loop import PathLoop
from engine.settings.run_config import RunConfig
from engine.survival.histories import Histories, How, PathName, on_path
from engine.survival.outcome_row import FIRSTS, outcome_row
from engine.survival.real_money import real_worth

_WHOLE = (
    "calls",
    "missed",
    "loss_cuts",
    "forced_sales",
    "stops",
    "fills",
    "shorts",
    *(f"first_{one}" for one in (*FIRSTS, "ruin")),
)
_DECIMAL = ("margin_factor", "drawdown", "least_ratio", "wealth", "fund", "carry_given_up", "real_wealth", "real_fund")
OUTCOME = np.dtype([*((name, "i8") for name in _WHOLE), *((name, "f8") for name in _DECIMAL)])
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
        self._own, self._years = own, how.years
        self._loop = PathLoop(own, self.histories.template, self.histories.over, self.months, tell, compiled=compiled)

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
        columns = self.histories.columns(name)
        outcomes, wealth = self._loop.run(columns, factor, name.lot)
        ends = float(columns.usdjpy[self.histories.over.first]), float(columns.usdjpy[-1])
        told = [
            {**outcome_row(one, self._years, real_worth(config, self._years, *ends)), "margin_factor": factor}
            for config, one in zip(self._own, outcomes, strict=True)
        ]
        return np.array([tuple(row[name] for name in (*_WHOLE, *_DECIMAL)) for row in told], OUTCOME), wealth
