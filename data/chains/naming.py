"""How vendors name series, and which ones they are: expiries on the Saturday after a third Friday or on Good Friday,
and the root of the weekly series.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np

from data.base.arrays import Ints
from data.base.day_arrays import weekdays
from data.base.days import Day, date_of, day_of, iso
from data.base.finding import Finding
from data.base.saying import Saying, said
from data.chains.table import Breach, Chain, ChainRule, Found
from data.contracts.calendars import expiry as settles
from data.contracts.calendars import third_friday, xnys

SATURDAYS_END = day_of(date(2015, 2, 1))
"""Quotes of before it may date monthly series to the Saturday after their third Friday, as
the OCC did; later ones may not."""
WEEKLY, MONTHLY = "SPXW", "SPX"
_SATURDAYS = 5
_SATURDAY = ChainRule("expiry-read", "warning")
_WEEKLY = ChainRule("weekly-root", "warning")
READ = (
    (_SATURDAY, "An expiry is the Saturday after a third Friday, and is read as the day of settlement."),
    (
        _WEEKLY,
        (
            "Some series are of the weekly root, and are read as those of SPX; those that end on a third "
            "Friday are left out."
        ),
    ),
)
"""Rules of what is read otherwise than it is written, and what each is."""


def as_series(chain: Chain) -> tuple[Chain, list[Finding]]:
    """The chain with its series as the contracts know them, and a warning for each way of naming that was read."""
    chain, weekly = _without_weekly_root(chain)
    chain, saturdays = _without_saturdays(chain)
    return chain, [*weekly, *saturdays]


def all_weekly(chain: Chain) -> list[Saying]:
    """A note where all rows are of the weekly root and none is left out, for then nothing is doubtful; else nothing."""
    weekly = len(chain) and all(root == WEEKLY for _, root in chain.used())
    if not weekly or (_each(chain.expiry, _is_monthly) == 1).any():
        return []
    return [said("chains.all_weekly", weekly=WEEKLY, monthly=MONTHLY, rows=len(chain), why=_WEEKLY.why)]


def _without_saturdays(chain: Chain) -> tuple[Chain, list[Finding]]:
    read = _each(chain.expiry, _settles)
    late = weekdays(chain.expiry) == _SATURDAYS
    read = np.where(late & (chain.day >= SATURDAYS_END), chain.expiry, read)
    rows = np.flatnonzero(read != chain.expiry)

    def tell(row: int) -> Breach:
        what = said("chains.saturday") if late[row] else said("chains.friday_shut")
        problem = said("chains.read_as", what=what, read=iso(int(read[row])), dated=len(rows), rows=len(chain))
        return Breach("expiry", iso(int(chain.expiry[row])), problem)

    return replace(chain, expiry=read), list(_SATURDAY.findings(chain, Found(rows, tell, rows[:1])))


def _without_weekly_root(chain: Chain) -> tuple[Chain, list[Finding]]:
    rows = np.flatnonzero(chain.among(chain.root, chain.roots, (WEEKLY,)))
    if not len(rows):
        return chain, []
    monthly = rows[_each(chain.expiry[rows], _is_monthly) == 1]

    def tell(_row: int) -> Breach:
        left = said("chains.weekly_left_out", left=len(monthly), monthly=MONTHLY)
        return Breach(
            "root",
            WEEKLY,
            said(
                "chains.weekly_read", monthly=MONTHLY, rows=len(rows) - len(monthly), left=left if len(monthly) else ""
            ),
        )

    doubtful = len(monthly) > 0 or len(rows) < len(chain)
    names = tuple(sorted({MONTHLY if root == WEEKLY else root for root in chain.roots}))
    codes = np.array([names.index(MONTHLY if root == WEEKLY else root) for root in chain.roots])
    told = list(_WEEKLY.findings(chain, Found(rows, tell, rows[:1]))) if doubtful else []
    renamed = replace(chain, root=codes[chain.root], roots=names)
    return renamed.take(np.setdiff1d(np.arange(len(chain)), monthly)), told


@cache
def _settles(day: Day) -> Day:
    """The session on which the series of a third Friday without trading, or of the Saturday after one,
    settles; any other day is itself.
    """
    known, on = xnys(), date_of(day)
    friday = third_friday(on.year, on.month)
    if day not in {friday, friday + 1} or day in known or not known.sessions[0] < day < known.sessions[-1]:
        return day
    return settles(on.year, on.month, known)


def _is_monthly(day: Day) -> Day:
    on = date_of(day)
    return int(third_friday(on.year, on.month) - 1 <= day <= third_friday(on.year, on.month) + 1)


def _each(days: Ints, of: Callable[[Day], Day]) -> Ints:
    """A function of days, called once for each of them, shape (rows,)."""
    once, back = np.unique(days, return_inverse=True)
    return np.array([of(day) for day in once.tolist()], dtype=np.int64)[back]
