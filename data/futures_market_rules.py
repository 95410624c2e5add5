"""Rules about settlement prices of futures beside the market they are used on."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from data.contracts import future_roots, future_spec
from data.days import iso
from data.finding import Finding, Held
from data.futures_carry import Carried, carried
from data.futures_likely import likely
from data.futures_table import Flags, FutureRows, future_finding
from data.market_days import Ints, MarketDays
from data.underlying import SYNTHETIC

CARRY = 0.03
"""Annual decimal by which the carry of real futures and that of bills less dividends may differ: financing, and dividends that are known only roughly."""
LEVEL, WIDTH = 0.02, 0.15
"""Log distance from the index and its carry, beyond the day's range, that prices of any hour kept within since 1990 (at most 0.017), and the part of
that range that may be added: in October 1987 and March 2020 futures left the index for hours."""
OWN = 0.006
"""Log distance from a contract's own usual distance, beyond the day's range; since 1990 two files of prices at mixed hours stayed within 0.004 and `WIDTH`."""
FAR, FAR_WIDTH = 0.05, 0.25
"""Log distance that no market showed: on 1987-10-19, the widest, the December future settled 10 % below an index that had a range of 27 %."""
APART, APART_WIDTH = 0.008, 0.6
"""Log distance of two contracts of a day from their usual one, and the part of the day's range added: the later one may be of another hour."""
MANY, FEWEST = 0.2, 5
"""Share of rows that stand wrong, and number, from which the file is not one of single faults."""
FROZEN = ((1, 0.04), (2, 0.01), (3, 0.006))
"""Repeats of a price, and log range of the index over them that real files never had with so many."""
SHIFT_ROWS, SHIFTED, FOLLOWS = 20, 0.25, 0.8
"""Changes compared at once; what is left of their squared difference from the index at another session if that is theirs; and their correlation with it."""
UNLIKE, ENOUGH = 0.5, 30
"""Correlation of changes with those of the index under which prices are not of it, and changes needed."""


class Wrong(NamedTuple):
    """Rows that a price's distance condemns: error, warning."""

    far: Flags
    off: Flags


def findings_on(rows: FutureRows, market: MarketDays) -> list[Finding]:
    """All that is wrong with settlements on a market. Those of a made-up market are not compared with it."""
    if not len(rows) or market.index == SYNTHETIC:
        return []
    found = list(_unused(rows, market))
    beside = carried(rows, market)
    settled = beside.take(beside.on)
    if not len(beside.rows):
        return found
    whole = [*_shifted(settled), *_not_of_index(settled)] if len(settled.rows) else []
    return [*found, *(whole or [*_single(beside), *_frozen(settled)])]


def held_on(rows: FutureRows, market: MarketDays) -> Held:
    """How many settlements stand at the index and its carry, of those on its sessions."""
    beside = carried(rows, market)
    beside = beside.take(beside.on)
    agree = int((np.abs(beside.gap) <= LEVEL).sum())
    return Held("carry", len(beside.rows), agree, f"{LEVEL:.0%}")


def _unused(rows: FutureRows, market: MarketDays) -> Iterator[Finding]:
    """Rows of other roots or of days outside the market: a finding with how many can be used."""
    fits = rows.tradable_on(market.index)
    inside = (rows.day >= market.days[0]) & (rows.day <= market.days[-1])
    usable = int((fits & inside & (market.places(rows.day) >= 0)).sum())
    if not fits.all():
        row = int(np.flatnonzero(~fits)[0])
        root = rows.roots[rows.root[row]]
        problem = f"is no root under which prices are looked up: {usable:,} of {len(rows):,} rows can be used"
        yield future_finding(
            "settlements-unused",
            rows,
            row,
            "root",
            problem,
            value=repr(root),
            beside="",
            cause=_root_meant(root, market),
        )
    elif not usable:
        first, last = iso(int(rows.day.min())), iso(int(rows.day.max()))
        problem = f"to {last}: none of {len(rows):,} rows is of a session of the market, {iso(int(market.days[0]))} to {iso(int(market.days[-1]))}"
        yield future_finding(
            "settlements-unused", rows, int(np.argmin(rows.day)), "date", problem, value=first, beside=""
        )


