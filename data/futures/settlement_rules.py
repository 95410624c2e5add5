"""Rules about single settlement prices beside the index: wrong ones, exchanged ones, two
contracts apart, prices that stand still.
"""

from collections.abc import Iterator

import numpy as np

from data.base.arrays import Flags
from data.base.days import iso
from data.base.finding import Finding
from data.base.saying import said
from data.futures.bounds import wrong
from data.futures.carry import Carried
from data.futures.likely_cause import likely

APART, APART_NOISE, APART_WIDTH = 0.008, 8.0, 0.6
"""Log distance of two contracts of a day from their usual one (or so many times the median of all), and the part of
the day's range added: the later one may be of another hour."""
EXCHANGED, FITS = 0.008, 3.0
"""Log distance of two prices that follow each other from which they may be exchanged, and how many times nearer they
then have to fit; none of 16,500 real ones."""
CROSSED, CROSSED_NOISE = 0.0004, 4.0
"""The same of two contracts of a day, which stand nearer to each other, and times the usual distance of the file's
prices that it has to be; none of 857 parts of real files."""
FROZEN = ((1, 0.04), (2, 0.01), (3, 0.006))
"""Repeats of a price, and log range of the index over them that real files never had with so many."""


def single(beside: Carried) -> Iterator[Finding]:
    """Single prices that stand wrong, and contracts that stand wrong to each other."""
    far, off = wrong(beside)
    days, contracts = _days_exchanged(beside), _contracts_exchanged(beside)
    known = np.zeros(len(beside.rows), dtype=bool)
    known[[row for pair in (*days, *contracts) for row in pair]] = True
    yield from (_of_days(beside, *pair) for pair in days)
    yield from (_of_contracts(beside, *pair) for pair in contracts)
    for row in np.flatnonzero((far | off) & ~known).tolist():
        gap, worth = float(np.expm1(beside.gap[row])), float(beside.fair[row])
        problem = said("futures.stands_off", contract=beside.rows.name(row), gap=gap, worth=worth)
        check = "settlement-far-off" if far[row] else "settlement-off"
        yield beside.finding(check, row, problem, likely(beside, row))
    yield from _apart(beside, far | off | known)


def _of_days(beside: Carried, row: int, other: int) -> Finding:
    """That the prices of a contract on two days are exchanged."""
    rows, day = beside.rows, iso(int(beside.rows.day[other]))
    problem = said("futures.fits_day", contract=rows.name(row), day=day, price=rows.settlement[other])
    cause = said("futures.days_exchanged")
    return beside.finding("settlements-exchanged", row, problem, cause)


def _of_contracts(beside: Carried, row: int, other: int) -> Finding:
    """That the prices of two contracts of a day are exchanged."""
    rows = beside.rows
    problem = said(
        "futures.fits_contract", contract=rows.name(row), other=rows.name(other), price=rows.settlement[other]
    )
    cause = said("futures.contracts_exchanged")
    return beside.finding("settlements-exchanged", row, problem, cause)


def _days_exchanged(beside: Carried) -> list[tuple[int, int]]:
    """Pairs of prices of a contract that follow each other and would fit far better if they were exchanged."""
    price, fair = np.log(beside.rows.settlement), np.log(beside.fair) + beside.gap - beside.own
    crossed = np.maximum(np.abs(price[:-1] - fair[1:]), np.abs(price[1:] - fair[:-1]))
    own = np.minimum(np.abs(beside.own[:-1]), np.abs(beside.own[1:]))
    same = np.diff(beside.rows.contract) == 0
    found = np.flatnonzero(same & (own > EXCHANGED) & (crossed * FITS < own))
    return list(zip(found.tolist(), (found + 1).tolist(), strict=True))


def _contracts_exchanged(beside: Carried) -> list[tuple[int, int]]:
    """Pairs of prices of one day that would fit far better if they were exchanged."""
    order = np.lexsort((beside.rows.expiry, beside.rows.day))
    one, other = order[:-1], order[1:]
    price, fair = np.log(beside.rows.settlement), np.log(beside.fair) + beside.gap - beside.own
    crossed = np.maximum(np.abs(price[one] - fair[other]), np.abs(price[other] - fair[one]))
    own = np.minimum(np.abs(beside.own[one]), np.abs(beside.own[other]))
    least = max(CROSSED, CROSSED_NOISE * beside.noise)
    found = (beside.rows.day[one] == beside.rows.day[other]) & (beside.own[one] * beside.own[other] < 0.0)
    found &= (own > least) & (crossed * FITS < own)
    return list(zip(one[found].tolist(), other[found].tolist(), strict=True))


def _apart(beside: Carried, known: Flags) -> Iterator[Finding]:
    order = np.lexsort((beside.rows.expiry, beside.rows.day))
    one, other = order[:-1], order[1:]
    same = (beside.rows.day[one] == beside.rows.day[other]) & ~known[one] & ~known[other]
    apart = np.abs(beside.own[one] - beside.own[other])
    for place in np.flatnonzero(
        same & (apart > max(APART, APART_NOISE * beside.noise) + APART_WIDTH * beside.width[one])
    ).tolist():
        pair = int(one[place]), int(other[place])
        row, beyond = sorted(pair, key=lambda each: -abs(float(beside.own[each])))
        problem = said(
            "futures.apart",
            contract=beside.rows.name(row),
            apart=apart[place],
            other=beside.rows.name(beyond),
            price=beside.rows.settlement[beyond],
        )
        yield beside.finding("contracts-apart", row, problem, likely(beside, row))


def frozen(beside: Carried) -> Iterator[Finding]:
    """Prices that repeat on consecutive rows of a contract while the index moves."""
    rows, close = beside.rows, np.log(beside.market.close[beside.session])
    repeats = (np.diff(rows.contract) == 0) & (np.diff(rows.settlement) == 0.0) if len(rows) > 1 else np.zeros(0, bool)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], repeats.astype(np.int8), [0]])))
    for start, stop in edges.reshape(-1, 2).tolist():
        moved = float(np.ptp(close[start : stop + 1]))
        if any(stop - start >= count and moved > bound for count, bound in FROZEN):
            problem = said(
                "futures.frozen",
                contract=rows.name(start),
                last=iso(int(rows.day[stop])),
                times=stop - start,
                moved=np.expm1(moved),
            )
            yield beside.finding("settlement-frozen", start + 1, problem)
