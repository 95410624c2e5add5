"""How far a settlement price may stand from the index and its carry."""

from typing import NamedTuple

import numpy as np

from data.base.arrays import Flags
from data.futures.carry import Carried

CARRY = 0.03
"""Annual decimal by which the carry of real futures and that of bills less dividends may differ: financing, and
dividends that are known only roughly."""
LEVEL, WIDTH = 0.02, 0.15
"""Log distance from the index and its carry, beyond the day's range, that prices of any hour kept within
since 1990 (at most 0.017), and the part of that range that may be added: in October 1987 and March 2020
futures left the index for hours."""
OWN, OWN_NOISE = 0.006, 6.0
"""Log distance from a contract's own usual distance, beyond the day's range; since 1990 two files of prices at mixed
hours stayed within 0.004 and `WIDTH`. In files with more noise, so many times the median."""
STRICT, STRICT_WIDTH, STRICT_SHARE, WILD = 0.001, 0.03, 0.95, 0.06
"""In a file nearly all of whose prices keep so near to their usual distance, prices are of the index's own hour,
and the day's range excuses none of them but on days of a wider one. Of 267 parts of real files that are so none
has a price beyond `OWN` and `WIDTH`."""
FAR, FAR_WIDTH = 0.05, 0.25
"""Log distance that no market showed: on 1987-10-19, the widest, the December future settled 10 % below
an index that had a range of 27 %."""


class Wrong(NamedTuple):
    """Rows that a price's distance condemns: error, warning."""

    far: Flags
    off: Flags


def wrong(beside: Carried) -> Wrong:
    """Rows far from the index, and rows off it or off their contract's own distance, to either
    side; shapes (rows,), no row in both.
    """
    slack, gap, own = CARRY * beside.years, beside.outside(beside.gap), beside.outside(beside.own)
    far = gap > FAR + slack + FAR_WIDTH * beside.width
    most = max(OWN, OWN_NOISE * beside.noise) + WIDTH * beside.width
    off = (gap > LEVEL + slack + WIDTH * beside.width) | (own > most)
    off |= _strict(beside) & (np.abs(beside.own) > most) & (beside.width < WILD)
    return Wrong(far, off & ~far)


def _strict(beside: Carried) -> bool:
    """Whether prices are of the hour of the index."""
    near = np.abs(beside.own) < STRICT + STRICT_WIDTH * beside.width
    return bool(near.mean() >= STRICT_SHARE)
