"""Returns of calendar months over bills: what trials are compared by."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.base.arrays import Floats
from engine.analysis.returns import Days


class Months(NamedTuple):
    """Calendar months by their first days, `datetime64[M]`, and what an account returned less what bills did in each,
    decimals, shape (n,).
    """

    months: NDArray[np.datetime64]
    excess: Floats


def months_of(days: Days, daily: Floats, bills: Floats) -> Months:
    """Months between two sessions, the broken first and last ones included. Day numbers, shape (n,), of all sessions;
    simple returns of an account and of bills in each but the first, shapes (m,) and (n - 1,): of an account that was
    lost there are fewer, and it returns neither more nor less than bills afterwards.
    """
    month = days[1:].astype("datetime64[D]").astype("datetime64[M]")
    names, starts = np.unique(month, return_index=True)
    whole = np.concatenate([daily, bills[len(daily) :]])
    grown, riskless = (np.multiply.reduceat(1.0 + one, starts) - 1.0 for one in (whole, bills))
    excess: Floats = grown - riskless
    return Months(names, excess)
