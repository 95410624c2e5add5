"""The session of a run on which a margin call was nearest."""

from typing import NamedTuple

import numpy as np

from data.base.arrow import to_array
from data.base.days import iso
from engine.analysis.returns import lifetime
from engine.analysis.sides import net_short
from engine.audit.held import tolerable_falls
from engine.results.run import RunResult


class Nearest(NamedTuple):
    """The session on which a margin call was nearest: its date (ISO), the move of the market that would have brought
    it (a decimal within -1 and 1, below 0 where collateral was short already), and whether that move was a rise.
    """

    date: str
    move: float
    rise: bool


def nearest(run: RunResult) -> Nearest | None:
    """The session on which a margin call was nearest; None where nothing held needed margin."""
    falls = tolerable_falls(run)[: lifetime(to_array(run.table("equity")["equity"]))]
    held = np.flatnonzero(~np.isnan(falls))
    if not len(held):
        return None
    place = int(held[falls[held].argmin()])
    date = iso(int(to_array(run.table("equity")["date"])[place]))
    return Nearest(date, float(np.clip(falls[place], -1.0, 1.0)), bool(net_short(run.tables)[place]))
