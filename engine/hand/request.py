"""What is asked: a plan, what is moved around it, and on which histories."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import product
from typing import NamedTuple

from data.base.errors import ConfigError
from engine.hand.axes import Axes, axes_of, cells_of
from engine.settings.grid import Cell
from engine.settings.run_config import RunConfig
from engine.survival.request import SurvivalTerms, request_of
from engine.words.notes import Note

MOST = 6_000
"""Points of a grid at most: a page of them has less than 3 MB."""


@dataclass(frozen=True, slots=True)
class HandTerms:
    """Years of a history, each computed for itself; the year whose worst day may come again and how often a year (0:
    never); the rest as in `SurvivalTerms`. Raises `ConfigError` for what cannot be.
    """

    years: tuple[int, ...] = (10, 20, 30)
    crash: int = 1987
    rates: tuple[float, ...] = (0.0, 0.025, 0.1)
    paths: int = 1_000
    histories: int = 200
    seed: int = 1
    block: float | None = None
    drift: float | None = None

    def __post_init__(self) -> None:
        for name in ("years", "rates"):
            values = getattr(self, name)
            if not values or list(values) != sorted(set(values)):
                raise ConfigError(f"{name} = {', '.join(map(str, values))}: should be one value or more, ascending")
        for years, rate in self.runs():
            self.of(years, rate)

    def runs(self) -> list[tuple[int, float]]:
        """Years and crash rates that are computed, rates changing fastest."""
        return list(product(self.years, self.rates))

    def of(self, years: int, rate: float) -> SurvivalTerms:
        """The terms of `overlay survive` for so many years and so many crashes a year."""
        return SurvivalTerms(
            years=years, paths=self.paths, histories=self.histories, seed=self.seed,
            crashes=(f"{self.crash}:{rate:g}",) if rate else (), block=self.block, drift=self.drift,
        )  # fmt: skip


class HandRequest(NamedTuple):
    """A plan, what is moved, the settings of every place of it, the terms, and what has to be said of the plan."""

    plan: RunConfig
    axes: Axes
    cells: tuple[Cell, ...]
    terms: HandTerms
    notes: tuple[Note, ...] = ()

    @property
    def points(self) -> int:
        """How many answers that are."""
        return len(self.cells) * len(self.terms.runs())

    def digest(self, market: str) -> str:
        """SHA-256 of what is asked of a market, by its own digest."""
        made = {"cells": [one.config.digest for one in self.cells], "terms": asdict(self.terms), "market": market}
        return hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()


def hand_request(config: RunConfig, vary: Sequence[str] = (), terms: HandTerms | None = None) -> HandRequest:
    """A request for a plan. Raises `ConfigError` as `request_of` and `axes_of` do, and for more points than a page
    holds.
    """
    terms = terms or HandTerms()
    own = request_of(config, (), terms.of(*terms.runs()[0]))
    plan = own.cells[0].config
    axes = axes_of(plan, vary)
    points = axes.cells * len(terms.runs())
    if points > MOST:
        raise ConfigError(f"hand: makes {points:,} points, and a page holds {MOST:,}; move less, or fewer values")
    return HandRequest(plan, axes, tuple(cells_of(plan, axes)), terms, own.notes)
