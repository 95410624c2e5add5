"""Which pattern, and which size, for a fall that one can bear: the largest sizes whose worst fall stays within it."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from data.base.errors import ConfigError, OverlayError
from data.market.market import Market
from engine.analysis.months import months_of
from engine.analysis.riskless import bill_returns
from engine.fast.compiled import Tell
from engine.manifest.manifest import plan_digest
from engine.plugs.pattern import PATTERNS
from engine.results.trials import Looks, Trial, looks, record
from engine.settings.grid import Cell
from engine.settings.run_config import RunConfig, parse_config
from engine.sizing.bear_paths import BearPaths, Drawn, PathFall
from engine.sizing.plan_size import sized_setting
from engine.survival.find import candidates, leading, probe
from engine.survival.tables import overlay_setting
from engine.weighing.history import Ran, ran
from engine.words.notes import Note, refused
from strategies.sizing.checks import bounded, share

WHAT = "overlay"
"""What is searched, as `engine.survival.find` calls it."""


class BearTerms(NamedTuple):
    """The fall from a high that can be borne (a share of equity), and how paths are drawn (no paths: history alone)."""

    fall: float
    drawn: Drawn = Drawn()

    def check(self) -> None:
        """Raises `ConfigError` for a number out of range."""
        share("fall that can be borne", self.fall)
        bounded("quantile", self.drawn.quantile, 0.5, 0.999)


@dataclass
class Sized:
    """A pattern and what was found: the setting that sizes it, the `largest` size that its plan's limits allow, the
    largest ones within the fall on history and on paths (0: none; None: not asked), and what the smaller of the two
    came to.
    """

    kind: str
    setting: str = ""
    largest: float = 0.0
    by_history: float = 0.0
    by_paths: float | None = None
    history: Ran | None = None
    paths: PathFall | None = None
    refused: Note | None = None

    @property
    def size(self) -> float:
        """The largest size that stays within the fall on both."""
        return self.by_history if self.by_paths is None else min(self.by_history, self.by_paths)


class BearResult(NamedTuple):
    """All patterns on a fund, how many sizes were tried, and how often the market was looked at since."""

    terms: BearTerms
    rows: list[Sized]
    tried: int
    looks: Looks


@dataclass
class _Searched:
    """A pattern whose size is searched: its sizes as settings, and what was tried of them by place."""

    cell: Cell
    texts: Sequence[str]
    tried: dict[int, Ran] = field(default_factory=dict)
    low: int = 0
    high: int = 0

    def config(self, place: int) -> RunConfig:
        return probe(self.cell, self.texts[place]).config

    def value(self, count: int) -> float:
        """The size of the last of so many places."""
        return float(self.texts[count - 1].partition("=")[2]) if count else 0.0


class BearSearch:
    """Finds sizes on a market; `tell` hears names of the patterns that are looked at, `compiling` how compiling goes
    on; so many `threads` run paths.
    """

    def __init__(
        self, terms: BearTerms, market: Market, tell: Callable[[str], None], compiling: Tell, threads: int = 1
    ) -> None:
        terms.check()
        self.terms, self._market, self._tell, self._compiling = terms, market, tell, compiling
        self._threads = threads
        self.trials: dict[str, tuple[RunConfig, Ran]] = {}

    def run(self, configs: Sequence[RunConfig]) -> list[Sized]:
        """What is found of each configuration. Raises `ConfigError` where a market is too short for paths."""
        found = {config.kind.name: Sized(config.kind.name) for config in configs}
        searched = {}
        for config in configs:
            self._tell(config.kind.name)
            try:
                searched[config.kind.name] = self._on_history(config, found[config.kind.name])
            except OverlayError as error:
                found[config.kind.name].refused = refused(error)
        if self.terms.drawn.paths:
            self._on_paths(searched, found)
        for name, one in searched.items():
            place = _place(one, found[name].size)
            found[name].history = self._ran(one, place)
        return list(found.values())

    def _on_history(self, config: RunConfig, into: Sized) -> _Searched:
        into.setting = overlay_setting(Cell({}, config))
        cell = Cell({}, config)
        one = _Searched(cell, candidates(cell, WHAT, config.capital.initial) if into.setting else [])
        count = leading(len(one.texts), lambda place: self._fall(self._ran(one, place)) <= self.terms.fall)
        one.high, into.by_history, into.largest = count, one.value(count), one.value(len(one.texts))
        return one

    def _ran(self, one: _Searched, place: int) -> Ran:
        """The run of a size, or of the plan as it is where there is none to set (-1)."""
        if place not in one.tried:
            config = one.config(place) if place >= 0 else none_of(one.cell.config)
            one.tried[place] = ran(config, self._market, self._compiling)
            self.trials[config.digest] = config, one.tried[place]
        return one.tried[place]

    @staticmethod
    def _fall(run: Ran) -> float:
        return -(run.figures.max_drawdown or 0.0)

    def _on_paths(self, searched: Mapping[str, _Searched], found: Mapping[str, Sized]) -> None:
        """Halve what is left of all sizes at once, on the same paths, and look at what was found."""
        paths = BearPaths(self._market, self.terms.drawn, self._compiling, self._threads)
        on_history = {name: one.high for name, one in searched.items()}
        for one in searched.values():
            one.high = len(one.texts)
        while open_ones := {name: one for name, one in searched.items() if one.low < one.high}:
            self._tell(", ".join(open_ones))
            places = {name: (one.low + one.high) // 2 for name, one in open_ones.items()}
            falls = paths.falls([one.config(places[name]) for name, one in open_ones.items()])
            for (name, one), told in zip(open_ones.items(), falls, strict=True):
                if told.fall <= self.terms.fall:
                    one.low = places[name] + 1
                else:
                    one.high = places[name]
        for name, one in searched.items():
            found[name].by_paths = one.value(one.low)
            one.low = min(one.low, on_history[name])
        ended = [one.config(one.low - 1) if one.low else none_of(one.cell.config) for one in searched.values()]
        for name, told in zip(searched, paths.falls(ended) if ended else [], strict=True):
            found[name].paths = told


def none_of(config: RunConfig) -> RunConfig:
    """The fund of a plan with no overlay on it."""
    setting = overlay_setting(Cell({}, config))
    return probe(Cell({}, config), f"{setting}=0").config if setting else config


def _place(one: _Searched, size: float) -> int:
    """The place of a size; -1 of none."""
    return next((place for place in range(len(one.texts)) if one.value(place + 1) == size), -1)


def on_a_fund() -> list[str]:
    """Names of the patterns that keep capital in a fund and trade on top of it, or do not, and that made-up histories
    can be run with.
    """
    return [name for name in PATTERNS.names() if PATTERNS[name].on_a_fund and PATTERNS[name].loop]


def plans(config: RunConfig, names: Sequence[str]) -> list[RunConfig]:
    """The settings as those of each pattern. Raises `ConfigError` where they cannot be, and for a strategy of one's
    own, whose size no setting says.
    """
    made = [parse_config({**config.settings_for_all(), "pattern": name}) for name in names]
    for one in made:
        if one.kind.is_free:
            sized_setting(one)
    return made


def borne(configs: Sequence[RunConfig], market: Market, search: BearSearch, out: Path) -> BearResult:
    """Sizes of plans for a fall that can be borne; every run is a look, written down in the ledger of `out`. Raises
    `ConfigError` for what cannot be, and `ResultError` where the ledger cannot be written.
    """
    rows = search.run(configs)
    trials = _trials(search.trials, market)
    if trials:
        name = hashlib.sha256(" ".join(sorted(search.trials)).encode()).hexdigest()[:6]
        record(out, trials, "size", f"{datetime.now(UTC):%Y%m%dT%H%M%S}-size-{name}")
    return BearResult(search.terms, rows, len(trials), looks(out, market.digest))


def _trials(runs: Mapping[str, tuple[RunConfig, Ran]], market: Market) -> list[Trial]:
    """What was looked at, as the ledger keeps it."""
    longest = max((run.days for _, run in runs.values()), key=len, default=None)
    if longest is None:
        return []
    first, last = int(longest[0]), int(longest[-1])
    bills = bill_returns(market, longest.tolist())[1:]
    return [
        Trial(plan_digest(config), market.digest, config.kind.name, first, last, months_of(longest, run.daily, bills))
        for config, run in runs.values()
    ]


def refuse_currency(config: RunConfig) -> None:
    """Raise `ConfigError` for falls in another currency than the account's."""
    if config.investor.currency not in (None, config.capital.currency):
        raise ConfigError(
            f"--bear: falls are those of equity in the account's currency, {config.capital.currency}; leave "
            "--currency and investor.currency out"
        )
