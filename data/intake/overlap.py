"""The days that two files of one series have in common: how many agree, and what probably made the others differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from data.base.arrays import Flags, Floats, Ints
from data.base.saying import UNSAID, Saying, said
from data.intake.history import History
from data.sessions.quality import alike

MOST_DIGITS = 8
"""Decimals that are looked for in values; floats have no more that mean anything in a price or a rate."""
FEW, MOST = 3, 0.9
"""Days that have to differ for a cause to be looked for, and the share of all common days that it has to explain."""
_NEAR = 2e-3


@dataclass(frozen=True, slots=True)
class Overlap:
    """Common days with their rows in both files; where they differ, shape (days,), by column; how far values
    may be apart; and the likely cause.
    """

    days: Ints
    ours: Ints
    theirs: Ints
    columns: Mapping[str, Flags]
    differ: Flags
    within: float
    cause: Saying

    def told(self, against: str) -> dict[str, Any]:
        """Plain values for the record."""
        agree = int((~self.differ).sum())
        return {"against": against, "rows": len(self.days), "agree": agree, "within": self.within}

    def column(self, place: int) -> str:
        """The first column that differs on a common day."""
        return next(name for name, differ in self.columns.items() if differ[place])


def overlap(one: History, other: History) -> Overlap:
    """Compares what the market needs of two histories, each in order of its dates. Values agree that are the same
    but for noise, or for the rounding of the file with fewer decimals.
    """
    days, ours, theirs = np.intersect1d(one.days, other.days, return_indices=True)
    names = [one.main, *(("open", "high", "low") if one.kind == "index" else ())]
    columns, within = dict[str, Flags](), 0.0
    for name in names:
        if name in one.values and name in other.values:
            apart = _rounding(one.values[name], other.values[name])
            columns[name] = _differ(one.values[name][ours], other.values[name][theirs], apart)
            within = max(within, apart)
    differ = np.logical_or.reduce(list(columns.values()))
    main = columns[one.main]
    some = main.sum() >= FEW and main.mean() >= 0.5
    return Overlap(days, ours, theirs, columns, differ, within, _cause(one, other, ours, theirs) if some else UNSAID)


def _differ(first: Floats, second: Floats, within: float) -> Flags:
    both = np.isfinite(first) & np.isfinite(second)
    # half a unit still agrees, and noise of floats must not carry it beyond
    return np.asarray(both & ~alike(first, second) & ~(np.abs(first - second) <= within * (1.0 + 1e-6)))


def _rounding(first: Floats, second: Floats) -> float:
    """Half a unit of the last decimal of the coarser values; 0 where both have as many."""
    digits = _decimals(first), _decimals(second)
    return 0.5 * 10.0 ** -min(digits) if digits[0] != digits[1] else 0.0


def _decimals(values: Floats) -> int:
    """Decimals that values are written with, at most `MOST_DIGITS`."""
    known = values[np.isfinite(values)]
    return next((n for n in range(MOST_DIGITS) if bool(alike(known, np.round(known, n)).all())), MOST_DIGITS)


def _cause(one: History, other: History, ours: Ints, theirs: Ints) -> Saying:
    """What makes the values of the later-named file out of those of the other, if it is one thing on almost all
    days.
    """
    known, given = one.values[one.main], other.values[one.main][theirs]
    for step, code in ((1, "overlap.row_after"), (-1, "overlap.row_before")):
        inside = (ours + step >= 0) & (ours + step < len(known))
        moved = known[np.clip(ours + step, 0, len(known) - 1)]
        if len(set(given.tolist())) > FEW and (alike(moved, given) & inside).mean() >= MOST:
            return said(code)
    first = known[ours]
    with np.errstate(all="ignore"):
        ratio, product = float(np.median(given / first)), float(np.median(given * first))
        if _mostly(given / first, ratio) and abs(ratio - 1.0) > _NEAR:
            return said("overlap.times", ratio=ratio)
        if _mostly(given * first, product):
            return said("overlap.turned_over", product=product)
        apart = float(np.median(given - first))
        if (np.abs(given - first - apart) <= _NEAR * np.abs(apart)).mean() >= MOST:
            return said("overlap.plus", apart=apart)
    return UNSAID


def _mostly(values: Floats, size: float) -> bool:
    return bool(np.isfinite(size) and (np.abs(values - size) <= _NEAR * abs(size)).mean() >= MOST)
