"""The session of a run on which a margin call was nearest."""

from typing import NamedTuple

from data.base.arrow import to_array
from data.base.days import iso
from engine.analysis.exposure import nearest_place, never
from engine.analysis.returns import lifetime
from engine.analysis.sides import net_short
from engine.audit.held import tolerable_falls
from engine.results.run import RunResult


class Nearest(NamedTuple):
    """The session on which a margin call was nearest: its date (ISO), the move of the market that would have brought
    it (a decimal, at least -1, below 0 where collateral was short already), whether that move was a rise, and whether
    there was `never` such a move.
    """

    date: str
    move: float
    rise: bool
    never: bool


def nearest(run: RunResult) -> Nearest | None:
    """The session on which a margin call was nearest; None where nothing held needed margin."""
    falls = tolerable_falls(run)[: lifetime(to_array(run.table("equity")["equity"]))]
    short = net_short(run.tables)[: len(falls)]
    place = nearest_place(falls, short)
    if place is None:
        return None
    date = iso(int(to_array(run.table("equity")["date"])[place]))
    return Nearest(date, max(float(falls[place]), -1.0), bool(short[place]), bool(never(falls, short)[place]))