def _root_meant(root: str, market: MarketDays) -> str:
    if root not in future_roots():
        return ""
    spec = future_spec(root)
    if spec.family != root:
        return f"{root} settles at the price of {spec.family}: write {spec.family}"
    return f"{root} is on {spec.index}, the market on {market.index}"


def _shifted(beside: Carried) -> Iterator[Finding]:
    """Prices that follow the index of the session before or after, and not that of their own."""
    hits: dict[int, list[Ints]] = {}
    for block in _blocks(beside):
        found = _shift(beside, block)
        if found:
            hits.setdefault(found, []).append(block)
    for shift, blocks in hits.items():
        rows = np.sort(np.concatenate(blocks))
        first = int(rows[np.argmin(beside.rows.day[rows])])
        which = "after" if shift > 0 else "before"
        problem = f"follows the index of the session {which}, as do {len(rows):,} of {len(beside.rows):,} rows"
        way = "early" if shift > 0 else "late"
        yield future_finding(
            "settlements-shifted",
            beside.rows,
            first,
            "settlement",
            problem,
            beside=beside.around(first),
            cause=f"dates are probably a session {way}",
        )


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
        index = np.diff(np.log(beside.market.close[np.clip(beside.place[block] + shift, 0, last)]))
        if not index.any() or not moved.any():
            return np.inf, 0.0
        return float(np.square(moved - index).sum()), float(np.corrcoef(moved, index)[0, 1])

    own = left(0)[0]
    tried = {shift: left(shift) for shift in (-1, 1)}
    best = min(tried, key=lambda shift: tried[shift][0])
    return best if tried[best][0] < SHIFTED * own and tried[best][1] > FOLLOWS else 0


def _wrong(beside: Carried) -> Wrong:
    """Rows far from the index, and rows off it or off their contract's own distance."""
    slack, gap, own = CARRY * beside.years, beside.outside(beside.gap), beside.outside(beside.own)
    far = gap > FAR + slack + FAR_WIDTH * beside.width
    off = (gap > LEVEL + slack + WIDTH * beside.width) | (own > OWN + WIDTH * beside.width)
    return Wrong(far, off & ~far)


def _not_of_index(beside: Carried) -> Iterator[Finding]:
    """Many prices that do not stand at the index, or do not move with it."""
    far, off = _wrong(beside)
    bad, total = far | off, len(beside.rows)
    many = int(bad.sum())
    row = int(np.flatnonzero(bad)[0]) if many else 0
    if many >= FEWEST and many > MANY * total:
        problem = f"does not stand at the index and its carry, as {many:,} of {total:,} rows do not"
        yield future_finding(
            "settlements-not-of-index",
            beside.rows,
            row,
            "settlement",
            problem,
            beside=beside.around(row),
            cause=_whole_cause(beside),
        )
        return
    same = np.flatnonzero(np.diff(beside.rows.contract) == 0)
    moves, index = (
        np.diff(np.log(beside.rows.settlement))[same],
        np.diff(np.log(beside.market.close[beside.place]))[same],
    )
    kept = ~(bad[1:] | bad[:-1])[same]
    moves, index = moves[kept], index[kept]
    if len(moves) < ENOUGH or not moves.any() or not index.any():
        return
    alike = float(np.corrcoef(moves, index)[0, 1])
    if alike < UNLIKE:
        problem = f"moves otherwise than the index: the correlation of {len(moves):,} changes is {alike:.2f}"
        yield future_finding(
            "settlements-not-of-index",
            beside.rows,
            0,
            "settlement",
            problem,
            beside=beside.around(0),
            cause=_whole_cause(beside),
        )


