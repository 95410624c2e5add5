"""The stationary bootstrap: orders of sessions that might have been.

Politis and Romano, "The Stationary Bootstrap", Journal of the American Statistical Association 89 (1994): a resample is
made of blocks of consecutive sessions that begin anywhere, wrap around the end, and have geometric lengths.
"""

import numpy as np
from numpy.typing import NDArray


def stationary_indices(
    sessions: int, block: float, count: int, random: np.random.Generator, length: int | None = None
) -> NDArray[np.int64]:
    """Sessions of `count` resamples of some `length` (default: as many sessions as there are), shape (count, length),
    numbers from 0 to sessions - 1.

    Each session follows the one before it (the first follows the last), or with probability 1 / `block` is drawn anew.
    `block` is the mean length of a block in sessions, >= 1.
    """
    long = sessions if length is None else length
    anew = random.random((count, long)) < 1.0 / block
    anew[:, 0] = True
    # within a block the drawn session is the place in the resample and a shift: one draw for each block will do
    starts = np.flatnonzero(anew)
    shift = random.integers(sessions, size=len(starts)) - starts % long
    lengths = np.diff(starts, append=anew.size)
    drawn: NDArray[np.int64] = np.arange(long) + np.repeat(shift, lengths).reshape(count, long)
    if long > sessions:
        return np.remainder(drawn, sessions, out=drawn)
    return np.subtract(drawn, sessions, out=drawn, where=drawn >= sessions)
