"""What splitting a capital over accounts cost: the portfolio against the same mix moved at once, of accounts as they
were, and of accounts as they would be with the whole capital each.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.base.days import month_number
from engine.analysis import returns
from engine.analysis.drawdowns import max_drawdown
from engine.portfolio.figures import Path
from engine.portfolio.schemas import SCHEMAS

AS_HELD, MOVED_AT_ONCE, WHOLE_CAPITAL = "as_held", "moved_at_once", "whole_capital"
Days = NDArray[np.int32]
Paths = Mapping[str, Path]


def splitting(whole: Path, held: Paths, alone: Paths, shares: Sequence[float], months: int) -> pa.Table:
    """A row for the portfolio, one for its accounts as `held` mixed by their `shares`, and one for the accounts as each
    was `alone` with the whole capital. Both mixes are brought to the shares at once, in whole, every so many `months`
    (0: never), and pay nothing for it: the first differs from the portfolio by days on the way, band, conversion and
    rescues, the second from the first by whole contracts and least sizes of accounts that are small.
    """
    found = {AS_HELD: whole.worth}
    found |= {
        told_of: mixed(whole.days, [*paths.values()], shares, months)
        for told_of, paths in ((MOVED_AT_ONCE, held), (WHOLE_CAPITAL, alone))
    }
    rows = [
        {
            "told_of": told_of,
            "growth": returns.total_return(worth),
            "cagr": returns.cagr(whole.days, worth),
            "max_drawdown": max_drawdown(worth),
        }
        for told_of, worth in found.items()
    ]
    return pa.Table.from_pylist(rows, SCHEMAS["splitting"])


def mixed(days: Days, paths: Sequence[Path], shares: Sequence[float], months: int) -> Floats:
    """Unit value of a mix of accounts on days, shape (n,) of both; an account that is lost gives and gets nothing."""
    worths = np.array([_on(days, path) for path in paths])
    asked, held = np.array(shares), np.array(shares)
    told = [float(held.sum())]
    begins = _period_begins(days, months)
    for row in range(1, len(days)):
        before = worths[:, row - 1]
        held = np.where(before > 0.0, held * worths[:, row] / np.where(before > 0.0, before, 1.0), held)
        if begins[row]:
            living = held > 0.0
            held = np.where(living, asked * held[living].sum() / max(asked[living].sum(), 1e-300), held)
        told.append(float(held.sum()))
    return np.array(told)


def _on(days: Days, path: Path) -> Floats:
    """The unit value of a path on days, as after its latest session; before its first as on it."""
    rows = np.maximum(np.searchsorted(path.days, days, side="right") - 1, 0)
    found: Floats = path.worth[rows]
    return found


def _period_begins(days: Days, months: int) -> list[bool]:
    """Whether a day is the first of a period of so many months; of the first day that is not known."""
    if not months:
        return [False] * len(days)
    return list(_begins([month_number(day) // months for day in days.tolist()]))


def _begins(periods: Sequence[int]) -> Iterator[bool]:
    yield from (place > 0 and periods[place - 1] < one for place, one in enumerate(periods))
