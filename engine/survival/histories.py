"""The histories that an account is put through: drawn from a market, each path by its own seed."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from math import exp
from typing import Any, NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.days import date_of
from data.base.errors import ConfigError, MissingFact
from data.facts import facts
from data.margin.margins import model_error
from data.market.market import Market
from data.signals.volatility import SESSIONS_PER_YEAR
from data.synthetic.block_length import joint_block
from data.synthetic.crash_days import Crash, struck
from data.synthetic.moves import GROWTH, STILL, VIX, Opening, drifting, known_from, levelled, moves_of
from data.synthetic.path import PathColumns, PathDays, path_columns, path_days, path_market
from data.synthetic.path_kinds import BlockPaths, PathKind, RegimePaths, stream
from data.synthetic.regime_parameters import regime_parameters
from data.synthetic.regime_paths import mean_return
from engine.settings.run_config import RunConfig, parse_config

LEAST_SESSIONS = 504
"""Sessions that a market must have to be resampled: two years."""
STRIKES, ERRORS, LEVELS = 101, 102, (104, 105)
"""Streams of crashes, of errors of margin and of levels of bills (of histories, of their paths), beside those of the
kinds of paths."""


class PathName(NamedTuple):
    """Which path: its kind by place, the history it is made after (0: the one that happened), and its place there."""

    kind: int
    history: int
    place: int

    @property
    def lot(self) -> int:
        """The number by which what goes wrong on it by chance is drawn."""
        return (self.history << 32) + self.place


@dataclass(frozen=True)
class How:
    """How paths are drawn: their years, the seed, mean length of a block in sessions, crashes that may come again,
    the mean growth of the index a year that is imposed (annual logarithm; None: that of the market), and how far the
    level of bills is left open, a standard deviation of its logarithm (None: as facts have it where money is paid in or
    taken out, else not at all).
    """

    years: int = 20
    seed: int = 1
    block: float = 63.0
    crashes: tuple[Crash, ...] = field(default=())
    drift: float | None = None
    bills: float | None = None


def bills_open() -> float:
    """How far the level of bills is left open on paths of an account that is lived from, a standard deviation of its
    logarithm: between histories, and between the paths of each.
    """
    return facts("withdrawals").latest("open.bill_level").value or 0.0


@lru_cache(maxsize=4)
def block_of(market: Market) -> float:
    """Mean length of blocks, sessions, that returns of the index and changes of the VIX ask for, drawn together."""
    moves = moves_of(market)
    return joint_block([np.log(moves[:, GROWTH]), np.diff(np.log(moves[:, VIX]))])


class Histories:
    """All paths that are drawn from a market for some configurations. Raises `ConfigError` where the market is too
    short for what they ask of it.
    """

    def __init__(self, configs: Sequence[RunConfig], market: Market, how: How) -> None:
        self.market, self.how = market, how
        self.opens = any(one.execution.fill_at == "open" for one in configs)
        lived_from = any(not one.flows.none for one in configs)
        self._bills = (bills_open() if lived_from else 0.0) if how.bills is None else how.bills
        yen = any(one.investor.currency == "JPY" != one.capital.currency for one in configs)
        self.over: PathDays = path_days(market.calendar, market.days[-1], how.years)
        self.kinds: tuple[PathKind, ...] = (BlockPaths(self._source(yen=yen), how.block, how.seed), *self._regimes())

    def _source(self, *, yen: bool) -> Floats:
        first = known_from(self.market, opens=self.opens, yen=yen)
        moves = moves_of(self.market)[self.market.row_from(first) :]
        if len(moves) < LEAST_SESSIONS:
            raise ConfigError(
                f"survive: {len(moves)} sessions of this market can be resampled, from {date_of(first)} on; "
                f"it takes {LEAST_SESSIONS}"
            )
        per_year = self.market.calendar.sessions_per_year
        return moves if self.how.drift is None else drifting(moves, self.how.drift, per_year)

    def _regimes(self) -> Iterator[PathKind]:
        """The model with regimes, where one was fitted to the market's index."""
        with suppress(MissingFact):
            parameters, drift = regime_parameters(self.market), self.how.drift
            growth = 1.0 if drift is None else exp(drift / SESSIONS_PER_YEAR - mean_return(parameters))
            yield RegimePaths(parameters, growth, self.how.seed)

    @cached_property
    def opening(self) -> Opening:
        """Levels at which every path begins: those at which the market ends."""
        return Opening(self.market.values("close")[-1], self.market.values("usdjpy")[-1])

    @property
    def template(self) -> Market:
        """A market over the sessions of the paths, on which nothing moves."""
        still = path_columns(np.tile(STILL, (len(self.over.days), 1)), self.opening, self.over.first)
        return path_market(still, self.over, {}, self.market.bill_months)

    def columns(self, name: PathName) -> PathColumns:
        """Columns of a path."""
        moves = self.kinds[name.kind].moves(name.history, name.place, len(self.over.days))
        if self.how.crashes:
            random, per_year = stream(self.how.seed, STRIKES, *name), self.over.calendar.sessions_per_year
            moves = struck(moves, self.how.crashes, random, per_year, opens=self.opens)
        if self._bills:
            moves = levelled(moves, exp(self._bills * self._level(name)))
        return path_columns(moves, self.opening, self.over.first)

    def _level(self, name: PathName) -> float:
        """How far bills of a path lie off, standard deviations: that of its history (none of what happened), and its
        own.
        """
        history, path = LEVELS
        own = float(stream(self.how.seed, path, *name).standard_normal())
        return own + float(stream(self.how.seed, history, *name[:2]).standard_normal()) if name.history else own

    def margin_factor(self, name: PathName) -> float:
        """What margin is multiplied by on the paths of a history: the error of the model, none on what happened."""
        if name.history == 0:
            return 1.0
        return exp(model_error() * stream(self.how.seed, ERRORS, name.kind, name.history).standard_normal())

    def market_of(self, name: PathName) -> Market:
        """A path as a market, for the event engine. Raises `DataError` where it leaves the prices of any market."""
        origin: dict[str, Any] = {"path": {**name._asdict(), "seed": self.how.seed}}
        return path_market(self.columns(name), self.over, origin, self.market.bill_months)


def on_path(config: RunConfig, factor: float = 1.0) -> RunConfig:
    """The configuration as it runs on a path, over all its sessions, with margin times a factor. Raises `ConfigError`
    for margin that has dates or a table of its own, and for rules that look at events or labels of real days.
    """
    if config.margin.scenario == "march_2020" or config.margin.source == "table":
        raise ConfigError(
            "survive: on made-up histories margin is that of the model; leave margin.source and margin.start out"
        )
    if config.small_before_events:
        raise ConfigError(
            "survive: made-up histories have no events to be small before; set before_events.enabled = false"
        )
    if config.goes_by_labels:
        raise ConfigError(
            "survive: made-up histories have no labels of your own; set in_range.measure to efficiency, adx or regime"
        )
    settings: Mapping[str, Any] = config.settings()
    others = {name: value for name, value in settings.items() if name not in {"period", "margin"}}
    times = factor * config.margin.factor
    scaled = {"scenario": "multiply", "factor": times} if times != 1.0 else {}
    return parse_config({**others, "margin": {"test": config.margin.test, **scaled}}, "survive")
