"""Moves of a valuation held against those of the index beside it: a value that stands
alone, and a step that no index made.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from data.base.arrays import Flags, Floats, Ints
from data.base.days import Day

NEAR = 62
"""Calendar days between values of neighbouring months at most."""
STEP: Mapping[str, float] = {"cape": 0.45, "pb": 0.45, "ps": 0.45, "pe": 0.8}
"""Logs that a measure may move from month to month beyond the S&P 500. Since 1871 a CAPE moved by 0.41 at most
(1932, with the index), a P/E by 0.71 beyond it (2009, when the losses of 2008 left the earnings)."""
ALONE, LEAST_ALONE, USUAL = 0.25, 0.15, 8.0
"""Logs that a value may stand from both neighbours, at most, at least, and as a multiple of the median move; since
1871 no CAPE or P/E stood by more than 0.12."""


class Moved(NamedTuple):
    """A value, by its place, that does not fit what is beside it: `logs` from the value before, those of the S&P 500
    then (NaN: not known), and whether the value after it is back.
    """

    place: int
    logs: float
    of_index: float
    alone: bool


def misfits(measure: str, days: Ints, values: Floats) -> Iterator[Moved]:
    """Values of a known measure, ascending and above 0, that stand alone, and those from
    which on it is at another level.
    """
    if len(values) < 2:
        return
    moves, near = np.diff(np.log(values)), np.diff(days) <= NEAR
    alone = _alone(moves, near)
    step = (np.abs(moves) > STEP[measure]) & near
    step[alone - 1] = step[alone] = False
    for place in sorted({*alone.tolist(), *(np.flatnonzero(step) + 1).tolist()}):
        of_index = moved(int(days[place - 1]), int(days[place]))
        beyond = abs(moves[place - 1] - (0.0 if np.isnan(of_index) else of_index))
        if beyond > (_bound(moves) if place in alone else STEP[measure]):
            yield Moved(place, float(moves[place - 1]), of_index, place in alone)


def moved(first: Day, last: Day) -> float:
    """Log return of the S&P 500 between two days, of the last closes then, negative where it
    fell; NaN where the program has none.
    """
    from data.market.embedded import long_market  # noqa: PLC0415  (only for values that are doubtful)

    market = long_market()
    days = np.array(market.days, dtype=np.int64)
    if first < days[0] or last - days[-1] > NEAR:
        return float("nan")
    before, after = market.floats("close")[np.searchsorted(days, [first, last], side="right") - 1].tolist()
    return float(np.log(after / before))


def _alone(moves: Floats, near: Flags) -> Ints:
    """Places of values that are further from both neighbours, to the same side, than values stand."""
    there, back = moves[:-1], moves[1:]
    size = np.where(there * back < 0.0, np.minimum(np.abs(there), np.abs(back)), 0.0)
    return np.asarray(np.flatnonzero((size > _bound(moves)) & near[:-1] & near[1:]) + 1)


def _bound(moves: Floats) -> float:
    return float(np.clip(USUAL * np.median(np.abs(moves)), LEAST_ALONE, ALONE))
