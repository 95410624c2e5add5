"""Closes that drift away from the index as steadily as dividends that were put into them do,
over spans too short for `likeness`.
"""

import numpy as np

from data.base.arrays import Floats, Ints
from data.base.saying import said
from data.intake.opinion.distances import Reference, nearest
from data.intake.opinion.likeness import FEWEST
from data.intake.opinion.other_readings import Cause, cause
from data.signals.volatility import SESSIONS_PER_YEAR

SHORTEST = 30
"""Common sessions needed; with more than `likeness.FEWEST` it tells."""
LEAST, MOST = 0.006, 0.07
"""Log growth a year above the index that dividends make: the S&P 500 paid 1.1 % to 6.3 % since 1981."""
STEADY = 0.1
"""How far closes may be from the steady path, as a share of the way they drift."""


def with_dividends(days: Ints, closes: Floats, reference: Reference) -> Cause | None:
    """Closes that are those of the S&P 500 but for steady growth, as a total return index has;
    None where nothing speaks for it.
    """
    near = nearest(days, closes, reference)
    if reference.code != "spx" or not SHORTEST <= len(near.rows) <= FEWEST or not np.all(near.own > 0.0):
        return None
    gap, place = np.log(near.own / near.theirs), np.arange(len(near.rows))
    half = len(gap) // 2
    # median of slopes between rows half a file apart: a wrong digit moves it little
    slope = float(np.median((gap[-half:] - gap[:half]) / (place[-half:] - place[:half])))
    path = slope * place
    level = float(np.median(gap - path))
    off = float(np.quantile(np.abs(gap - path - level), 0.9))
    growth = slope * SESSIONS_PER_YEAR
    if not LEAST <= growth <= MOST or off > STEADY * (path[-1] - path[0]):
        return None
    looks = said("opinion.dividends", growth=growth)
    return cause(looks, False, near._replace(own=near.own / np.exp(path + level)), near, reference)
