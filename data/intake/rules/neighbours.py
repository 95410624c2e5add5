"""What is usual around a row: the moves of the rows near it, and how far one may stand out before it is told."""

from dataclasses import dataclass

import numpy as np

from data.base.arrays import Flags, Floats, Ints
from data.intake.frequency import frequency

BACK = 0.5
"""A value stands alone where the two around it are nearer to each other than half its way from the nearer one."""
REACH = 10
"""Rows on either side that say what is usual."""
_SPACING = {"daily": 1.0, "weekly": 5.0, "monthly": 21.0, "quarterly": 63.0, "yearly": 252.0}


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a value may stand out: `times` what is usual around it, but at least `least` and at most `most`."""

    times: float
    least: float
    most: float

    def bound(self, usual: Floats, patience: float = 1.0) -> Floats:
        """The bound for each row, same shape; for values that are not daily what is usual says little,
        and `most` holds times `patience`.
        """
        return (
            np.clip(self.times * usual, self.least, self.most)
            if patience == 1.0
            else np.full_like(usual, self.most * patience)
        )


def patience(days: Ints) -> float:
    """How many times further values of this frequency move than daily ones, 1 or more: the square
    root of the sessions between two.
    """
    return float(np.sqrt(_SPACING[frequency(np.sort(days)).name]))


def way(moves: Floats) -> Floats:
    """How far each value but the first and last is from both neighbours, 0 where those are not alike; `moves` from
    value to value, shape (len(moves) - 1,).
    """
    one, other = moves[:-1], moves[1:]
    nearer = np.minimum(np.abs(one), np.abs(other))
    return np.where((one * other < 0.0) & (np.abs(one + other) <= BACK * nearer), nearer, 0.0)


def stays(moves: Floats) -> Flags:
    """Which moves are neither to a value that stands alone nor back from it; shape (len(moves),)."""
    alone = np.concatenate([[False], way(moves) > 0.0, [False]])[: len(moves) + 1]
    return np.asarray(~alone[1:] & ~alone[:-1])


def usual(sizes: Floats, own: int = 1) -> Floats:
    """The median of the sizes of up to `REACH` moves before and after each, `own` of them its
    own; shape (len(sizes) - own + 1,).

    0 where there are none.
    """
    padded = np.concatenate([np.full(REACH, np.nan), sizes, np.full(REACH, np.nan)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * REACH + own)
    around = np.concatenate([windows[:, :REACH], windows[:, REACH + own :]], axis=1)
    known = np.isfinite(around).any(axis=1)
    result = np.zeros(len(around))
    result[known] = np.nanmedian(around[known], axis=1)
    return result
