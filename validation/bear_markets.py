"""Bear markets of a series of closes, in hindsight."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.days import Day
from data.signals.regimes import bull_bear_turns


class Bear(NamedTuple):
    """A bear market: highest and lowest close, the session on which it became known, fall (<= 0)."""

    peak: Day
    trough: Day
    known: Day
    depth: float


def bear_markets(days: Sequence[Day], closes: Floats, rise: float = 0.2, fall: float = 0.2) -> list[Bear]:
    """Bear markets in order of time (`data.signals.regimes.bull_bear_turns`); the last one's trough may not
    be final.
    """
    turns = bull_bear_turns(closes, rise, fall)
    bears = []
    for peak, up in zip_longest(turns[0::2], turns[1::2]):
        trough = up.extremum if up else peak.extremum + int(np.argmin(closes[peak.extremum :]))
        depth = float(closes[trough] / closes[peak.extremum] - 1.0)
        bears.append(Bear(days[peak.extremum], days[trough], days[peak.known], depth))
    return bears
