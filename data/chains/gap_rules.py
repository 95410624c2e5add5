"""A rule about series that stand on one day alone while another, which differs from it in one thing and
costs as much, is missing on it.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from data.base.arrays import Flags, Ints
from data.base.days import iso
from data.base.saying import said
from data.chains.priced import Priced
from data.chains.table import NOTHING, Breach, Chain, Found

STEADY = 0.02
"""Share of a file's rows, and of a day's, that may stand alone or be missing in files that follow the same series
from day to day; others come and go."""
FITS, FITS_PER_MOVE = 0.25, 0.5
"""Logarithm by which a price may differ from the mean of the missing series' prices the days before and after, and
the part of their distance added."""
WORTH = 0.5
"""Series of less, in points, come and go in real files."""
_ASPECTS = ("expiry", "strike", "right")


class Swap(NamedTuple):
    """A row that stands alone, a row of the series that is missing on its day, and what they differ in."""

    row: int
    missing: int
    aspect: str


@dataclass(frozen=True)
class Presence:
    """Which series have a quote on which of a chain's days: numbers of both by row, shape (rows,), counted from 0."""

    chain: Chain

    @cached_property
    def days(self) -> Ints:
        """Place of each row's day among the days of the chain, shape (rows,)."""
        return np.unique(self.chain.day, return_inverse=True)[1]

    @cached_property
    def series(self) -> Ints:
        """Number of each row's series, shape (rows,)."""
        order = self.chain.by_day
        result = np.empty(len(order), dtype=np.int64)
        result[order] = np.concatenate([[0], np.cumsum(~self.chain.alike(order, series=True))])
        return result

    @cached_property
    def starts(self) -> Ints:
        """Where each day begins in `by_strike`, and the end; shape (days + 1,)."""
        return np.searchsorted(self.days[self.chain.by_strike], np.arange(int(self.days.max()) + 2))

    def on(self, day: int) -> Ints:
        """Rows of a day, shape (rows of the day,), none outside the chain."""
        if not 0 <= day < len(self.starts) - 1:
            return np.zeros(0, dtype=np.int64)
        return self.chain.by_strike[self.starts[day] : self.starts[day + 1]]

    def alone(self) -> Flags:
        """Whether a row's series has no quote on the day before nor on the day after, shape (rows,)."""
        order = self.chain.by_day
        beside = self.chain.alike(order, series=True) & (np.diff(self.days[order]) <= 1)
        result = np.ones(len(order), dtype=bool)
        result[order[1:][beside]] = False
        result[order[:-1][beside]] = False
        return result

    @cached_property
    def often(self) -> Ints:
        """How many quotes each row's series has, shape (rows,)."""
        return np.asarray(np.bincount(self.series)[self.series])

    def missing(self, day: int) -> Ints:
        """Rows of the day before or after of series that are missing between them; where no series of an expiry is
        on the one, of those on the other.
        """
        before, now, after = (self.on(day + step) for step in (-1, 0, 1))
        group = self._group
        sides = []
        for one, other in ((before, after), (after, before)):
            follows = np.isin(self.series[one], self.series[other]) | ~np.isin(group[one], group[other])
            gone = ~np.isin(self.series[one], self.series[now]) & np.isin(group[one], group[now])
            sides.append(one[follows & gone])
        both = np.concatenate(sides)
        return both[np.unique(self.series[both], return_index=True)[1]]

    @cached_property
    def _group(self) -> Ints:
        """Number of each row's root and expiry."""
        return self.chain.root * 1_000_000 + self.chain.expiry

    def price(self, row: int, day: int) -> tuple[float, float]:
        """Mean, in points, and distance as a logarithm, 0 or more, of the middles of a row's series
        the days before and after a day.
        """
        near = [one for step in (-1, 1) for one in self.on(day + step) if self.series[one] == self.series[row]]
        # a middle of 0 has no logarithm
        mids = np.maximum(self.chain.mid[near], 1e-9)
        return float(mids.mean()), float(np.ptp(np.log(mids)))


def series_swapped(of: Priced) -> Found:
    """A series stands on one day alone, and one that differs in expiry, strike or right alone, and costs
    as much, is missing on that day.
    """
    chain = of.chain
    there = Presence(chain)
    alone = np.flatnonzero(there.alone())
    if not len(alone) or len(alone) > max(STEADY * len(chain), 1.0):
        return NOTHING
    swaps = {swap.row: swap for day in np.unique(there.days[alone]).tolist() for swap in _swaps(there, day, alone)}

    def tell(row: int) -> Breach:
        swap = swaps[row]
        value = {
            "expiry": iso(int(chain.expiry[row])), "strike": f"{chain.strike[row]:g}",
            "right": chain.rights[chain.right[row]]
        }[swap.aspect]  # fmt: skip
        beside = said("chains.it_was", date=iso(int(chain.day[swap.missing])), quote=chain.quote(swap.missing))
        problem = said("chains.lone_series", quote=chain.quote(row), series=chain.series(swap.missing), beside=beside)
        return Breach(swap.aspect, value, problem, said("chains.aspect_wrong", aspect=swap.aspect))

    return Found(np.array(sorted(swaps), dtype=np.int64), tell)


def _swaps(there: Presence, day: int, alone: Ints) -> list[Swap]:
    missing = there.missing(day)
    if not len(missing) or len(missing) > max(STEADY * len(there.on(day)), 2.0):
        return []
    found = []
    for row in alone[there.days[alone] == day].tolist():
        fits = [swap for other in missing.tolist() if (swap := _swap(there, row, other, day)) is not None]
        if len(fits) == 1:
            found.append(fits[0])
    return found if len({swap.missing for swap in found}) == len(found) else []


def _swap(there: Presence, row: int, missing: int, day: int) -> Swap | None:
    chain = there.chain
    differs = [name for name in _ASPECTS if getattr(chain, name)[row] != getattr(chain, name)[missing]]
    if len(differs) != 1 or chain.root[row] != chain.root[missing] or chain.mid[row] < WORTH:
        return None
    if differs != ["expiry"] and there.often[row] > 1:
        return None
    price, moved = there.price(missing, day)
    off = abs(float(np.log(max(chain.mid[row], 1e-9) / price)))
    return Swap(row, missing, differs[0]) if off < FITS + FITS_PER_MOVE * moved else None
