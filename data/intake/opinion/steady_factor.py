"""Values that are the program's times a steady factor from a row on, or in a part of a file, while the others agree."""

import numpy as np

from data.base.arrays import Floats, Ints
from data.base.saying import said
from data.intake.opinion.distances import Joined, Reference, distance, nearest
from data.intake.opinion.other_readings import Cause, cause

FEWEST = 15
"""Rows that agree, and rows that are off, needed."""
WHOLE = 0.9
"""Share of the rows between the first and the last that are off, of the rows that the factor
mends, and of the others that agree."""
CLEAR = 4.0
"""How many times what rows of the very series may be off the factor must make."""


def steady_factor(days: Ints, values: Floats, reference: Reference) -> Cause | None:
    """Values of a part of the file that are those of the series times one factor; None where nothing speaks for it."""
    near, scale = nearest(days, values, reference), reference.scale
    off = np.flatnonzero(scale.apart(near.own, near.theirs) > CLEAR / 2.0 * scale.tight)
    if not scale.close or len(off) < FEWEST or len(near.rows) - len(off) < FEWEST:
        return None
    part = slice(int(off[0]), int(off[-1]) + 1)
    with np.errstate(all="ignore"):
        factor = float(np.median(near.own[part] / near.theirs[part]))
    if not np.isfinite(factor) or factor <= 0.0 or len(off) < WHOLE * (part.stop - part.start):
        return None
    mended = near.own.copy()
    mended[part] /= factor
    pair = near._replace(own=mended)
    alike = scale.apart(mended, near.theirs) <= scale.tight
    outside = np.concatenate([alike[: part.start], alike[part.stop :]])
    if len(outside) < FEWEST or min(alike[part].mean(), outside.mean()) < WHOLE:
        return None
    if not _clear(near, pair, part, reference):
        return None
    reach = (
        said("opinion.from_here")
        if part.stop == len(near.rows)
        else said("opinion.rows_from_here", rows=part.stop - part.start)
    )
    reach = said("opinion.first_rows", rows=part.stop) if part.start == 0 else reach
    looks = said("opinion.steady", factor=round(factor, 3), reach=reach)
    return cause(looks, True, pair, near, reference)


def _clear(near: Joined, pair: Joined, part: slice, reference: Reference) -> bool:
    """Whether the part is far off as it is, and near when mended."""
    now, then = (
        distance(Joined(one.rows[part], one.own[part], one.theirs[part]), reference.scale) for one in (near, pair)
    )
    return now > CLEAR * reference.scale.tight and then < now / CLEAR
