"""Rules about files of settlement prices as a whole: dates a session off, another index,
another unit, the opposite order.
"""

from collections.abc import Iterator

import numpy as np

from data.base.arrays import Flags, Floats, Ints
from data.base.finding import Finding
from data.base.saying import UNSAID, Saying, said
from data.futures.bounds import LEVEL, wrong
from data.futures.carry import Carried

MANY, FEWEST = 0.2, 5
"""Share of rows that stand wrong, and number, from which the file is not one of single faults."""
SHIFT_ROWS, SHIFTED, FOLLOWS = 20, 0.25, 0.8
"""Changes compared at once; what is left of their squared difference from the index at another session if that is
theirs; and their correlation with it."""
MOVED = {
    1462: "futures.moved_1904",
    -1462: "futures.moved_1900",
    7: "futures.week_later",
    -7: "futures.week_earlier",
    365: "futures.year_later",
    -365: "futures.year_earlier",
}
"""Calendar days by which dates are wrong where a whole file is, and what made them so."""
CONTRACTS, STEPS = 4, 0.9
"""Contracts, and rank correlation of their distances from the index with time, from which
a file is one of adjusted prices."""
UNLIKE, ENOUGH = 0.5, 30
"""Rank correlation of changes with those of the index under which prices are not of it, and changes needed."""


def shifted(beside: Carried) -> Iterator[Finding]:
    """Prices that follow the index of the session before or after, and not that of their own."""
    hits: dict[int, list[Ints]] = {}
    for block in _blocks(beside):
        found = _shift(beside, block)
        if found:
            hits.setdefault(found, []).append(block)
    for shift, blocks in hits.items():
        rows = np.unique(np.concatenate(blocks))
        first = int(rows[np.argmin(beside.rows.day[rows])])
        which = said("order.after" if shift > 0 else "order.before")
        problem = said("futures.follows", session=which, many=len(rows), rows=len(beside.rows))
        cause = said("futures.session_early" if shift > 0 else "futures.session_late")
        yield beside.finding("settlements-shifted", first, problem, cause)


def _blocks(beside: Carried) -> Iterator[Ints]:
    """Rows of one contract, some sessions at a time."""
    contract = beside.rows.contract
    for one in np.split(np.arange(len(contract)), np.flatnonzero(np.diff(contract)) + 1):
        for start in range(0, max(len(one) - SHIFT_ROWS // 2, 1), SHIFT_ROWS):
            block = one[start : start + SHIFT_ROWS + 1]
            if len(block) > SHIFT_ROWS // 2:
                yield block


def _shift(beside: Carried, block: Ints) -> int:
    """Sessions by which the index has to be moved to be what a block follows: -1, 1, or 0 where it is its own."""
    moved = np.diff(np.log(beside.rows.settlement[block]))
    last = len(beside.market.days) - 1

    def left(shift: int) -> tuple[float, float]:
        index = np.diff(np.log(beside.market.close[np.clip(beside.session[block] + shift, 0, last)]))
        if not index.any() or not moved.any():
            return np.inf, 0.0
        return float(np.square(moved - index).sum()), float(np.corrcoef(moved, index)[0, 1])

    own = left(0)[0]
    tried = {shift: left(shift) for shift in (-1, 1)}
    best = min(tried, key=lambda shift: tried[shift][0])
    return best if tried[best][0] < SHIFTED * own and tried[best][1] > FOLLOWS else 0


def not_of_index(beside: Carried) -> Iterator[Finding]:
    """Many prices that do not stand at the index, or do not move with it."""
    far, off = wrong(beside)
    told = _off_level(far | off) or _unlike(beside, far | off)
    if told:
        row, problem = told
        yield beside.finding("settlements-not-of-index", row, problem, _whole_cause(beside))


def _off_level(bad: Flags) -> tuple[int, Saying] | None:
    """(the first row, the problem) where many prices do not stand at the index."""
    many, total = int(bad.sum()), len(bad)
    if many < FEWEST or many <= MANY * total:
        return None
    problem = said("futures.off_level", many=many, rows=total)
    return int(np.flatnonzero(bad)[0]), problem


def _unlike(beside: Carried, bad: Flags) -> tuple[int, Saying] | None:
    """(the first row, the problem) where prices do not move with the index, `bad` ones left out."""
    kept = (np.diff(beside.rows.contract) == 0) & ~(bad[1:] | bad[:-1])
    levels = (beside.rows.settlement, beside.market.close[beside.session])
    moves, index = (np.diff(np.log(level))[kept] for level in levels)
    if len(moves) < ENOUGH or not moves.any() or not index.any():
        return None
    alike = float(np.corrcoef(_ranks(moves), _ranks(index))[0, 1])
    problem = said("futures.moves_otherwise", changes=len(moves), alike=alike)
    return (0, problem) if alike < UNLIKE else None


def _ranks(values: Floats) -> Ints:
    """Places of values in their order: one that is wrong weighs no more than any other."""
    return np.argsort(np.argsort(values))


def _whole_cause(beside: Carried) -> Saying:
    """What was probably done to a whole file."""
    ratio = float(np.exp(np.median(beside.gap)))
    for power in (-4, -3, -2, -1, 1, 2, 3, 4):
        if abs(np.log(ratio / 10.0**power)) < LEVEL:
            return said("futures.decimal_point", times=10.0**power)
    moved = _moved(beside)
    if moved:
        return moved
    if _adjusted(beside):
        return said("futures.adjusted")
    mirrored = _mirrored(beside)
    if mirrored < min(0.02, 0.5 * float(np.median(np.abs(beside.gap)))):
        return said("futures.reversed")
    steady = float(np.median(np.abs(beside.gap - np.median(beside.gap)))) < LEVEL
    return said("futures.other_index", times=ratio) if steady and abs(ratio - 1.0) > LEVEL else UNSAID


def _adjusted(beside: Carried) -> bool:
    """Whether the last of several contracts stands at the index, and those before it the farther off,
    to one side, the earlier they are.
    """
    contracts, first = np.unique(beside.rows.contract, return_index=True)
    if len(contracts) < CONTRACTS:
        return False
    off = np.array([np.median(one) for one in np.split(beside.gap, first[1:])])
    if abs(off[-1]) > LEVEL or abs(off[0]) < LEVEL:
        return False
    return abs(float(np.corrcoef(_ranks(off), np.arange(len(off)))[0, 1])) > STEPS


def _moved(beside: Carried) -> Saying:
    """Days by which dates would have to be moved for the prices to fit, with what does so."""
    usual = float(np.median(np.abs(beside.gap)))
    for days, code in MOVED.items():
        place = np.searchsorted(beside.market.days, beside.rows.day + days, side="right") - 1
        known = (place >= 0) & (beside.rows.day + days <= beside.market.days[-1])
        if known.mean() < 0.5:
            continue
        close = beside.market.close[np.maximum(place, 0)]
        left = float(np.median(np.abs(np.log(beside.rows.settlement / close))[known]))
        if left < min(LEVEL, 0.5 * usual):
            return said(code)
    return UNSAID


def _mirrored(beside: Carried) -> float:
    """Median log distance from the index if the last price stood under the first date."""
    days = np.unique(beside.session)
    opposite = days[len(days) - 1 - np.searchsorted(days, beside.session)]
    return float(np.median(np.abs(np.log(beside.rows.settlement / beside.market.close[opposite]))))
