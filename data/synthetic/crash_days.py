"""Crashes that may come again: the worst day of a year, and its rate."""

from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.days import Day, date_of
from data.base.errors import ConfigError
from data.market.embedded import long_market
from data.signals.volatility import SESSIONS_PER_YEAR
from data.synthetic.moves import GROWTH, HIGH, LOW, OPENED, REAL, VIX, moves_of


class Crash(NamedTuple):
    """A day of the S&P 500 that comes again, and how often a year: an input, not an estimate."""

    day: Day
    rate: float
    moves: tuple[float, ...]

    @property
    def fall(self) -> float:
        """What the index lost on that day, a positive decimal."""
        return 1.0 - self.moves[GROWTH]


def crash(text: str) -> Crash:
    """A crash from `YEAR:RATE`, such as 1987:0.025: the worst day of that year, so often a year. Raises
    `ConfigError` for anything else.
    """
    year, _, rate = text.partition(":")
    try:
        asked, often = int(year), float(rate)
    except ValueError:
        asked, often = 0, -1.0
    if not 0.0 < often <= SESSIONS_PER_YEAR:
        raise ConfigError(
            f"crash {text!r}: should be a year and how often a year its worst day comes, such as 1987:0.025"
        )
    return _worst_of(asked, often)


def _worst_of(year: int, rate: float) -> Crash:
    market = long_market()
    rows = [row for row, day in enumerate(market.days[1:]) if date_of(day).year == year]
    if not rows:
        first, last = date_of(market.days[1]).year, date_of(market.days[-1]).year
        raise ConfigError(f"crash {year}: no session is known of it; known are {first} to {last}")
    moves = moves_of(market)
    worst = min(rows, key=lambda row: moves[row, GROWTH])
    return Crash(market.days[worst + 1], rate, tuple(moves[worst].tolist()))


def struck(
    moves: Floats, crashes: tuple[Crash, ...], generator: np.random.Generator, per_year: float, *, opens: bool
) -> Floats:
    """The moves with crashes in the place of sessions, of which a year has `per_year`, drawn by chance: prices and VIX
    are those of the crash, rates and currency stay. Where `opens` have to be real, one whose open is not known falls
    overnight.
    """
    for one in crashes:
        rows = np.flatnonzero(generator.random(len(moves)) < one.rate / per_year)
        for column in (GROWTH, OPENED, HIGH, LOW, REAL, VIX):
            moves[rows, column] = one.moves[column]
        if opens and not one.moves[REAL]:
            moves[rows, OPENED], moves[rows, REAL] = one.moves[GROWTH], 1.0
    return moves
