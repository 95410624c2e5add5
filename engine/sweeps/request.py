"""What a sweep is asked: the settings of each cell, that of the plan first, and by which driver they run."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from data.base.errors import ConfigError
from engine.assembly.own_settings import resolved
from engine.manifest.manifest import plan_digest
from engine.settings.grid import OPTION, Cell, cell_of, combinations, is_read, refuse_bare, refuse_unread
from engine.settings.run_config import RunConfig
from engine.sweeps.criteria import check_criterion
from engine.sweeps.sobol import sampled
from engine.sweeps.windows import walk_terms

MOST_RUNS = 100_000
ENGINES = ("fast", "full")


@dataclass(frozen=True, slots=True)
class SweepTerms:
    """The driver: `fast` (equity, calls, no books) or `full` (None: the fast one where it knows the patterns); how many
    cells of the grid are drawn by a Sobol sequence and its seed (`sample` None: every one); whether the curve of each
    run is kept; the figure by which cells are ranked; and the years of a walk forward, such as `10y/2y` (None: none).
    Raises `ConfigError` for what cannot be.
    """

    engine: Literal["fast", "full"] | None = None
    sample: int | None = None
    seed: int = 1
    curves: bool = False
    criterion: str = "sharpe"
    walk: str | None = None

    def __post_init__(self) -> None:
        if self.engine not in {None, *ENGINES}:
            raise ConfigError(f"engine = {self.engine!r}: should be {' or '.join(map(repr, ENGINES))}")
        if self.sample is not None and not 1 <= self.sample <= MOST_RUNS:
            raise ConfigError(f"sample = {self.sample}: should be from 1 to {MOST_RUNS} cells")
        if not 0 <= self.seed < 2**63:
            raise ConfigError(f"seed = {self.seed}: should be a whole number from 0 on")
        check_criterion(self.criterion)
        if self.walk is not None:
            walk_terms(self.walk)


class Refused(NamedTuple):
    """A cell whose settings make no plan, and why."""

    values: dict[str, Any]
    why: str

    @property
    def reason(self) -> str:
        """Why, without the settings, which its row says."""
        return self.why.partition(": ")[2] if self.why.startswith(f"{OPTION} ") else self.why


@dataclass(frozen=True)
class SweepRequest:
    """Cells that are run, that of the plan itself first, those that are refused, what was varied, the terms, and the
    patterns for which full books were chosen, as nobody named a driver and the fast one does not know them.
    """

    cells: tuple[Cell, ...]
    refused: tuple[Refused, ...]
    vary: tuple[str, ...]
    terms: SweepTerms
    unknown: tuple[str, ...] = ()

    @property
    def engine(self) -> str:
        """The driver."""
        return self.terms.engine or "fast"

    @property
    def configs(self) -> list[RunConfig]:
        """The settings of all cells that are run."""
        return [cell.config for cell in self.cells]

    @property
    def values(self) -> dict[str, list[Any]]:
        """All values of each setting that was varied, in the order in which they were given."""
        told: dict[str, dict[Any, None]] = {}
        every = [one.values for one in self.cells[1:]] + [one.values for one in self.refused] + [self.cells[0].values]
        for one in every:
            for name, value in one.items():
                told.setdefault(name, {})[value] = None
        return {name: list(values) for name, values in told.items()}

    def digest(self, market: str) -> str:
        """SHA-256 of what is asked of a market, by its own digest."""
        cells = [plan_digest(cell.config) for cell in self.cells]
        made = {"cells": cells, "terms": asdict(self.terms), "market": market}
        return hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()


def request_of(config: RunConfig, vary: Sequence[str], terms: SweepTerms) -> SweepRequest:
    """A request for a plan and the cells of a grid over it, each of `vary` as in `overlay.ratio=0.1:0.5:0.1`.

    Settings that go not together are a refused cell. Raises `ConfigError` for what cannot be read, where nothing is
    varied or no cell is left, for a period that is varied, and for more than `MOST_RUNS`.
    """
    if not vary:
        raise ConfigError(f"a sweep needs something to vary; add {OPTION} overlay.ratio=0.1:0.3:0.05 or another")
    cells: dict[str, Cell] = {}
    refused: list[Refused] = []
    refuse_bare(vary, resolved(config).params)
    pick = None if terms.sample is None else sampled(terms.sample, terms.seed)
    for values in combinations(vary, MOST_RUNS, pick):
        try:
            cell = cell_of(config, values)
            cell = cell._replace(config=resolved(cell.config))
            cells.setdefault(cell.config.digest, cell)
        except ConfigError as error:
            refused.append(Refused(values, str(error)))
    if not cells:
        raise ConfigError(refused[0].why)
    refuse_unread(vary, list(cells.values()))
    if any(cell.config.period != config.period for cell in cells.values()):
        raise ConfigError(
            "period: is the same for all runs of a sweep, whose months are compared; sweep each by itself"
        )
    _of_one_span(config, [cell.config for cell in cells.values()])
    names = dict.fromkeys(name for cell in cells.values() for name in cell.values)
    plan = resolved(config)
    own = Cell({name: attrgetter(name)(plan) for name in names if is_read(plan, name)}, plan)
    others = [cell for digest, cell in cells.items() if digest != plan.digest]
    kinds = {} if terms.engine else {cell.config.kind_called: cell.config.kind for cell in (own, *others)}
    unknown = tuple(name for name, kind in kinds.items() if not kind.loop)
    driven = replace(terms, engine=terms.engine or ("full" if unknown else "fast"))
    return SweepRequest((own, *others), tuple(refused), tuple(vary), driven, unknown)


def _of_one_span(config: RunConfig, tried: Sequence[RunConfig]) -> None:
    """Raise `ConfigError` where rates of several pairs, or of files, would give runs different first or last days."""
    every, period = (config, *tried), config.period
    pairs, files = {one.pair for one in every} - {""}, {one.rates_file for one in every}
    if (period.start is None and len(pairs) > 1) or (None in {period.start, period.end} and len(files) > 1):
        raise ConfigError(
            "fx: rates of several pairs, or of files, begin and end on different days, and the months of a sweep are "
            "compared; set period.start and period.end to days that all have, such as 1999-01-04"
        )
