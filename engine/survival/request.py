"""What is asked: settings by cell, and how long, how often and from what they are tried."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import inf
from operator import attrgetter
from typing import Any

from data.base.errors import ConfigError
from data.market.market import Market
from data.synthetic.crash_days import crash
from engine.settings.grid import Cell, is_read, varied
from engine.settings.run_config import RunConfig, parse_config
from engine.survival.find import candidates
from engine.survival.histories import How, block_of
from engine.survival.joint import Accounts
from engine.words.notes import Note, note

MOST_PATHS = 1_000_000
FOUND = ("overlay", "buffer", "withdrawal")
"""What can be searched for."""
STEEPEST = 5.0
"""Mean growth of an index a year, as a logarithm, at most."""
LONGEST = 1_000
"""Sessions for which an account is left alone at most."""


@dataclass(frozen=True, slots=True)
class SurvivalTerms:
    """Years of a path, paths of history 0 of each kind, further histories, seed; mean block of a bootstrap (sessions;
    None: by the rule of Politis and White), crashes (`1987:0.025`: the worst day of that year, and how often a year),
    drift of the index (annual logarithm; None: as it was), confidence, what to search for (one of `FOUND` or None),
    whether every real start date is run too, for how many sessions the account is left alone, length by length (none:
    it never is), and with less than how much of its opening capital, in money of the first session, an account that is
    lived from is poor. Raises `ConfigError` for what cannot be.
    """

    years: int = 20
    paths: int = 10_000
    histories: int = 200
    seed: int = 1
    block: float | None = None
    crashes: tuple[str, ...] = ()
    drift: float | None = None
    confidence: float = 0.99
    find: str | None = None
    history: bool = False
    absent: tuple[int, ...] = ()
    poor: float = 0.25

    def __post_init__(self) -> None:
        bounds = {"years": (1, 40), "paths": (1, MOST_PATHS), "histories": (0, 10_000), "seed": (0, 2**63 - 1)}
        for name, (least, most) in bounds.items():
            if not least <= getattr(self, name) <= most:
                raise ConfigError(f"{name} = {getattr(self, name)}: should be from {least} to {most}")
        if not 0.5 <= self.confidence < 1.0:
            raise ConfigError(f"confidence = {self.confidence}: should be from 0.5 to less than 1, such as 0.99")
        if not 0.0 <= self.poor <= 10.0:
            raise ConfigError(f"poor = {self.poor}: should be a multiple of the opening capital from 0 to 10")
        if self.block is not None and not 1.0 <= self.block < inf:
            raise ConfigError(f"block = {self.block}: should be a number of sessions from 1 on")
        if self.drift is not None and not -STEEPEST <= self.drift <= STEEPEST:
            raise ConfigError(f"drift = {self.drift}: should be from -{STEEPEST:g} to {STEEPEST:g}, such as 0.03")
        if self.find not in (None, *FOUND):
            raise ConfigError(f"find = {self.find!r}: should be {' or '.join(map(repr, FOUND))}")
        if not all(0 <= one <= LONGEST for one in self.absent):
            raise ConfigError(f"absent = {list(self.absent)}: should be sessions from 0 to {LONGEST}, such as 0,5,9,21")
        for one in self.crashes:
            crash(one)

    def how(self, market: Market) -> How:
        """How the paths are drawn from a market. Raises `ConfigError` for a crash that cannot be."""
        block = block_of(market) if self.block is None else self.block
        return How(self.years, self.seed, block, crashes=tuple(map(crash, self.crashes)), drift=self.drift)


_DECIDES_NOTHING = {
    None: ("find", "confidence", "poor"), "overlay": ("poor",), "buffer": ("poor",), "withdrawal": (),
}  # fmt: skip
"""Terms on which no path hangs, by what is searched for."""


@dataclass(frozen=True)
class SurvivalRequest:
    """Settings by cell, that of the plan itself first, the terms, what is varied, what is to be said of it, and the
    accounts of a portfolio, where the cells are these.
    """

    cells: tuple[Cell, ...]
    terms: SurvivalTerms
    vary: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    accounts: Accounts | None = None

    def told(self) -> dict[str, Any]:
        """The request as plain values: what is varied and the terms."""
        return {"vary": list(self.vary), **asdict(self.terms)}

    def digest(self, market: str) -> str:
        """SHA-256 of what is asked of a market (by its own digest): settings, years, paths, how they are made. What
        makes no paths, confidence, real start dates and absences, decides nothing.
        """
        terms = asdict(self.terms)
        for name in ("history", "absent", *_DECIDES_NOTHING[self.terms.find]):
            del terms[name]
        made: dict[str, Any] = {"cells": [cell.config.digest for cell in self.cells], "terms": terms, "market": market}
        if self.accounts:
            made["accounts"] = self.accounts.told()
        return hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()


def request_of(config: RunConfig, vary: Sequence[str], terms: SurvivalTerms) -> SurvivalRequest:
    """A request for a plan and the cells of a grid over it. Paths have sessions of their own, so that the plan's period
    decides nothing.

    Raises `ConfigError` as `varied` does, for a strategy of one's own, where the period is varied, and where there is
    nothing of what is searched.
    """
    if config.kind.is_free:
        raise ConfigError(
            f"own.strategy = {config.own.strategy!r}: a strategy of your own goes through Backtrader from session to "
            "session, and thousands of made-up histories only through the compiled loop; stress a run of it, or sweep "
            "its params with --walk-forward"
        )
    for one in vary:
        if one.strip().startswith("period"):
            raise ConfigError(f"--vary {one}: paths have sessions of their own; leave the period out, and say --years")
    plan = parse_config({**config.settings_for_all(), "period": {}})
    cells = varied(plan, vary)
    settings = list(dict.fromkeys(name for cell in cells for name in cell.values))
    own = Cell({name: attrgetter(name)(plan) for name in settings if is_read(plan, name)}, plan)
    if terms.find:
        candidates(own, terms.find, plan.capital.initial)
    others = [cell for cell in cells if cell.config.digest != plan.digest]
    notes = (note("survive_no_period"),) if config.period != plan.period else ()
    return SurvivalRequest((own, *others), terms, tuple(vary), notes)
