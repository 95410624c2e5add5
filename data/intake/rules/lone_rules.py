"""Rules about values that stand alone, away from both neighbours, and about another unit from some row on."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from data.base.arrays import Flags, Floats, Ints
from data.base.saying import Saying, said
from data.intake.frequency import Frequency, frequency, neighbours
from data.intake.history import History
from data.intake.rules.neighbours import Tolerance, patience, usual, way
from data.intake.rules.price_rules import LARGE, hit, nerves
from data.intake.rules.rate_rules import DOUBLED, JUMP, points
from data.intake.rules.rule import Context, Hit, Rule, kinds
from data.intake.source import BILLS, Kind

SMALLEST_RATE = 0.3
"""Percentage points under which nothing is said of a rate."""
FACTORS, SMALLEST_STEP = ((8.0, 12.5), (80.0, 125.0)), 0.5
"""What another unit, or a lost decimal mark, multiplies rates by, and the percentage
points that such a step must have."""
AROUND, FEWEST = 20, 5
"""Rows on either side whose medians tell a unit, and how many there must be."""
FROZEN, ABOVE = 15, 0.5
"""Rows over which no bill repeats its yield while those around change, and the yield in percent from which that is
judged: near zero they stand still."""


FROZEN_WHOLE = 125
"""Rows of a whole file that repeat one yield: half a year."""


@dataclass(frozen=True, slots=True)
class Alone:
    """How far a value of a kind may stand alone: in logs, or in percentage points; moves larger than `told` are
    errors of their own; how far the most that was `seen` stood alone.
    """

    reach: Tolerance
    logs: bool
    told: float
    most: float
    seen: str


ALONE: dict[Kind, Alone] = {
    "index": Alone(Tolerance(9.0, 0.02, 0.10), True, float(np.log1p(LARGE)), 0.0,
        "alone.seen_index"),
    "fx": Alone(Tolerance(9.0, 0.012, 0.03), True, 0.11, 0.025,
        "alone.seen_fx"),
    "vix": Alone(Tolerance(10.5, 0.16, 0.40), True, float(np.log(3.0)), 0.336,
        "alone.seen_vix"),
    "bills": Alone(Tolerance(9.0, 0.30, 1.0), False, 100.0 * JUMP, 0.6,
        "alone.seen_bills"),
    "bills-1m": Alone(Tolerance(9.0, 0.30, 1.0), False, 100.0 * JUMP, 0.6,
        "alone.seen_bills"),
    "dividends": Alone(Tolerance(6.0, 0.20, 0.35), True, float(np.log(DOUBLED)), 0.104,
        "alone.seen_dividends"),
}  # fmt: skip


def value_stands_alone(history: History, context: Context) -> Iterator[Hit]:
    """A value is far from both neighbours, further than what is usual around it and what
    was seen, and the next one is back.
    """
    return _alone(history, context, impossible=False)


def value_alone_impossible(history: History, context: Context) -> Iterator[Hit]:
    """A value is more than twice as far from both neighbours as any was, and the next one is back."""
    return _alone(history, context, impossible=True)


def overnight_rate_alone(history: History, _context: Context) -> Iterator[Hit]:
    """An overnight rate more than doubles, or falls by more than two thirds, and is back on the next row."""
    rows, rates = _known(history)
    before, rate, after = rates[:-2], rates[1:-1], rates[2:]
    high, low = np.fmax(before, after), np.fmin(before, after)
    above = (rate - high > SMALLEST_RATE) & (rate > 2.0 * high)
    below = (low - rate > SMALLEST_RATE) & (rate < low / 3.0)
    for place in np.flatnonzero((above | below) & _close(history, rows)):
        yield hit(history, int(rows[place + 1]), history.main, said("alone.back"))


def unit_changes(history: History, _context: Context) -> Iterator[Hit]:
    """From a row on, rates are about ten or a hundred times as large or as small as before."""
    rows, rates = _known(history)
    if frequency(history.days[rows]).name in {"quarterly", "yearly"}:
        return
    for place in range(1, len(rates)):
        before, after = rates[max(0, place - AROUND) : place], rates[place : place + AROUND]
        step = rates[place] - rates[place - 1]
        if SMALLEST_STEP < abs(step) <= 100.0 * JUMP and min(len(before), len(after)) >= FEWEST:
            with np.errstate(divide="ignore", invalid="ignore"):
                steps = (rates[place] / rates[place - 1], float(np.median(after) / np.median(before)))
            if rates[place - 1] > 0.0 and all(map(_as_units, steps)):
                problem = said("alone.unit", times=steps[0])
                yield hit(history, int(rows[place]), history.main, problem)


def yields_frozen(history: History, _context: Context) -> Iterator[Hit]:
    """Bill yields that change from day to day stand still over fifteen rows or more."""
    rows, rates = _known(history)
    if len(rows) < FROZEN or frequency(history.days[rows]).name != "daily":
        return
    starts = np.concatenate([[0], np.flatnonzero(np.diff(rates) != 0.0) + 1])
    lengths = np.diff(np.concatenate([starts, [len(rates)]]))
    for place in np.flatnonzero((lengths >= FROZEN) & (rates[starts] >= ABOVE)):
        around = np.concatenate([lengths[max(0, place - AROUND) : place], lengths[place + 1 : place + 1 + AROUND]])
        if lengths[place] == len(rows) >= FROZEN_WHOLE:
            yield hit(history, int(rows[0]), history.main, said("alone.same_all", rows=len(rows)))
        elif len(around) >= FEWEST and np.median(around) <= 2:
            row = int(rows[starts[place]])
            yield hit(history, row, history.main, said("alone.same_rows", rows=lengths[place]))


def _alone(history: History, context: Context, *, impossible: bool) -> Iterator[Hit]:
    limits = ALONE[history.kind]
    rows, values = _known(history)
    rate = frequency(history.days[rows])
    if len(rows) < FEWEST or _rare(history.kind, rate):
        return
    moves = np.diff(np.log(values) if limits.logs else values)
    moves_around = usual(np.abs(moves), 2)
    bound = limits.reach.bound(moves_around, patience(history.days[rows])) * nerves(context)
    most = 2.0 * limits.reach.most * patience(history.days[rows]) * nerves(context)
    size = way(moves)
    far = size > most if impossible else (size > bound) & (size <= most)
    told = np.fmax(np.abs(moves[:-1]), np.abs(moves[1:])) > limits.told * nerves(context)
    if history.kind in {"index", "fx", "vix"}:
        told |= history.of_program[rows[1:-1]]
    for place in np.flatnonzero(far & ~told & _close(history, rows)):
        amount, around = _amount(size[place], limits), _amount(moves_around[place], limits)
        seen = said(limits.seen) if size[place] > limits.most else said("alone.usual", around=around)
        problem = said("alone.is", amount=amount, seen=seen)
        yield hit(history, int(rows[place + 1]), history.main, problem)


def _amount(size: float, limits: Alone) -> Saying:
    return said("alone.share", size=np.expm1(size)) if limits.logs else said("alone.points", size=size)


def _known(history: History) -> tuple[Ints, Floats]:
    """(rows with a value, their values): prices above zero, rates in percent."""
    values = history.values[history.main] if history.main == "close" or history.kind == "fx" else points(history)
    known = np.isfinite(values) & ((values > 0.0) | (history.kind in BILLS | {"jpy-rate"}))
    rows = np.flatnonzero(known)
    return rows, values[rows]


def _close(history: History, rows: Ints) -> Flags:
    """Whether both neighbours of each row but the first and last are near in time."""
    near = neighbours(history.days[rows])
    return np.asarray(near[:-1] & near[1:])


def _rare(kind: Kind, rate: Frequency) -> bool:
    """Whether values are too far apart for one to stand alone."""
    return rate.name == "yearly" or (kind in {"dividends", "index"} and rate.name == "quarterly")


def _as_units(factor: float) -> bool:
    return any(low <= one <= high for low, high in FACTORS for one in (factor, 1.0 / factor if factor > 0.0 else 0.0))


LONE_RULES = (
    Rule(value_alone_impossible, frozenset(ALONE), "error"),
    Rule(value_stands_alone, frozenset(ALONE), "warning"),
    Rule(overnight_rate_alone, kinds("jpy-rate"), "warning"),
    Rule(unit_changes, kinds("bills", "bills-1m", "jpy-rate", "yields"), "error"),
    Rule(yields_frozen, kinds("bills", "bills-1m"), "warning"),
)
