"""Paths by name, run in all cells at once."""

from collections.abc import Sequence
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.market.market import Market
from data.synthetic.crash_days import crash
from engine.fast.books import Firsts
from engine.fast.compiled import Tell
from engine.fast.path_loop import Outcome, PathLoop
from engine.settings.run_config import RunConfig
from engine.survive.histories import Histories, How, PathName, on_path
from engine.survive.outcomes import OUTCOME
from engine.survive.request import SurvivalTerms

_WHOLE = ("calls", "missed", "loss_cuts", "forced_sales", "stops", "fills")
RECORD = np.dtype([(name, "i8" if name.startswith("first_") or name in _WHOLE else "f8") for name in OUTCOME])
"""What came of a path in a cell, as `paths` has it: what never happened is -1, a margin ratio that never was is inf."""


class PathRuns:
    """The paths of `terms` made from a market, in the accounts of some configurations. Raises what `Histories` and
    `PathLoop` raise.
    """

    def __init__(
        self, configs: Sequence[RunConfig], market: Market, terms: SurvivalTerms, tell: Tell,
        *, compiled: bool | None = None,
    ) -> None:  # fmt: skip
        placed = [on_path(config) for config in configs]
        self.histories = Histories(placed, market, how_of(terms))
        self.years, over = terms.years, self.histories.over
        self.kinds = tuple(kind.name for kind in self.histories.kinds)
        self.sessions, self.months = len(over.days) - over.first, 12 * terms.years
        template = self.histories.market_of(PathName(0, 0, 0))
        self._loop = PathLoop(placed, template, over, self.months, tell, compiled=compiled)

    def run(self, name: PathName) -> tuple[NDArray[Any], Floats]:
        """(a `RECORD` by cell, wealth at the start and at the end of each month as multiples of opening capital, shape
        (cells, months + 1)). Several threads may ask.
        """
        factor = self.histories.margin_factor(name)
        outcomes, equity = self._loop.run(self.histories.columns(name), factor)
        records = np.array([self._record(one, factor) for one in outcomes], dtype=RECORD)
        return records, np.column_stack([np.ones(len(records)), equity])

    def _record(self, outcome: Outcome, factor: float) -> tuple[Any, ...]:
        one, firsts = outcome.summary, outcome.firsts
        found = {
            "margin_factor": factor,
            "calls": one.calls,
            "missed": one.missed,
            "loss_cuts": one.loss_cuts,
            "forced_sales": one.liquidations,
            "stops": one.stops,
            "fills": one.fills,
            **{f"first_{name}": getattr(firsts, name) for name in _FIRSTS},
            "first_ruin": one.ruin,
            "drawdown": one.drawdown,
            "least_ratio": one.least_ratio if one.least_ratio < inf else np.nan,
            "wealth": outcome.wealth,
            "fund": outcome.fund,
            "carry_given_up": one.given_up / self.years,
        }
        return tuple(found[name] for name in OUTCOME)


_FIRSTS = tuple(Firsts.__dataclass_fields__)


def how_of(terms: SurvivalTerms) -> How:
    """How the paths of a request are drawn. Raises `ConfigError` for a crash that cannot be."""
    crashes = tuple(crash(text) for text in terms.crashes)
    block = {} if terms.block is None else {"block": terms.block}
    return How(terms.years, terms.seed, crashes=crashes, drift=terms.drift, **block)