def _whole_cause(beside: Carried) -> str:
    """What was probably done to a whole file."""
    ratio = float(np.exp(np.median(beside.gap)))
    for power in (-4, -3, -2, -1, 1, 2, 3, 4):
        if abs(np.log(ratio / 10.0**power)) < LEVEL:
            return f"they stand at {10.0**power:g} times the index: the decimal point, or the unit"
    mirrored = _mirrored(beside)
    if mirrored < min(0.02, 0.5 * float(np.median(np.abs(beside.gap)))):
        return "in the opposite order they would fit: the prices were probably sorted and the dates not"
    steady = float(np.median(np.abs(beside.gap - np.median(beside.gap)))) < LEVEL
    return (
        f"they stand at {ratio:.3g} times the index: another index, or another unit"
        if steady and abs(ratio - 1.0) > LEVEL
        else ""
    )


def _mirrored(beside: Carried) -> float:
    """Median log distance from the index if the last price stood under the first date."""
    days = np.unique(beside.place)
    opposite = days[len(days) - 1 - np.searchsorted(days, beside.place)]
    return float(np.median(np.abs(np.log(beside.rows.settlement / beside.market.close[opposite]))))


def _single(beside: Carried) -> Iterator[Finding]:
    """Single prices that stand wrong, and contracts that stand wrong to each other."""
    far, off = _wrong(beside)
    for row in np.flatnonzero(far | off).tolist():
        gap = float(np.expm1(beside.gap[row]))
        worth = float(beside.fair[row])
        problem = f"of {beside.rows.name(row)} stands {gap:+.1%} from {worth:.6g}, the index and its carry"
        check = "settlement-far-off" if far[row] else "settlement-off"
        yield future_finding(
            check, beside.rows, row, "settlement", problem, beside=beside.around(row), cause=likely(beside, row)
        )
    yield from _apart(beside, far | off)


def _apart(beside: Carried, known: Flags) -> Iterator[Finding]:
    order = np.lexsort((beside.rows.expiry, beside.rows.day))
    one, other = order[:-1], order[1:]
    same = (beside.rows.day[one] == beside.rows.day[other]) & ~known[one] & ~known[other]
    apart = np.abs(beside.own[one] - beside.own[other])
    for place in np.flatnonzero(same & (apart > APART + APART_WIDTH * beside.width[one])).tolist():
        pair = int(one[place]), int(other[place])
        row, beyond = sorted(pair, key=lambda each: -abs(float(beside.own[each])))
        problem = (
            f"of {beside.rows.name(row)} stands {apart[place]:.1%} from where it uses to stand to {beside.rows.name(beyond)}, "
            f"which settled at {beside.rows.settlement[beyond]:.10g}"
        )
        yield future_finding(
            "contracts-apart",
            beside.rows,
            row,
            "settlement",
            problem,
            beside=beside.around(row),
            cause=likely(beside, row),
        )


def _frozen(beside: Carried) -> Iterator[Finding]:
    """Prices that repeat on consecutive rows of a contract while the index moves."""
    rows, close = beside.rows, np.log(beside.market.close[beside.place])
    repeats = (np.diff(rows.contract) == 0) & (np.diff(rows.settlement) == 0.0) if len(rows) > 1 else np.zeros(0, bool)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], repeats.astype(np.int8), [0]])))
    for start, stop in edges.reshape(-1, 2).tolist():
        moved = float(np.ptp(close[start : stop + 1]))
        if any(stop - start >= count and moved > bound for count, bound in FROZEN):
            problem = f"of {rows.name(start)} repeats to {iso(int(rows.day[stop]))}, {stop - start} times, while the index moves by {np.expm1(moved):.1%}"
            yield future_finding(
                "settlement-frozen", rows, start + 1, "settlement", problem, beside=beside.around(start + 1)
            )
