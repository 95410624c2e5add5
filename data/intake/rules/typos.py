"""What slip of the pen makes a number out of one like its neighbours: a lost decimal mark, a
lost sign, two digits exchanged.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from data.base.saying import UNSAID, Saying, said

FAR, NEAR, LIKE = 0.05, 0.02, 0.10
"""Relative distances: of a value that is doubted from those around it; of what it may have been from
them; and between the two of them."""
_POWERS = (0.001, 0.01, 0.1, 10.0, 100.0, 1_000.0)


def slip(before: float, value: float, after: float) -> Saying:
    """What was probably meant and what went wrong; empty where no slip explains it, or a neighbour is missing
    (NaN): one alone may be the wrong one.

    >>> slip(119.2, 191.42, 119.5)
    'it looks like 119.42 with two digits exchanged'
    >>> slip(119.2, 11942.0, 119.5)
    'it looks like 119.42 with its decimal mark moved'
    """
    usual = (before + after) / 2.0
    if not np.isfinite([usual, value]).all() or 0.0 in {before, value, after, usual}:
        return UNSAID
    if abs(before / usual - 1.0) > LIKE or min(abs(value / before - 1.0), abs(value / after - 1.0)) < FAR:
        return UNSAID
    distance, meant, what = min((abs(meant / usual - 1.0), meant, what) for meant, what in _meant(value))
    return said("typo.looks", meant=meant, what=said(what)) if distance < NEAR else UNSAID


def _meant(value: float) -> Iterator[tuple[float, str]]:
    yield -value, "typo.sign"
    for power in _POWERS:
        yield value * power, "typo.mark"
    text = f"{abs(value):.10f}".rstrip("0").rstrip(".")
    digits = [place for place, letter in enumerate(text) if letter.isdigit()]
    for one, other in pairwise(digits):
        letters = list(text)
        letters[one], letters[other] = letters[other], letters[one]
        yield float(np.copysign(float("".join(letters)), value)), "typo.digits"
