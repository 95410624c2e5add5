"""Evenings on which somebody leaves an account alone, on the paths of a market, and what then becomes of it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from data.base.errors import ConfigError
from data.market.market import Market
from data.synthetic.path import PathColumns
from data.synthetic.path_kinds import stream
from engine.fast.announce import announce
from engine.fast.away_loop import Away, AwayLoop, Drawn
from engine.fast.compiled import Tell
from engine.settings.run_config import RunConfig
from engine.survival.histories import Histories, How, PathName, on_path
from engine.survival.schemas import BEGINS

AFTER = 5
"""Sessions after the return in which a forced sale still counts: what was called meanwhile falls due in them."""
SETTLED = 21
"""Session from which on an account is left alone: a month after it was opened."""
FALL = -0.05
"""Return of the index on a day on whose evening somebody is gone."""
NO_START = -2
"""In place of a session where a path has no such evening."""
LEAVES = 103
"""Stream of the evenings, beside those of `engine.survival.histories`."""
Sessions = NDArray[np.int16]


class AlonePaths:
    """A configuration on paths drawn from a market, on each left alone once from each kind of evening there is;
    several threads may `run`. Raises `ConfigError` for what cannot run so, and where paths are too short.
    """

    def __init__(
        self,
        config: RunConfig,
        market: Market,
        how: How,
        lengths: Sequence[int],
        tell: Tell = announce,
        *,
        compiled: bool | None = None,
    ) -> None:
        own = on_path(config)
        self.away = Away(tuple(lengths), AFTER)
        self.histories = Histories([own], market, how)
        over = self.histories.over
        self._first, self._last = over.first, len(over.days) - over.first - self.away.longest
        if self._last <= SETTLED:
            most = self._last + max(lengths) - SETTLED - 1
            raise ConfigError(
                f"--absent {max(lengths)}: should be at most {most} sessions on paths of {how.years} years"
            )
        self._loop = AwayLoop(own, self.histories.template, over, tell, compiled=compiled)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Names of the kinds of path."""
        return tuple(kind.name for kind in self.histories.kinds)

    def run(self, name: PathName) -> Sessions:
        """By kind of evening (`BEGINS`) and by length of absence, last where nobody goes: sessions from that evening to
        the first forced sale, see `AwayLoop.alone`; `NO_START` on a path that has no such evening.
        """
        path = self.histories.columns(name)
        drawn = Drawn(path, self.histories.margin_factor(name), name.lot)
        random = stream(self.histories.how.seed, LEAVES, *name)
        begins = {"any": int(random.integers(SETTLED, self._last)), "fall": self._after_fall(path, random)}
        begins["call"] = self._loop.first_call(drawn)
        there = {kind: start for kind, start in begins.items() if SETTLED <= start < self._last}
        starts = sorted(set(there.values()))
        sold = dict(zip(starts, self._loop.alone(drawn, starts, self.away), strict=True))
        none = [NO_START] * (len(self.away.lengths) + 1)
        return np.array([sold[there[kind]] if kind in there else none for kind in BEGINS], np.int16)

    def _after_fall(self, path: PathColumns, random: np.random.Generator) -> int:
        """One of the sessions in which the index fell so far; -1 where there is none."""
        close = path.close[self._first - 1 :]
        fell = np.flatnonzero(close[1:] / close[:-1] - 1.0 <= FALL)
        fell = fell[(fell >= SETTLED) & (fell < self._last)]
        return int(random.choice(fell)) if len(fell) else -1
