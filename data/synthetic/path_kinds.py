"""Kinds of paths: what draws the moves of a path, from the history that it is made after."""

from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.synthetic.moves import shifted
from data.synthetic.regime_parameters import RegimeParameters, drawn
from data.synthetic.regime_paths import regime_moves
from data.synthetic.stationary import stationary_indices


class PathKind(Protocol):
    """Draws moves; `name` is that of the table `paths`."""

    name: str

    def moves(self, history: int, place: int, sessions: int) -> Floats:
        """Moves of a path, shape (sessions, 11), by its place among those of a history; history 0 is the one that
        happened.
        """


def stream(*key: int) -> np.random.Generator:
    """Random numbers of their own for each key, whoever draws first."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(key)))


class BlockPaths:
    """Blocks of the sessions of a market, all columns together, by the stationary bootstrap; other histories are the
    market resampled to its own length.

    `source` are its moves, shape (sessions, 11), `block` the mean length of a block in sessions.
    """

    name = "blocks"
    number = 0

    def __init__(self, source: Floats, block: float, seed: int) -> None:
        self.source, self.block, self.seed = source, block, seed
        self._columns = np.ascontiguousarray(source.T)
        self._order = lru_cache(maxsize=4)(self._resampled)

    def moves(self, history: int, place: int, sessions: int) -> Floats:
        """See `PathKind`."""
        count, random = len(self.source), stream(self.seed, self.number, history, place + 1)
        order = stationary_indices(count, self.block, 1, random, sessions)[0]
        rows = order if history == 0 else self._order(history)[order]
        # column by column in memory, as paths are made of them
        moves: Floats = self._columns.take(rows, axis=1).T
        return moves

    def _resampled(self, history: int) -> NDArray[np.int64]:
        count, random = len(self.source), stream(self.seed, self.number, history, 0)
        order: NDArray[np.int64] = stationary_indices(count, self.block, 1, random)[0]
        return order


class RegimePaths:
    """Moves of a model with regimes; other histories are parameters drawn from their standard errors. `growth` is what
    every session's growth is multiplied by.
    """

    name = "regimes"
    number = 1

    def __init__(self, parameters: RegimeParameters, growth: float, seed: int) -> None:
        self.parameters, self.growth, self.seed = parameters, growth, seed
        self._of = lru_cache(maxsize=4)(self._drawn)

    def moves(self, history: int, place: int, sessions: int) -> Floats:
        """See `PathKind`."""
        random = stream(self.seed, self.number, history, place + 1)
        moves = regime_moves(self.parameters if history == 0 else self._of(history), sessions, random)
        return moves if self.growth == 1.0 else shifted(moves, self.growth)

    def _drawn(self, history: int) -> RegimeParameters:
        return drawn(self.parameters, stream(self.seed, self.number, history, 0))
