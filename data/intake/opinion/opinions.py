"""What a file is held against, and what comes of it."""

from dataclasses import dataclass, replace

import numpy as np

from data.base.arrays import Flags, Floats, Ints
from data.base.finding import Held
from data.base.saying import said
from data.intake.opinion.distances import Ranged, Reference, distance, nearest, ranged
from data.intake.opinion.dividends import with_dividends
from data.intake.opinion.other_readings import FEWEST, Cause, cause, cause_of
from data.intake.opinion.references import references
from data.intake.opinion.steady_factor import steady_factor
from data.intake.source import Kind

SAME_PRICES, SAME_RATES, EXACT, MOSTLY = 0.5, 0.8, 0.95, 0.995
"""Least share of rows that are those of the very series for all that do not agree to be wrong, prices
and rates; for tolerances to be strict; and least share of rows that agree with a series of another
source for the others to be wrong."""
MANY = 100
"""Rows of which all must agree for the one that does not to be wrong, whatever the source."""
OTHER_TENOR = 0.3
"""How near bills must come to those of the other term, as a share of their distance from those of
their own, to be taken for them."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """A file against one series: rows compared, which share of them is the very `same`, and another reading
    that agrees far better (None: none).
    """

    reference: Reference
    compared: Ranged
    same: float
    cause: Cause | None

    @property
    def held(self) -> Held:
        """What was compared, for people to read."""
        rows = self.compared
        return Held(self.reference.code, len(rows.rows), rows.agree, self.reference.scale.within)

    @property
    def share(self) -> float:
        """Share of the rows that agree, 0 to 1; 1 without rows."""
        return self.compared.agree / len(self.compared.rows) if len(self.compared.rows) else 1.0

    @property
    def nearly_all(self) -> bool:
        """Whether all but one of many rows agree."""
        return self.compared.agree == len(self.compared.rows) - 1 >= MANY

    @property
    def differ(self) -> Ints:
        """Places in `compared` of single values that differ, by day: of a file that is of another
        source only those that differ grossly.
        """
        least = SAME_RATES if self.reference.scale.points else SAME_PRICES
        alike = self.same >= least or ((self.share >= MOSTLY or self.nearly_all) and self.reference.scale.close > 0.0)
        return np.flatnonzero(
            self.compared.beyond > self.compared.allowed * (1.0 if alike else self.reference.scale.gross)
        )


@np.errstate(all="ignore")
def opinions(kind: Kind, days: Ints, values: Floats, basis: str = "", tenor: int = 0) -> list[Opinion]:
    """A history of a kind against every series of the program that it can be held against; rows that
    one says nothing of go to the next.

    `values` are as the market table has them; `basis` and `tenor` (calendar days) are how bills are quoted.
    """
    if not len(days):
        return []
    months = 1 if kind == "bills-1m" or 0 < tenor <= 35 else 3
    left, found = np.isfinite(values), list[Opinion]()
    for one in references(kind, int(days.min()), months):
        share = same(days, values, one)
        held = replace(one, scale=one.scale.strict()) if share >= EXACT else one
        compared = ranged(days, np.where(left, values, np.nan), held)
        why = cause_of(kind, days, values, one, (basis, tenor)) if left.any() else None
        left &= (days < one.days[0]) | (days > one.days[-1])  # a week that begins before is the next one's neither
        if len(compared.rows) or why:
            found.append(
                Opinion(
                    held,
                    compared,
                    share,
                    why
                    or steady_factor(days, values, one)
                    or _other_tenor(days, values, one)
                    or with_dividends(days, values, one),
                )
            )
    return found


def of_program(kind: Kind, days: Ints, values: Floats) -> Flags:
    """Which values are those that the program's own market has on their day, shape (rows,)."""
    found = np.zeros(len(days), dtype=bool)
    for one in references(kind, int(days.min()), 3) if len(days) else ():
        near = nearest(days, values, one)
        found[near.rows[one.scale.apart(near.own, near.theirs) <= one.scale.tight]] = True
    return found


def same(days: Ints, values: Floats, reference: Reference) -> float:
    """Share of the rows, 0 to 1, that are those of the series itself; 0 without rows."""
    near = nearest(days, values, reference)
    return (
        float((reference.scale.apart(near.own, near.theirs) <= reference.scale.tight).mean()) if len(near.rows) else 0.0
    )


def _other_tenor(days: Ints, values: Floats, reference: Reference) -> Cause | None:
    """Bills that are nearer to those of the other term than to those of their own."""
    other = {"bill-1m": ("bills", 3), "bill-3m": ("bills", 1)}.get(reference.code)
    if other is None:
        return None
    near = nearest(days, values, reference)
    theirs = references("bills", int(days.min()), other[1])[0]
    pair = nearest(days, values, theirs)
    now, then = distance(near, reference.scale), distance(pair, reference.scale)
    if len(pair.rows) < max(FEWEST, 0.6 * len(near.rows)) or now < reference.scale.tight or then > OTHER_TENOR * now:
        return None
    return cause(said("opinion.other_term", theirs=theirs.what), False, pair, near, reference)
