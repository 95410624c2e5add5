"""Chance without a generator: what is drawn depends on a seed, on what it is drawn for, on a path and on a day alone.

So a prefix of a market has the draws of the whole, a run that begins later has those of one that begins earlier, and
each path has its own.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from data.base.arrays import Floats

Words = NDArray[np.uint64]
_STEP, _FIRST, _SECOND = (np.uint64(one) for one in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
_BITS, _UNIT = np.uint64(11), 2.0**-53


def mixed(words: Words) -> Words:
    """Words of 64 bits mixed by splitmix64 (Steele, Lea and Flood 2014): neighbours come out far apart.

    >>> [hex(one) for one in mixed(np.array([0, 1], np.uint64)).tolist()]
    ['0xe220a8397b1dcdaf', '0x910a2dec89025cc1']
    """
    words = words + _STEP
    words = (words ^ (words >> np.uint64(30))) * _FIRST
    words = (words ^ (words >> np.uint64(27))) * _SECOND
    return words ^ (words >> np.uint64(31))


def lots(seed: int, kind: int, path: int, numbers: Sequence[int]) -> Floats:
    """A number from 0 to below 1 for each of some `numbers` (days, say), as likely one as another; `kind` tells what it
    is drawn for, `path` which of many paths it is on, from 0.

    >>> lots(1, 0, 0, [17_000, 17_001]).round(3).tolist()
    [0.099, 0.429]
    """
    word = np.zeros(1, np.uint64)
    for one in (seed, kind, path):
        word = mixed(word ^ np.array([one], np.int64).view(np.uint64))
    drawn = mixed(word ^ np.asarray(numbers, np.int64).view(np.uint64))
    return (drawn >> _BITS).astype(np.float64) * _UNIT
