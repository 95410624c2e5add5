"""Rules about settlement prices that stand a steady part off the index: all of them, or all from one row on."""

from collections.abc import Iterator

import numpy as np

from data.base.finding import Finding
from data.base.saying import UNSAID, said
from data.base.steps import steps
from data.futures.carry import Carried
from data.futures.table import future_finding

LEAST, PER_YEAR, OF_WIDTH, NOISE = 0.006, 0.012, 0.3, 3.0
"""Log distance of the median price from the index and its carry, more by year to expiry; or the part of the usual
range of the index around a session; or so many times the spread of the file's prices. No quarter of real prices
since 1990 stood more than 0.0037 off, in 2008."""
ONE_SIDE, FEWEST = 0.9, 10
"""Share of prices that stand on one side, and how many there have to be."""


def offset(beside: Carried) -> Iterator[Finding]:
    """A break from which prices stand farther from the index than before, else that all of them stand off it."""
    order = np.lexsort((beside.rows.expiry, beside.rows.day))
    least = np.maximum(LEAST, OF_WIDTH * beside.width)
    breaks = [
        (int(order[place]), step) for place, step in steps(beside.gap[order], beside.rows.day[order], least[order])
    ]
    for row, step in breaks:
        problem = said("futures.break", contract=beside.rows.name(row), step=np.expm1(step))
        yield beside.finding("settlements-break", row, problem, said("chains.from_there"))
    if not breaks:
        yield from _steady(beside, int(order[0]))


def _steady(beside: Carried, first: int) -> Iterator[Finding]:
    gap = beside.gap
    middle = float(np.median(gap))
    spread = float(np.median(np.abs(gap - middle)))
    bound = max(
        LEAST + PER_YEAR * float(np.median(beside.years)), OF_WIDTH * float(np.median(beside.width)), NOISE * spread
    )
    if len(gap) < FEWEST or abs(middle) <= bound or np.mean(gap * np.sign(middle) > 0.5 * bound) < ONE_SIDE:
        return
    problem = said("futures.offset", middle=np.expm1(middle), rows=len(gap))
    cause = said("futures.offset_cause")
    yield future_finding(
        "settlements-offset", beside.rows, first, "settlement", problem, value="", beside=UNSAID, cause=cause
    )
