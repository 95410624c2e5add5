"""Rules about chains as a whole: all quotes a factor off, or all from a row on; bids that are
never there, offers far above them.
"""

import numpy as np

from data.base.arrays import Flags, Floats, Ints
from data.base.days import iso
from data.base.saying import said
from data.base.steps import steps
from data.chains.implied import price
from data.chains.priced import TICK, Priced
from data.chains.table import NOTHING, Breach, Chain, Found

FEWEST, DAYS = 10, 10
"""Quotes and days from which a file as a whole is doubted."""
WORTH, TIMES = 1.0, 2.5
"""Points from which an offer says something of its bid, and how many times the bid the median offer
of a file is; 1.1 in real files."""
NEAR, AT, SHORT = 2.0, 1.0, 4.5 / 365.0
"""Deviations of the index to expiry within which a strike is near it and at it, and years from
which volatilities say something."""
FACTOR, OF_VOLATILITY, OF_FEW_DAYS = np.log(1.35), 0.15, np.log(1.5)
"""Logarithms by which the median price of a file and its volatility lie off what is usual; of a file of a few
days, the volatility at the money. Of the days of January and February 2018 the farthest lay 0.21 off in
volatility, the file as a whole 0.02."""
STEP, CLEAR = np.log(1.5), 0.1
"""The same of the days before and after a break, and the part of the step that has to lie between the quotes of
both."""


def bids_never_there(chain: Chain) -> Found:
    """Every bid is 0, though options are offered that are worth something."""
    worth = chain.ask >= WORTH
    if worth.sum() < FEWEST or chain.bid.any():
        return NOTHING
    problem = said("chains.bid_of_all", rows=len(chain), worth=int(worth.sum()), least=WORTH)
    return _told(0, Breach("bid", "0", problem, said("chains.column_not_filled")))


def offers_far_above(chain: Chain) -> Found:
    """The usual offer is many times its bid."""
    rows = np.flatnonzero((chain.ask >= WORTH) & (chain.bid > 0.0))
    if len(rows) < FEWEST:
        return NOTHING
    times = float(np.median(chain.ask[rows] / chain.bid[rows]))
    first = int(rows[np.argmax(chain.ask[rows] > TIMES * chain.bid[rows])])
    problem = said("chains.offers_far", bid=chain.bid[first], times=times, rows=len(rows))
    cause = said("chains.multiplied")
    return _told(first, Breach("ask", f"{chain.ask[first]:g}", problem, cause)) if times > TIMES else NOTHING


def prices_break(of: Priced) -> Found:
    """From a day on prices are another multiple of what is usual."""
    rows = np.flatnonzero(_near(of, NEAR) & (of.chain.years >= SHORT))
    days, group = np.unique(of.chain.day[rows], return_inverse=True)
    over = _over(of)[rows]
    usual = np.array([np.median(one) for one in _split(over, group)])
    found = steps(usual, days, np.full(len(days), STEP), CLEAR)
    first = {int(rows[group == place].min()): (place, step) for place, step in found}

    def tell(row: int) -> Breach:
        place, step = first[row]
        problem = said(
            "chains.times_before", series=of.chain.series(row), times=np.exp(step), until=iso(int(days[place - 1]))
        )
        return Breach("quote", of.chain.quote(row), problem, said("chains.from_there"))

    return Found(NOTHING.rows, tell, np.array(sorted(first), dtype=np.int64))


def _split(values: Floats, group: Ints) -> list[Floats]:
    """The values of each group, groups counted from 0."""
    order = np.argsort(group, kind="stable")
    return np.split(values[order], np.flatnonzero(np.diff(group[order])) + 1) if len(order) else []


def prices_off(of: Priced) -> Found:
    """The median price of the file is a multiple of what is usual, and no step in it says from where on."""
    rows = np.flatnonzero(_near(of, NEAR) & (of.chain.years >= SHORT))
    if len(rows) < FEWEST or any(
        map(_tells, (bids_never_there(of.chain), offers_far_above(of.chain), prices_break(of)))
    ):
        return NOTHING
    factor, over = float(np.median(_over(of)[rows])), float(np.median(of.middle[rows]))
    if len(np.unique(of.chain.day[rows])) < DAYS:
        rows = np.flatnonzero(_near(of, AT) & (of.chain.years >= SHORT))
        if len(rows) < FEWEST or abs(float(np.median(of.middle[rows]))) < OF_FEW_DAYS:
            return NOTHING
    elif abs(factor) < FACTOR or abs(over) < OF_VOLATILITY or factor * over < 0.0:
        return NOTHING
    problem = said("chains.times_usual", rows=len(rows), times=np.exp(factor))
    return _told(0, Breach("quotes", "", problem, said("chains.factor")))


def _tells(found: Found) -> bool:
    return found.told is not None and len(found.told) > 0


def _told(row: int, hit: Breach) -> Found:
    """One row told for the file; the others' rules see it still."""
    return Found(NOTHING.rows, lambda _row: hit, np.array([row], dtype=np.int64))


def _near(of: Priced, deviations: float) -> Flags:
    """Options not in the money, and no farther from it, shape (rows,)."""
    away = np.log(of.chain.strike / of.forward) / (of.usual * np.sqrt(of.chain.years))
    return np.asarray((np.abs(away) < deviations) & ((away > -0.1) | ~of.chain.call) & ((away < 0.1) | of.chain.call))


def _over(of: Priced) -> Floats:
    """Logarithm of price over what is usual, shape (rows,)."""
    return np.asarray(np.log(np.maximum(of.chain.mid, TICK) / np.maximum(price(of.usual, of.terms), TICK)))
